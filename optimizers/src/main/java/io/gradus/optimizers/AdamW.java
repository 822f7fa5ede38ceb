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
import io.gradus.api.Step;
import java.util.Map;

/**
 * AdamW: Adam with decoupled weight decay, which Adam's scaling does not touch.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 * v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 * u = sₜ (η m̂ / (√v̂ + ε) + η λ θ)     decay scaled by the rate, the default
 * u = sₜ (η m̂ / (√v̂ + ε) + λ θ)       the paper's form
 * </pre>
 *
 * <p>Loshchilov &amp; Hutter (2019), <i>Decoupled Weight Decay Regularization</i>, algorithm 2,
 * which calls the learning rate η and the multiplier of the schedule ηₜ, here sₜ. ε outside the
 * root of the corrected moment. With {@code amsgrad}, the largest v so far replaces v and is
 * bias-corrected afterwards. Reads the parameter.
 *
 * <p>The default is what PyTorch, Keras and optax call AdamW: the learning rate multiplies the
 * decay. With {@code scaledByRate} false, the decay is the paper's; a λ of the same strength is
 * then about 1000 times smaller. PyTorch: λ = 0.01; Keras: λ = 0.004, ε̂ = 1e-7; optax: λ = 1e-4.
 * DL4J has no AdamW; its {@code WeightDecay} combined with its Adam is scaled by the rate, with ε̂.
 *
 * <pre>{@code
 * new AdamW(3e-4, 0.1).withBeta2(0.95)
 * }</pre>
 *
 * @param learningRate η
 * @param scheduleMultiplier sₜ
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 * @param amsgrad whether the largest second moment so far is used
 * @param weightDecay λ
 * @param scaledByRate whether η multiplies the decay
 * @param weightsOnly whether biases and normalization parameters are exempt, where the host can
 *     tell them from weights
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adamw",
    summary = "Adam with decoupled weight decay.",
    citation = "Loshchilov & Hutter (2019), Decoupled Weight Decay Regularization, algorithm 2",
    link = "https://arxiv.org/abs/1711.05101")
public record AdamW(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "multiplier sₜ of the step and the decay", range = "[0, inf)")
        Schedule scheduleMultiplier,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement,
    @Hyperparameter("whether the largest second moment so far is used") boolean amsgrad,
    @Hyperparameter(value = "strength λ of the decay", range = "[0, inf)") Schedule weightDecay,
    @Hyperparameter("whether the learning rate multiplies the decay") boolean scaledByRate,
    @Hyperparameter("whether biases and normalization parameters are exempt") boolean weightsOnly)
    implements GradientOptimizer, AdamWWithers {

  public AdamW {
    Hyperparameters.check(
        AdamW.class,
        learningRate,
        scheduleMultiplier,
        beta1,
        beta2,
        epsilon,
        epsilonPlacement,
        amsgrad,
        weightDecay,
        scaledByRate,
        weightsOnly);
  }

  /**
   * Adam at the paper's defaults, with a constant decay scaled by the learning rate.
   *
   * @param learningRate η, a constant
   * @param weightDecay λ, a constant
   */
  public AdamW(double learningRate, double weightDecay) {
    this(
        Schedule.constant(learningRate),
        Schedule.constant(1),
        0.9,
        0.999,
        1e-8,
        EpsilonPlacement.OUTSIDE,
        false,
        Schedule.constant(weightDecay),
        true,
        false);
  }

  /**
   * λ = 0.01, scaled by the learning rate.
   *
   * @param learningRate η, a constant
   */
  public AdamW(double learningRate) {
    this(learningRate, 0.01);
  }

  /** η = 0.001, λ = 0.01, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 outside the root. */
  public AdamW() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    double eta = learningRate.at(step);
    double c1 = 1 - Math.pow(beta1, step.age());
    double c2 = 1 - Math.pow(beta2, step.age());
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta1, g);
    Expr v = step.slot("v").ema(beta2, g.square());
    Expr mHat = m.div(c1);
    Expr vHat = (amsgrad ? AmsGrad.greatest(step, v) : v).div(c2);
    Expr adam = mHat.div(epsilonPlacement.root(vHat, epsilon, c2)).times(eta);
    double lambda = weightDecay.at(step) * (scaledByRate ? eta : 1);
    Expr theta = weightsOnly ? step.parameter().times(step.isWeight()) : step.parameter();
    return adam.plus(theta.times(lambda)).times(scheduleMultiplier.at(step));
  }

  @Override
  public Map<Preset, AdamW> presets() {
    return Map.of(
        Preset.PYTORCH,
        new AdamW(),
        Preset.KERAS,
        new AdamW(1e-3, 0.004).withEpsilon(1e-7).withEpsilonPlacement(EpsilonPlacement.HAT));
  }
}
