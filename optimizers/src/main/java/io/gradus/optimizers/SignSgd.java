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
 * signSGD: every parameter moves equally far, against the sign of its gradient.
 *
 * <pre>
 * u = η sign g                      sign 0 = 0
 * </pre>
 *
 * <p>Bernstein, Wang, Azizzadenesheli &amp; Anandkumar (2018), <i>signSGD: Compressed Optimisation
 * for Non-Convex Problems</i>, algorithm 1, which leaves η open. No ε, no bias correction, no
 * decay.
 *
 * <p>PyTorch, Keras and DL4J do not have it; optax agrees.
 *
 * <pre>{@code
 * new SignSgd().withLearningRate(1e-4)
 * }</pre>
 *
 * @param learningRate η
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "signsgd",
    summary = "Subtracts the sign of the gradient times the learning rate.",
    citation =
        "Bernstein et al. (2018), signSGD: Compressed Optimisation for Non-Convex Problems, algorithm 1",
    link = "https://arxiv.org/abs/1802.04434")
public record SignSgd(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate)
    implements GradientOptimizer, SignSgdWithers {

  public SignSgd {
    Hyperparameters.check(SignSgd.class, learningRate);
  }

  /**
   * A constant rate.
   *
   * @param learningRate η, a constant
   */
  public SignSgd(double learningRate) {
    this(Schedule.constant(learningRate));
  }

  /** η = 0.001. */
  public SignSgd() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    return step.gradient().sign().times(learningRate.at(step));
  }
}
