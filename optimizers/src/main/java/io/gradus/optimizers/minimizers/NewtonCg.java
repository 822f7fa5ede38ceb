package io.gradus.optimizers.minimizers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.ClosureOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.Objective;
import io.gradus.api.Optimizer;
import io.gradus.api.Shape;
import io.gradus.api.Vectors;
import io.gradus.optimizers.linesearch.MinFuncWolfe;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Newton-CG: Newton's direction by conjugate gradients that stop as soon as it is good enough.
 *
 * <pre>
 * solve H d = −g from d = 0:   r = g, v = −r
 *   v ᵀHv ≤ 0:                 d, or −g at the first inner step
 *   a = rᵀr / vᵀHv,   d ← d + a v,   r ← r + a Hv
 *   ‖r‖ ≤ min(½, √(‖g‖/‖g₀‖)) ‖g‖: done;   v ← −r + (rᵀr / old rᵀr) v
 * x ← x + αd
 * </pre>
 *
 * <p>Dembo &amp; Steihaug (1983), <i>Truncated-Newton algorithms for large-scale unconstrained
 * optimization</i>; Nocedal &amp; Wright (2006), algorithm 7.1. g₀ is the first gradient of the
 * run, so that the bound does not depend on the function's scale; they have √‖g‖.
 *
 * <p>SciPy's {@code Newton-CG} takes 1-norms and √‖g‖, and along negative curvature at the first
 * inner step a multiple of −g.
 *
 * <p>A step costs up to {@code innerSteps} products with the Hessian, and what the line search
 * evaluates, about one gradient. Memory 10n.
 *
 * <pre>{@code
 * new NewtonCg()
 * }</pre>
 *
 * @param lineSearch how α is chosen; 1 is tried first
 * @param innerSteps the most products in one step; 0 for twice the number of parameters
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "newton-cg",
    aliases = "truncated-newton",
    summary = "Newton's direction, solved by conjugate gradients as far as it pays.",
    citation =
        "Dembo & Steihaug (1983), Truncated-Newton algorithms for large-scale unconstrained optimization",
    link = "https://doi.org/10.1007/BF02592055")
public record NewtonCg(
    @Hyperparameter("line search for α") LineSearch lineSearch,
    @Hyperparameter(value = "products in one step, 0 for twice n", range = "[0, inf)")
        int innerSteps)
    implements ClosureOptimizer, NewtonCgWithers {

  public NewtonCg {
    Hyperparameters.check(NewtonCg.class, lineSearch, innerSteps);
  }

  /** With {@link MinFuncWolfe} and up to 2n products. */
  public NewtonCg() {
    this(new MinFuncWolfe(), 0);
  }

  @Override
  public Run start(List<Shape> shapes) {
    return new DescentRun(shapes, lineSearch, new Truncated(SavedState.size(shapes)));
  }

  private final class Truncated implements Direction {

    private final double[] r;
    private final double[] v;
    private final double[] hv;
    private double firstNorm;

    Truncated(int size) {
      r = new double[size];
      v = new double[size];
      hv = new double[size];
    }

    @Override
    public void find(Objective objective, double[] x, double[] gradient, double[] d) {
      double norm = Vectors.norm(gradient);
      double enough = Math.min(0.5, Math.sqrt(norm / (firstNorm > 0 ? firstNorm : norm))) * norm;
      Arrays.fill(d, 0);
      for (int i = 0; i < d.length; i++) {
        r[i] = gradient[i];
        v[i] = -gradient[i];
      }
      double rr = norm * norm;
      long most = innerSteps > 0 ? innerSteps : 2L * d.length;
      for (long k = 0; k < most; k++) {
        objective.hessianVector(x, v, hv);
        double bend = Vectors.dot(v, hv);
        if (!(bend > 4 * objective.precision() * Vectors.norm(v) * Vectors.norm(hv))) {
          if (k == 0) {
            System.arraycopy(v, 0, d, 0, d.length);
          }
          return;
        }
        double a = rr / bend;
        Vectors.add(a, v, d);
        Vectors.add(a, hv, r);
        double newRr = Vectors.dot(r, r);
        if (Math.sqrt(newRr) <= enough) {
          return;
        }
        for (int i = 0; i < d.length; i++) {
          v[i] = -r[i] + newRr / rr * v[i];
        }
        rr = newRr;
      }
    }

    @Override
    public Line.Scale scale() {
      return Line.Scale.NATURAL;
    }

    @Override
    public void moved(
        Objective objective,
        double[] x,
        double[] gradient,
        double[] newX,
        double[] newGradient,
        double[] d) {
      if (firstNorm == 0) {
        firstNorm = Vectors.norm(gradient);
      }
    }

    @Override
    public boolean isFresh() {
      return false;
    }

    @Override
    public boolean restart() {
      return false;
    }

    @Override
    public void save(Map<String, double[]> state) {
      state.put("firstNorm", new double[] {firstNorm});
    }

    @Override
    public Runnable restore(SavedState state) {
      double saved = state.number("firstNorm");
      return () -> firstNorm = saved;
    }
  }
}
