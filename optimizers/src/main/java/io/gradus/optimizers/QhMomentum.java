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
 * Quasi-hyperbolic momentum: a weighted mean of the gradient and its running average.
 *
 * <pre>
 * b ← β b + (1 − β) g
 * u = η ((1 − ν) g + ν b)
 * </pre>
 *
 * <p>Ma &amp; Yarats (2019), <i>Quasi-Hyperbolic Momentum and Adam for Deep Learning</i>, equations
 * 3 and 4, with their rule of thumb ν = 0.7, β = 0.999. ν = 0 is gradient descent, ν = 1 momentum
 * with the dampening β, ν = β Nesterov's momentum at the rate (1 − β) η. The buffer is an average,
 * so η is that of gradient descent. No ε, no bias correction, no decay.
 *
 * <p>PyTorch, Keras, optax and DL4J have no QHM.
 *
 * <pre>{@code
 * new QhMomentum().withLearningRate(1)
 * }</pre>
 *
 * @param learningRate η
 * @param beta β
 * @param nu ν
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "qh-momentum",
    aliases = "qhm",
    summary = "A weighted mean of the gradient and its running average.",
    citation =
        "Ma & Yarats (2019), Quasi-Hyperbolic Momentum and Adam for Deep Learning, equations 3 and 4",
    link = "https://arxiv.org/abs/1810.06801")
public record QhMomentum(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β of the average", range = "[0, 1)") double beta,
    @Hyperparameter(value = "weight ν of the average", range = "[0, 1]") double nu)
    implements GradientOptimizer, QhMomentumWithers {

  public QhMomentum {
    Hyperparameters.check(QhMomentum.class, learningRate, beta, nu);
  }

  /**
   * The paper's β and ν.
   *
   * @param learningRate η, a constant
   */
  public QhMomentum(double learningRate) {
    this(Schedule.constant(learningRate), 0.999, 0.7);
  }

  /** η = 0.1, β = 0.999, ν = 0.7. */
  public QhMomentum() {
    this(0.1);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr b = step.slot("b").ema(beta, g);
    return g.times(1 - nu).plus(b.times(nu)).times(learningRate.at(step));
  }
}
