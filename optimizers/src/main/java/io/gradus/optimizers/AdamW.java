package io.gradus.optimizers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Preset;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Step;
import java.util.Map;

/**
 * AdamW: Adam, and beside it a decay of the weights that Adam does not scale.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 * v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 * u = ηₜ (α m̂ / (√v̂ + ε) + λ θ)       decay on the schedule
 * u = ηₜ (α m̂ / (√v̂ + ε) + α λ θ)     decay by the rate
 * </pre>
 *
 * <p>Loshchilov &amp; Hutter (2019), <i>Decoupled Weight Decay Regularization</i>, algorithm 2:
 * decay on the schedule. α is the learning rate and ηₜ a multiplier that the paper has for
 * schedules; λ is decoupled from α. ε outside the root of the corrected moment. With {@code
 * amsgrad}, the greatest v so far takes the place of v, corrected after. Reads the parameter.
 *
 * <p>PyTorch, Keras and optax decay by the rate, so that their λ is about 1000 times the paper's: λ
 * = 0.01 here without {@code scaledByRate} would take a hundredth of every weight at every step.
 * PyTorch: λ = 0.01; Keras: λ = 0.004, ε̂ = 1e-7; optax: λ = 1e-4. DL4J has no AdamW; its {@code
 * WeightDecay} beside its Adam decays by the rate, with ε̂.
 *
 * <pre>{@code
 * new AdamW().with("scaledByRate", true).with("weightDecay", 0.01)
 * }</pre>
 *
 * @param learningRate α
 * @param scheduleMultiplier ηₜ
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 * @param amsgrad whether the greatest second moment so far is used
 * @param weightDecay λ
 * @param scaledByRate whether α multiplies the decay too
 * @param weightsOnly whether biases and the parameters of normalisations are exempt, where the host
 *     can tell them from weights
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adamw",
    summary = "Adam with a decay of the weights that it does not scale.",
    citation = "Loshchilov & Hutter (2019), Decoupled Weight Decay Regularization, algorithm 2")
public record AdamW(
    @Hyperparameter(value = "learning rate α", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "multiplier ηₜ of the step and the decay", range = "[0, inf)")
        Schedule scheduleMultiplier,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement,
    @Hyperparameter("whether the greatest second moment so far is used") boolean amsgrad,
    @Hyperparameter(value = "strength λ of the decay", range = "[0, inf)") Schedule weightDecay,
    @Hyperparameter("whether the learning rate multiplies the decay too") boolean scaledByRate,
    @Hyperparameter("whether biases and normalisations are exempt") boolean weightsOnly)
    implements GradientOptimizer {

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
   * The paper's form with its moments' decay and ε, and λ = 1e-5 on the schedule.
   *
   * @param learningRate α, a constant
   */
  public AdamW(double learningRate) {
    this(
        Schedule.constant(learningRate),
        Schedule.constant(1),
        0.9,
        0.999,
        1e-8,
        EpsilonPlacement.OUTSIDE,
        false,
        Schedule.constant(1e-5),
        false,
        false);
  }

  /** α = 0.001, ηₜ = 1, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 outside, λ = 1e-5 on the schedule. */
  public AdamW() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    double alpha = learningRate.at(step);
    double c1 = 1 - Math.pow(beta1, step.age());
    double c2 = 1 - Math.pow(beta2, step.age());
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta1, g);
    Expr v = step.slot("v").ema(beta2, g.square());
    Expr mHat = m.div(c1);
    Expr vHat = (amsgrad ? AmsGrad.greatest(step, v) : v).div(c2);
    Expr adam = mHat.div(epsilonPlacement.root(vHat, epsilon, c2)).times(alpha);
    double lambda = weightDecay.at(step) * (scaledByRate ? alpha : 1);
    Expr theta = weightsOnly ? step.parameter().times(step.isWeight()) : step.parameter();
    return adam.plus(theta.times(lambda)).times(scheduleMultiplier.at(step));
  }

  @Override
  public Map<Preset, AdamW> presets() {
    return Map.of(
        Preset.PYTORCH, byRate(1e-8, EpsilonPlacement.OUTSIDE, 0.01),
        Preset.KERAS, byRate(1e-7, EpsilonPlacement.HAT, 0.004));
  }

  private static AdamW byRate(double epsilon, EpsilonPlacement placement, double decay) {
    Schedule lambda = Schedule.constant(decay);
    Schedule one = Schedule.constant(1);
    Schedule alpha = Schedule.constant(1e-3);
    return new AdamW(alpha, one, 0.9, 0.999, epsilon, placement, false, lambda, true, false);
  }
}
