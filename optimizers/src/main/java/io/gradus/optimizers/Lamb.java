package io.gradus.optimizers;

import static io.gradus.optimizers.EpsilonPlacement.guarded;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.api.Step;
import java.util.Map;

/**
 * LAMB: Adam with decay, whose step for each tensor is scaled to the tensor's norm.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 * v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 * r = m̂ / (√v̂ + ε) + λ θ
 * u = η (‖θ‖ / ‖r‖) r                  per tensor; η r where a norm is 0
 * </pre>
 *
 * <p>You et al. (2020), <i>Large Batch Optimization for Deep Learning: Training BERT in 76
 * minutes</i>, algorithm 2 with φ(z) = z. ε outside the root of the corrected moment; the decay is
 * part of what is scaled. Reads the parameter and whole tensors. The paper's own code exempts
 * biases and normalization parameters from the decay and from the scaling, and so does {@code
 * weightsOnly}.
 *
 * <p>optax: λ = 0 by default, ε = 1e-6, nothing exempt without a mask. Keras: λ = 0, ε = 1e-7,
 * nothing exempt; its {@code weight_decay} is not this λ but shrinks the parameter first, which is
 * {@code decoupled-decay} with {@code shrinkFirst}. PyTorch and DL4J do not have it.
 *
 * <pre>{@code
 * new Lamb(2e-3)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param weightDecay λ
 * @param weightsOnly whether biases and normalization parameters take a plain Adam step, where the
 *     host can tell them from weights
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "lamb",
    summary = "Adam whose step for each tensor is scaled to the tensor's norm.",
    citation =
        "You et al. (2020), Large Batch Optimization for Deep Learning: Training BERT in 76 minutes, algorithm 2",
    link = "https://arxiv.org/abs/1904.00962")
public record Lamb(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, added to the root", range = "[0, inf)") double epsilon,
    @Hyperparameter(value = "strength λ of the decay", range = "[0, inf)") Schedule weightDecay,
    @Hyperparameter("whether biases and normalization parameters are exempt") boolean weightsOnly)
    implements GradientOptimizer, LambWithers {

  public Lamb {
    Hyperparameters.check(
        Lamb.class, learningRate, beta1, beta2, epsilon, weightDecay, weightsOnly);
  }

  /**
   * The paper's β₁, β₂, ε and λ.
   *
   * @param learningRate η, a constant
   */
  public Lamb(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 1e-6, Schedule.constant(0.01), true);
  }

  /**
   * η = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-6, λ = 0.01, biases and normalization parameters
   * exempt.
   */
  public Lamb() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr theta = step.parameter();
    Expr mHat = step.slot("m").ema(beta1, g).div(1 - Math.pow(beta1, step.age()));
    Expr vHat = step.slot("v").ema(beta2, g.square()).div(1 - Math.pow(beta2, step.age()));
    Expr decayed = weightsOnly ? theta.times(step.isWeight()) : theta;
    Expr r =
        mHat.div(guarded(vHat.sqrt().plus(epsilon), epsilon))
            .plus(decayed.times(weightDecay.at(step)));
    return r.scaledBy(TrustRatio.of(step, theta.norm(), r.norm(), weightsOnly))
        .times(learningRate.at(step));
  }

  @Override
  public Map<Preset, Lamb> presets() {
    return Map.of(
        Preset.KERAS,
        new Lamb(Schedule.constant(1e-3), 0.9, 0.999, 1e-7, Schedule.constant(0), false));
  }
}
