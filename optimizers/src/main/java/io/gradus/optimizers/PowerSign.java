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
 * PowerSign: a gradient is enlarged where it agrees with its average in sign, and shrunk where it
 * does not.
 *
 * <pre>
 * m ← β m + (1 − β) g
 * u = η α^(f sign g sign m) g       sign 0 = 0
 * </pre>
 *
 * <p>Bello, Zoph, Vasudevan &amp; Le (2017), <i>Neural Optimizer Search with Reinforcement
 * Learning</i>, PowerSign, which leaves η open; its internal decay is a schedule for f that falls
 * from 1 to 0. No ε, no bias correction, no decay of the weights.
 *
 * <p>PyTorch, Keras, optax and DL4J do not have it; TensorFlow 1's contrib agrees, with η = 0.1.
 *
 * <pre>{@code
 * new PowerSign().withFactor(new Linear(1, 0, 10_000, Schedule.Unit.STEPS))
 * }</pre>
 *
 * @param learningRate η
 * @param beta β
 * @param base α
 * @param factor f
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "powersign",
    summary =
        "Enlarges a gradient that agrees with its average in sign, and shrinks one that does not.",
    citation =
        "Bello et al. (2017), Neural Optimizer Search with Reinforcement Learning, PowerSign",
    link = "https://arxiv.org/abs/1709.07417")
public record PowerSign(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β of the average", range = "[0, 1)") double beta,
    @Hyperparameter(value = "base α of the power", range = "(0, inf)") double base,
    @Hyperparameter(value = "weight f of the agreement", range = "[0, inf)") Schedule factor)
    implements GradientOptimizer, PowerSignWithers {

  public PowerSign {
    Hyperparameters.check(PowerSign.class, learningRate, beta, base, factor);
  }

  /**
   * With β = 0.9, α = e and f = 1.
   *
   * @param learningRate η, a constant
   */
  public PowerSign(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, Math.E, Schedule.constant(1));
  }

  /** η = 0.1, β = 0.9, α = e, f = 1. */
  public PowerSign() {
    this(0.1);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta, g);
    Expr agreement = g.sign().times(m.sign());
    Expr scale = agreement.times(factor.at(step) * Math.log(base)).exp();
    return scale.times(g).times(learningRate.at(step));
  }
}
