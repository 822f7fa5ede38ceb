package io.gradus.optimizers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import java.util.Map;

/**
 * Lion: the sign of a momentum, so that every parameter moves equally far.
 *
 * <pre>
 * c = β₁ m + (1 − β₁) g
 * m ← β₂ m + (1 − β₂) g
 * u = η (sign c + λ θ)              sign 0 = 0
 * </pre>
 *
 * <p>Chen et al. (2023), <i>Symbolic Discovery of Optimization Algorithms</i>, algorithm 2. No ε,
 * no bias correction. The decay is decoupled and scaled by η; without it the rule needs no
 * parameters.
 *
 * <p>PyTorch and DL4J do not have it. Keras has η = 0.001 and, like every Keras optimizer, a
 * decoupled decay scaled by η, which is off. optax follows the paper; its λ is 0.001.
 *
 * <pre>{@code
 * new Lion().withWeightDecay(0.1)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param weightDecay λ; 0 for none
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "lion",
    summary = "The sign of a momentum that leans towards the present gradient.",
    citation = "Chen et al. (2023), Symbolic Discovery of Optimization Algorithms, algorithm 2",
    link = "https://arxiv.org/abs/2302.06675")
public record Lion(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "weight β₁ of the momentum in the update", range = "[0, 1)")
        double beta1,
    @Hyperparameter(value = "decay rate β₂ of the momentum", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "strength λ of the decay; 0 for none", range = "[0, inf)")
        Schedule weightDecay)
    implements GradientOptimizer, LionWithers {

  public Lion {
    Hyperparameters.check(Lion.class, learningRate, beta1, beta2, weightDecay);
  }

  /**
   * The paper's form without decay.
   *
   * @param learningRate η, a constant
   */
  public Lion(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.99, Schedule.constant(0));
  }

  /** η = 0.0001, β₁ = 0.9, β₂ = 0.99, no decay. */
  public Lion() {
    this(1e-4);
  }

  @Override
  public Expr update(Step step) {
    double eta = learningRate.at(step);
    Expr g = step.gradient();
    Slot m = step.slot("m");
    Expr u = m.value().times(beta1).plus(g.times(1 - beta1)).sign();
    m.ema(beta2, g);
    if (!weightDecay.isAlways(0)) {
      u = u.plus(step.parameter().times(weightDecay.at(step)));
    }
    return u.times(eta);
  }

  @Override
  public Map<Preset, Lion> presets() {
    return Map.of(Preset.KERAS, new Lion(1e-3));
  }
}
