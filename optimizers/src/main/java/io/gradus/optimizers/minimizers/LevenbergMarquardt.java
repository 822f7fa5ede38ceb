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
 * Levenberg–Marquardt: Gauss and Newton's step, damped as much as it must be.
 *
 * <pre>
 * (G + μD) p = −g,   G = 2JᵀJ,   D = diag G (Marquardt) or I (Levenberg)
 * gain = (f(x) − f(x + p)) / ½ pᵀ(μDp − g)
 * gain &gt; 0:   x ← x + p,   μ ← μ max(⅓, 1 − (2 gain − 1)³),   ν ← 2
 * else:       μ ← μν,   ν ← 2ν
 * μ₀ = τ with Marquardt's D, τ max Gᵢᵢ with Levenberg's
 * </pre>
 *
 * <p>Levenberg (1944); Marquardt (1963), <i>An Algorithm for Least-Squares Estimation of Nonlinear
 * Parameters</i>; the rule for μ is Nielsen's (1999). D is the greatest diagonal seen, so that the
 * scale of each coordinate does not matter and no step is undamped. The objective must know its
 * Gauss–Newton matrix ({@link Objective#gaussNewtonVector}). A point without a value counts as gain
 * below 0.
 *
 * <p>MINPACK bounds ‖D^½p‖ in place of μ.
 *
 * <p>A step is one trial, taken or not: one gradient. Up to {@code dense} parameters G is read off
 * n products and factored; above, conjugate gradients solve with up to {@code innerSteps} products,
 * and D = I. Memory 8n, and 2n² where it is dense.
 *
 * <pre>{@code
 * new LevenbergMarquardt()
 * }</pre>
 *
 * @param damping τ, of which μ begins
 * @param marquardt whether D is the diagonal of G; else the identity
 * @param dense the most parameters for which G is written out
 * @param innerSteps the most products in one step where it is not
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "levenberg-marquardt",
    aliases = {"lm", "damped-gauss-newton"},
    summary = "Damped Gauss–Newton steps for sums of squares.",
    citation =
        "Marquardt (1963), An Algorithm for Least-Squares Estimation of Nonlinear Parameters",
    link = "https://doi.org/10.1137/0111030")
public record LevenbergMarquardt(
    @Hyperparameter(value = "relative first damping τ", range = "(0, inf)") double damping,
    @Hyperparameter("whether D is the diagonal of G") boolean marquardt,
    @Hyperparameter(value = "parameters up to which G is written out", range = "[0, inf)")
        int dense,
    @Hyperparameter(value = "products in one step", range = "[1, inf)") int innerSteps)
    implements ClosureOptimizer, LevenbergMarquardtWithers {

  public LevenbergMarquardt {
    Hyperparameters.check(LevenbergMarquardt.class, damping, marquardt, dense, innerSteps);
  }

  /** τ = 1e-3, Marquardt's D, dense up to 300 parameters, else 100 products. */
  public LevenbergMarquardt() {
    this(1e-3, true, 300, 100);
  }

  @Override
  public Run start(List<Shape> shapes) {
    return new Damped(SavedState.size(shapes));
  }

  private final class Damped implements Run {

    private final Position here;
    private final double[] p;
    private final double[] scale;
    private final double[] right;
    private final double[] newX;
    private final double[] newGradient;
    private final SymmetricMatrix matrix;
    private boolean isRead;
    private double mu = Double.NaN;
    private double nu = 2;

    Damped(int size) {
      here = new Position(size);
      p = new double[size];
      scale = new double[size];
      right = new double[size];
      newX = new double[size];
      newGradient = new double[size];
      matrix = size <= dense ? new SymmetricMatrix(size) : null;
    }

    @Override
    public StepReport step(Objective objective, double[] x) {
      CountedObjective f = new CountedObjective(objective);
      if (!here.is(objective, x)) {
        isRead = false;
        if (!here.evaluate(objective, f, x)) {
          return here.stays(f, false, Outcome.NOT_FINITE);
        }
      }
      if (Vectors.maxNorm(here.gradient()) == 0) {
        return here.stays(f, false, Outcome.GRADIENT_SMALL);
      }
      if (!solve(f)) {
        return here.stays(f, false, Outcome.NOT_FINITE);
      }
      double promised = 0;
      for (int i = 0; i < p.length; i++) {
        promised += 0.5 * p[i] * (mu * scale[i] * p[i] - here.gradient()[i]);
        newX[i] = here.x()[i] + p[i];
      }
      f.representable(newX);
      if (Arrays.equals(newX, here.x())) {
        return here.stays(f, false, Outcome.POINT_STILL);
      }
      double before = here.value();
      double value = Vectors.isFinite(newX) ? f.evaluate(newX.clone(), newGradient) : Double.NaN;
      boolean isFinite = Math.abs(value) <= Double.MAX_VALUE && Vectors.isFinite(newGradient);
      if (promised <= f.rounding(before)) {
        boolean isFlatter =
            isFinite
                && value <= here.ceiling(f)
                && Vectors.norm(newGradient) < Vectors.norm(here.gradient());
        if (!isFlatter) {
          return here.stays(f, false, Outcome.VALUE_STILL);
        }
      } else {
        double gain = isFinite ? (before - value) / promised : Double.NEGATIVE_INFINITY;
        if (!(gain > 0)) {
          mu *= nu;
          nu *= 2;
          return here.stays(
              f, false, mu <= Double.MAX_VALUE ? Outcome.STAYED : Outcome.NO_DECREASE);
        }
        mu *= Math.max(1.0 / 3, 1 - Math.pow(2 * gain - 1, 3));
        nu = 2;
      }
      double length = Vectors.norm(p);
      here.move(value, newX, newGradient, x);
      isRead = false;
      return here.report(f, before, length, false, Outcome.MOVED);
    }

    /** Writes p; false if there is none. */
    private boolean solve(CountedObjective f) {
      for (int i = 0; i < p.length; i++) {
        right[i] = -here.gradient()[i];
      }
      if (matrix == null) {
        return solveByProducts(f);
      }
      if (!isRead) {
        matrix.read((v, into) -> f.gaussNewtonVector(here.x(), v, into));
        isRead = true;
        double greatest = 0;
        for (int i = 0; i < p.length; i++) {
          double diagonal = matrix.rows()[i][i];
          greatest = Math.max(greatest, diagonal);
          scale[i] = marquardt ? Math.max(scale[i], diagonal) : 1;
        }
        for (int i = 0; i < p.length; i++) {
          scale[i] = scale[i] > 0 ? scale[i] : 1; // a coordinate that nothing depends on
        }
        begin(marquardt ? 1 : greatest);
      }
      double[] diagonal = new double[p.length];
      while (mu <= Double.MAX_VALUE) {
        for (int i = 0; i < p.length; i++) {
          diagonal[i] = mu * scale[i];
        }
        if (matrix.solve(diagonal, right, p)) {
          return Vectors.isFinite(p);
        }
        mu *= nu; // G is singular to rounding
        nu *= 2;
      }
      return false;
    }

    private void begin(double size) {
      if (Double.isNaN(mu)) {
        mu = damping * (size > 0 ? size : 1);
      }
    }

    private boolean solveByProducts(CountedObjective f) {
      Arrays.fill(scale, 1);
      double[] r = right.clone();
      double[] v = right.clone();
      double[] gv = new double[p.length];
      Arrays.fill(p, 0);
      double norm = Vectors.norm(right);
      double rr = Vectors.dot(r, r);
      for (int k = 0; k < innerSteps && Math.sqrt(rr) > 1e-3 * norm; k++) {
        f.gaussNewtonVector(here.x(), v, gv);
        double bend = Vectors.dot(v, gv);
        begin(bend / Vectors.dot(v, v));
        bend += mu * Vectors.dot(v, v);
        if (!(bend > 0)) {
          break;
        }
        double a = rr / bend;
        Vectors.add(a, v, p);
        Vectors.add(-a, gv, r);
        Vectors.add(-a * mu, v, r);
        double newRr = Vectors.dot(r, r);
        for (int i = 0; i < v.length; i++) {
          v[i] = r[i] + newRr / rr * v[i];
        }
        rr = newRr;
      }
      return Vectors.isFinite(p);
    }

    @Override
    public Map<String, double[]> save() {
      Map<String, double[]> state = new LinkedHashMap<>();
      here.save(state);
      state.put("scale", scale.clone());
      state.put("damping", new double[] {mu});
      state.put("growth", new double[] {nu});
      state.put("hasMatrix", new double[] {isRead ? 1 : 0});
      if (isRead) {
        for (int i = 0; i < p.length; i++) {
          state.put("row" + i, matrix.rows()[i].clone());
        }
      }
      return state;
    }

    @Override
    public void restore(Map<String, double[]> state, Objective objective) {
      SavedState saved = new SavedState(state);
      Runnable position = here.restore(saved, objective);
      double[] savedScale = saved.array("scale", p.length);
      double savedMu = saved.number("damping");
      double savedNu = saved.number("growth");
      boolean wasRead = saved.number("hasMatrix") != 0 && matrix != null;
      double[][] rows = new double[wasRead ? p.length : 0][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = saved.array("row" + i, p.length);
      }
      saved.finish();
      position.run();
      System.arraycopy(savedScale, 0, scale, 0, p.length);
      mu = savedMu;
      nu = savedNu;
      isRead = wasRead;
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(rows[i], 0, matrix.rows()[i], 0, p.length);
      }
    }
  }
}
