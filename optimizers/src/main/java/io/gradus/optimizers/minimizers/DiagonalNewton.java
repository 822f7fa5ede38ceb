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
import io.gradus.optimizers.linesearch.Backtracking;
import io.gradus.optimizers.linesearch.FixedStep;
import java.util.Arrays;
import java.util.List;

/**
 * Preconditioning by the diagonal of the Hessian: Newton's method for each coordinate alone.
 *
 * <pre>
 * dᵢ = −gᵢ / max(|Hᵢᵢ|, δ maxⱼ |Hⱼⱼ|)
 * x ← x + αd
 * </pre>
 *
 * <p>Becker &amp; LeCun (1989), <i>Improving the Convergence of Back-Propagation Learning with
 * Second Order Methods</i>; the magnitude stands where they add a constant. One step on a quadratic
 * without mixed terms; where coordinates are coupled a fixed α = 1 can diverge, so that a search or
 * a smaller α is wanted.
 *
 * <p>PyTorch, Keras, optax and SciPy have none.
 *
 * <p>A step costs n products with the Hessian and what the line search evaluates. Memory 9n.
 *
 * <pre>{@code
 * new DiagonalNewton(0.5)
 * }</pre>
 *
 * @param lineSearch how α is chosen; 1 is tried first
 * @param floor δ
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "diagonal-newton",
    aliases = "diagonal-preconditioning",
    summary = "Divides the gradient by the diagonal of the Hessian.",
    citation =
        "Becker & LeCun (1989), Improving the Convergence of Back-Propagation Learning with Second Order Methods")
public record DiagonalNewton(
    @Hyperparameter("line search for α") LineSearch lineSearch,
    @Hyperparameter(value = "least curvature over the greatest δ", range = "[0, 1]") double floor)
    implements ClosureOptimizer, DiagonalNewtonWithers {

  public DiagonalNewton {
    Hyperparameters.check(DiagonalNewton.class, lineSearch, floor);
  }

  /**
   * With a fixed step.
   *
   * @param stepSize α
   */
  public DiagonalNewton(double stepSize) {
    this(new FixedStep(stepSize), 1e-12);
  }

  /** With {@link Backtracking}, δ = 1e-12. */
  public DiagonalNewton() {
    this(new Backtracking(), 1e-12);
  }

  @Override
  public Run start(List<Shape> shapes) {
    return new DescentRun(shapes, lineSearch, new Scaled(SavedState.size(shapes)));
  }

  private final class Scaled implements Direction {

    private final double[] unit;
    private final double[] column;

    Scaled(int size) {
      unit = new double[size];
      column = new double[size];
    }

    @Override
    public void find(Objective objective, double[] x, double[] gradient, double[] d) {
      for (int i = 0; i < d.length; i++) {
        Arrays.fill(unit, 0);
        unit[i] = 1;
        objective.hessianVector(x, unit, column);
        d[i] = Math.abs(column[i]);
      }
      double least = floor * Vectors.maxNorm(d);
      for (int i = 0; i < d.length; i++) {
        d[i] = gradient[i] == 0 ? 0 : -gradient[i] / Math.max(d[i], least);
      }
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
