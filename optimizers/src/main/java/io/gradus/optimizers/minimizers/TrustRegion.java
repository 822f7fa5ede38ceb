package io.gradus.optimizers.minimizers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.ClosureOptimizer;
import io.gradus.api.CountedObjective;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Objective;
import io.gradus.api.Optimizer;
import io.gradus.api.Outcome;
import io.gradus.api.Shape;
import io.gradus.api.StepReport;
import io.gradus.api.Vectors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Newton's method within a region of trust, by conjugate gradients that stop at its edge.
 *
 * <pre>
 * m(p) = f + gᵀp + ½ pᵀHp,   p minimises m for ‖p‖ ≤ Δ, nearly:
 *   from p = 0, r = g, v = −g:
 *   vᵀHv ≤ 0, or ‖p + av‖ ≥ Δ:   go along v to the edge, and stop
 *   a = rᵀr / vᵀHv,   p ← p + av,   r ← r + aHv,   stop at ‖r‖ &lt; min(½, √‖g‖) ‖g‖
 *   v ← −r + (rᵀr / old rᵀr) v
 * ρ = (f(x) − f(x + p)) / (f(x) − m(p))
 * Δ ← Δ/4 where ρ &lt; ¼;   Δ ← min(2Δ, Δ⁺) where ρ &gt; ¾ and p is at the edge
 * x ← x + p  where ρ &gt; η
 * </pre>
 *
 * <p>Steihaug (1983), <i>The Conjugate Gradient Method and Trust Regions in Large Scale
 * Optimization</i>; Nocedal &amp; Wright (2006), algorithms 4.1 and 7.2. Negative curvature is
 * followed, so that it leaves saddles. A point without a value counts as ρ = −∞. Where m promises
 * less than the rounding error of f, a step is taken if the gradient shrinks.
 *
 * <p>SciPy's {@code trust-ncg} ({@link #scipy}) is this with Δ⁺ = 1000, which is too small for
 * badly scaled functions.
 *
 * <p>A step is one trial, taken or not: one gradient and a few products with the Hessian. Memory
 * 9n.
 *
 * <pre>{@code
 * new TrustRegion()
 * }</pre>
 *
 * @param radius the first Δ
 * @param max the greatest, Δ⁺
 * @param accept η
 * @param innerSteps the most products in one step; 0 for twice the number of parameters
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "trust-region",
    aliases = {"trust-ncg", "steihaug"},
    summary = "Minimises a parabola within a region that grows and shrinks with its success.",
    citation =
        "Steihaug (1983), The Conjugate Gradient Method and Trust Regions in Large Scale Optimization",
    link = "https://doi.org/10.1137/0720042")
public record TrustRegion(
    @Hyperparameter(value = "first radius Δ", range = "(0, inf)") double radius,
    @Hyperparameter(value = "greatest radius Δ⁺", range = "(0, inf]") double max,
    @Hyperparameter(value = "least ratio of a step that is taken η", range = "[0, 0.25)")
        double accept,
    @Hyperparameter(value = "products in one step, 0 for twice n", range = "[0, inf)")
        int innerSteps)
    implements ClosureOptimizer, TrustRegionWithers {

  public TrustRegion {
    Hyperparameters.checkThat(
        TrustRegion.class,
        radius <= max,
        "radius must not be above max, but they are " + radius + " and " + max,
        radius,
        max,
        accept,
        innerSteps);
  }

  /** Δ = 1 at first, without a greatest; η = 0.15. */
  public TrustRegion() {
    this(1, Double.POSITIVE_INFINITY, 0.15, 0);
  }

  /**
   * SciPy's {@code minimize(method="trust-ncg")}.
   *
   * @return the preset
   */
  public static TrustRegion scipy() {
    return new TrustRegion(1, 1000, 0.15, Integer.MAX_VALUE);
  }

  @Override
  public Run start(List<Shape> shapes) {
    return new Steihaug(SavedState.size(shapes));
  }

  private final class Steihaug implements Run {

    private final Position here;
    private final double[] p;
    private final double[] r;
    private final double[] v;
    private final double[] hv;
    private final double[] newX;
    private final double[] newGradient;
    private double delta = radius;
    private double promised;
    private boolean isAtEdge;

    Steihaug(int size) {
      here = new Position(size);
      p = new double[size];
      r = new double[size];
      v = new double[size];
      hv = new double[size];
      newX = new double[size];
      newGradient = new double[size];
    }

    @Override
    public StepReport step(Objective objective, double[] x) {
      CountedObjective f = new CountedObjective(objective);
      if (!here.is(objective, x) && !here.evaluate(objective, f, x)) {
        return here.stays(f, false, Outcome.NOT_FINITE);
      }
      if (Vectors.maxNorm(here.gradient()) == 0) {
        return here.stays(f, false, Outcome.GRADIENT_SMALL);
      }
      minimiseModel(f);
      if (!Vectors.isFinite(p) || Double.isNaN(promised)) {
        return here.stays(f, false, Outcome.NOT_FINITE);
      }
      for (int i = 0; i < p.length; i++) {
        newX[i] = here.x()[i] + p[i];
      }
      f.representable(newX);
      if (Arrays.equals(newX, here.x())) {
        return here.stays(f, false, Outcome.POINT_STILL);
      }
      double before = here.value();
      double value = Vectors.isFinite(newX) ? f.evaluate(newX.clone(), newGradient) : Double.NaN;
      boolean isFinite = Math.abs(value) <= Double.MAX_VALUE && Vectors.isFinite(newGradient);
      double ratio = isFinite ? (before - value) / promised : Double.NEGATIVE_INFINITY;
      boolean isNoise = promised <= f.rounding(before);
      if (isNoise) {
        boolean isFlatter =
            isFinite
                && value <= here.ceiling(f)
                && Vectors.norm(newGradient) < Vectors.norm(here.gradient());
        if (!isFlatter) {
          return here.stays(f, false, isAtEdge ? Outcome.NO_DECREASE : Outcome.VALUE_STILL);
        }
      } else {
        if (ratio < 0.25) {
          delta *= 0.25;
        } else if (ratio > 0.75 && isAtEdge) {
          delta = Math.min(2 * delta, max);
        }
        if (!(ratio > accept)) {
          return here.stays(f, false, Outcome.STAYED);
        }
      }
      double length = Vectors.norm(p);
      here.move(value, newX, newGradient, x);
      return here.report(f, before, length, false, Outcome.MOVED);
    }

    /** Writes p, what the model promises, and whether p is at the edge. */
    private void minimiseModel(Objective objective) {
      double[] g = here.gradient();
      double norm = Vectors.norm(g);
      double enough = Math.min(0.5, Math.sqrt(norm)) * norm;
      Arrays.fill(p, 0);
      System.arraycopy(g, 0, r, 0, g.length);
      for (int i = 0; i < g.length; i++) {
        v[i] = -g[i];
      }
      promised = 0;
      isAtEdge = false;
      long most = innerSteps > 0 ? innerSteps : 2L * g.length;
      for (long k = 0; k < most; k++) {
        objective.hessianVector(here.x(), v, hv);
        double bend = Vectors.dot(v, hv);
        double rr = Vectors.dot(r, r);
        double step = rr / bend;
        double edge = edge();
        isAtEdge = !(bend > 0) || step >= edge;
        if (isAtEdge) {
          step = edge;
        }
        // m(p) − m(p + av) = −a rᵀv − ½ a² vᵀHv, and rᵀv = −rᵀr
        promised += step * (rr - 0.5 * step * bend);
        Vectors.add(step, v, p);
        Vectors.add(step, hv, r);
        if (isAtEdge || Vectors.norm(r) < enough) {
          return;
        }
        double ratio = Vectors.dot(r, r) / rr;
        for (int i = 0; i < v.length; i++) {
          v[i] = -r[i] + ratio * v[i];
        }
      }
    }

    /** The a ≥ 0 at which ‖p + av‖ = Δ. */
    private double edge() {
      double vv = Vectors.dot(v, v);
      double pv = Vectors.dot(p, v);
      double rest = delta * delta - Vectors.dot(p, p);
      double root = Math.sqrt(Math.max(0, pv * pv + vv * rest));
      return pv > 0 ? rest / (pv + root) : (root - pv) / vv;
    }

    @Override
    public Map<String, double[]> save() {
      Map<String, double[]> state = new LinkedHashMap<>();
      here.save(state);
      state.put("radius", new double[] {delta});
      return state;
    }

    @Override
    public void restore(Map<String, double[]> state, Objective objective) {
      SavedState saved = new SavedState(state);
      Runnable position = here.restore(saved, objective);
      double savedDelta = saved.number("radius");
      saved.finish();
      position.run();
      delta = savedDelta;
    }
  }
}
