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
 * Tiger: Lion with one decay rate, so that the sign of a plain average is taken.
 *
 * <pre>
 * m ← β m + (1 − β) g
 * u = η (sign m + λ θ)              sign 0 = 0
 * </pre>
 *
 * <p>Su (2023), <i>Tiger: A Tight-fisted Optimizer</i>, kexue.fm/archives/9512 and
 * github.com/bojone/tiger: the basic form. That code also scales η for every tensor by its root
 * mean square, which is omitted here. No ε, no bias correction. The decay is decoupled and scaled
 * by η; without it the rule needs no parameters.
 *
 * <p>PyTorch, Keras, optax and DL4J do not have it. Without decay it is {@link Signum}.
 *
 * <pre>{@code
 * new Tiger().withWeightDecay(0.0)
 * }</pre>
 *
 * @param learningRate η
 * @param beta β
 * @param weightDecay λ; 0 for none
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "tiger",
    summary = "The sign of the average gradient, with decoupled decay.",
    citation = "Su (2023), Tiger: A Tight-fisted Optimizer",
    link = "https://github.com/bojone/tiger")
public record Tiger(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β of the average", range = "[0, 1)") double beta,
    @Hyperparameter(value = "strength λ of the decay; 0 for none", range = "[0, inf)")
        Schedule weightDecay)
    implements GradientOptimizer, TigerWithers {

  public Tiger {
    Hyperparameters.check(Tiger.class, learningRate, beta, weightDecay);
  }

  /**
   * With the author's β and λ.
   *
   * @param learningRate η, a constant
   */
  public Tiger(double learningRate) {
    this(Schedule.constant(learningRate), 0.965, Schedule.constant(0.01));
  }

  /** η = 0.001, β = 0.965, λ = 0.01. */
  public Tiger() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    Expr u = step.slot("m").ema(beta, step.gradient()).sign();
    if (!weightDecay.isAlways(0)) {
      u = u.plus(step.parameter().times(weightDecay.at(step)));
    }
    return u.times(learningRate.at(step));
  }
}
