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
 * AdaBelief: Adam that divides by how far the gradient strays from its mean, not by its size.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g
 * s ← β₂ s + (1 − β₂) (g − m)² + ε
 * m̂ = m / (1 − β₁ᵗ)
 * ŝ = s / (1 − β₂ᵗ)
 * u = η m̂ / (√ŝ + ε)
 * </pre>
 *
 * <p>Zhuang et al. (2020), <i>AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed
 * Gradients</i>, algorithm 2. ε stands in two places: it is added to s at every step, where it
 * accumulates to ε / (1 − β₂), and by default it also stands outside the root. Both moments are
 * bias-corrected by the age t of the state. No decay.
 *
 * <p>PyTorch and Keras do not have it. The authors' code has ε = 1e-16; optax has 1e-16 for each of
 * the two. DL4J has ε = 1e-14 in s and as ε̂ added to the uncorrected root (see {@link
 * EpsilonPlacement#HAT}); its network classes cannot run it.
 *
 * <pre>{@code
 * new AdaBelief().withEpsilon(1e-16)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε, in s and at the root
 * @param epsilonPlacement where the second ε stands
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adabelief",
    summary = "Momentum divided by how far the gradient strays from it.",
    citation =
        "Zhuang et al. (2020), AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients, algorithm 2",
    link = "https://arxiv.org/abs/2010.07468")
public record AdaBelief(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the deviation", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, in the deviation and at its root", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where the second ε stands") EpsilonPlacement epsilonPlacement)
    implements GradientOptimizer, AdaBeliefWithers {

  public AdaBelief {
    Hyperparameters.check(AdaBelief.class, learningRate, beta1, beta2, epsilon, epsilonPlacement);
  }

  /**
   * The paper's form with its decay rates and ε.
   *
   * @param learningRate η, a constant
   */
  public AdaBelief(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 1e-8, EpsilonPlacement.OUTSIDE);
  }

  /** η = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 outside the root. */
  public AdaBelief() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    double c1 = 1 - Math.pow(beta1, step.age());
    double c2 = 1 - Math.pow(beta2, step.age());
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta1, g);
    Slot deviation = step.slot("s");
    Expr s = deviation.set(deviation.ema(beta2, g.minus(m).square()).plus(epsilon));
    Expr root = epsilonPlacement.root(s.div(c2), epsilon, c2);
    return m.div(c1).div(root).times(learningRate.at(step));
  }

  @Override
  public Map<Preset, AdaBelief> presets() {
    return Map.of(
        Preset.DL4J,
        new AdaBelief(Schedule.constant(1e-3), 0.9, 0.999, 1e-14, EpsilonPlacement.HAT));
  }
}
