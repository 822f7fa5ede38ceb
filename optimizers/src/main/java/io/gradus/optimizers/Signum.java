package io.gradus.optimizers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Step;

/**
 * Signum: signSGD with momentum, the sign of the average gradient.
 *
 * <pre>
 * m ← β m + (1 − β) g
 * u = η sign m                      sign 0 = 0
 * </pre>
 *
 * <p>Bernstein, Wang, Azizzadenesheli &amp; Anandkumar (2018), <i>signSGD: Compressed Optimisation
 * for Non-Convex Problems</i>, algorithm 2, which leaves η open. No ε, no bias correction, which
 * could not change a sign. No decay; see {@link Tiger}.
 *
 * <p>PyTorch, Keras and DL4J do not have it; optax agrees.
 *
 * <pre>{@code
 * new Signum().withBeta(0.99)
 * }</pre>
 *
 * @param learningRate η
 * @param beta β
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "signum",
    summary = "The sign of the average gradient.",
    citation =
        "Bernstein et al. (2018), signSGD: Compressed Optimisation for Non-Convex Problems, algorithm 2",
    link = "https://arxiv.org/abs/1802.04434")
public record Signum(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β of the average", range = "[0, 1)") double beta)
    implements GradientOptimizer, SignumWithers {

  public Signum {
    Hyperparameters.check(Signum.class, learningRate, beta);
  }

  /**
   * With β = 0.9.
   *
   * @param learningRate η, a constant
   */
  public Signum(double learningRate) {
    this(Schedule.constant(learningRate), 0.9);
  }

  /** η = 0.001, β = 0.9. */
  public Signum() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    return step.slot("m").ema(beta, step.gradient()).sign().times(learningRate.at(step));
  }
}
