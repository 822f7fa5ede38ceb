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
import io.gradus.optimizers.linesearch.Backtracking;
import io.gradus.optimizers.linesearch.FixedStep;
import java.util.Arrays;
import java.util.List;

/**
 * Newton's method: to where the gradient would be 0 if the function were a quadratic.
 *
 * <pre>
 * (H + λI + τI) d = −g,   τ the first of 0, β‖H‖, 2β‖H‖, 4β‖H‖ … that makes the matrix positive
 *                         definite, with ‖H‖ the greatest |Hᵢⱼ|
 * x ← x + αd
 * </pre>
 *
 * <p>Newton (1669), Simpson (1740); the multiple of the identity is Nocedal &amp; Wright's (2006)
 * algorithm 3.3, here relative to the size of H, the factors are Cholesky's. With a fixed step and
 * β = 0 this is the pure method ({@link #pure}), which goes to saddles and maxima as gladly as to
 * minima. λ is Levenberg's damping.
 *
 * <p>SciPy, optax and PyTorch have no dense Newton's method.
 *
 * <p>A step costs n products with the Hessian, n³/6 multiplications and what the line search
 * evaluates; memory 2n² + 7n: for up to some 2,000 parameters.
 *
 * <pre>{@code
 * new Newton()
 * }</pre>
 *
 * @param lineSearch how α is chosen; 1 is tried first
 * @param damping λ
 * @param floor β; 0 takes H + λI as it is
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "newton",
    aliases = "damped-newton",
    summary = "Goes to the minimum of the parabola that fits the function.",
    citation = "Nocedal & Wright (2006), Numerical Optimization, algorithms 3.2 and 3.3",
    link = "https://doi.org/10.1007/978-0-387-40065-5")
public record Newton(
    @Hyperparameter("line search for α") LineSearch lineSearch,
    @Hyperparameter(value = "damping λ", range = "[0, inf)") double damping,
    @Hyperparameter(value = "relative multiple of the identity to begin with β", range = "[0, 1]")
        double floor)
    implements ClosureOptimizer, NewtonWithers {

  public Newton {
    Hyperparameters.check(Newton.class, lineSearch, damping, floor);
  }

  /** With {@link Backtracking}, λ = 0, β = 1e-3. */
  public Newton() {
    this(new Backtracking(), 0, 1e-3);
  }

  /**
   * The method without safeguards: (H + λI) d = −g, x ← x + γd.
   *
   * @param stepSize γ; 1 for Newton's own
   * @param damping λ; 0 for Newton's own
   * @return the preset
   */
  public static Newton pure(double stepSize, double damping) {
    return new Newton(new FixedStep(stepSize), damping, 0);
  }

  @Override
  public Run start(List<Shape> shapes) {
    return new DescentRun(shapes, lineSearch, new Solved(SavedState.size(shapes)));
  }

  private final class Solved implements Direction {

    private final int size;
    private SymmetricMatrix hessian;

    Solved(int size) {
      this.size = size;
    }

    @Override
    public void find(Objective objective, double[] x, double[] gradient, double[] d) {
      if (hessian == null) {
        hessian = new SymmetricMatrix(size);
      }
      hessian.read((v, into) -> objective.hessianVector(x, v, into));
      double[] right = new double[size];
      for (int i = 0; i < size; i++) {
        right[i] = -gradient[i];
      }
      if (floor == 0) {
        hessian.solveAny(damping, right, d);
        return;
      }
      double[] diagonal = new double[size];
      double unit = floor * hessian.greatest();
      for (double tau = 0; tau <= Double.MAX_VALUE; tau = Math.max(2 * tau, unit)) {
        Arrays.fill(diagonal, damping + tau);
        if (hessian.solve(diagonal, right, d) || !(unit > 0)) {
          return;
        }
      }
      Arrays.fill(d, Double.NaN); // the Hessian is no matrix of numbers
    }

    @Override
    public Line.Scale scale() {
      return Line.Scale.NATURAL;
    }

    @Override
    public boolean isFresh() {
      return false;
    }

    @Override
    public boolean restart() {
      return false;
    }
  }
}
