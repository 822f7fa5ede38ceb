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
import java.util.List;

/**
 * Steepest descent: along the negative gradient, as far as a line search says.
 *
 * <pre>
 * d = −g
 * x ← x + αd
 * </pre>
 *
 * <p>Cauchy (1847), <i>Méthode générale pour la résolution des systèmes d'équations
 * simultanées</i>. The step size is the only difference from gradient descent: the line search
 * makes every step decrease the value. On a quadratic with condition number κ, the error falls at
 * best by the factor ((κ − 1)/(κ + 1))² per step, so a narrow valley takes thousands of steps.
 *
 * <p>PyTorch and Keras do not have it. optax: {@code sgd} before {@code
 * scale_by_backtracking_linesearch}. DL4J's {@code LINE_GRADIENT_DESCENT} searches along what its
 * updater has made of the gradient.
 *
 * <p>A step costs what its line search evaluates, at least one gradient. Memory 6n.
 *
 * <pre>{@code
 * new SteepestDescent(new Backtracking())
 * }</pre>
 *
 * @param lineSearch how α is chosen
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "steepest-descent",
    summary = "Follows the negative gradient as far as a line search says.",
    citation =
        "Cauchy (1847), Méthode générale pour la résolution des systèmes d'équations simultanées")
public record SteepestDescent(@Hyperparameter("line search for α") LineSearch lineSearch)
    implements ClosureOptimizer, SteepestDescentWithers {

  public SteepestDescent {
    Hyperparameters.check(SteepestDescent.class, lineSearch);
  }

  /** With {@link Backtracking} and its defaults. */
  public SteepestDescent() {
    this(new Backtracking());
  }

  @Override
  public Run start(List<Shape> shapes) {
    return new DescentRun(shapes, lineSearch, new NegativeGradient());
  }

  private static final class NegativeGradient implements Direction {

    @Override
    public void find(Objective objective, double[] x, double[] gradient, double[] d) {
      for (int i = 0; i < d.length; i++) {
        d[i] = -gradient[i];
      }
    }

    @Override
    public Line.Scale scale() {
      return Line.Scale.NONE;
    }
  }
}
