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
 * RAdam: Adam that does not divide until the variance of its rates is tractable, and then rectifies
 * it.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 * v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 * ρ∞ = 2 / (1 − β₂) − 1,   ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)
 * r = √((ρ − 4) (ρ − 2) ρ∞ / ((ρ∞ − 4) (ρ∞ − 2) ρ))
 * u = η r m̂ / (√v̂ + ε̂)     where ρ is above the threshold
 * u = η m̂                  before, or 0
 * </pre>
 *
 * <p>Liu et al. (2020), <i>On the Variance of the Adaptive Learning Rate and Beyond</i>, algorithm
 * 2: the threshold is 4; no ε. By default ε̂ (see {@link EpsilonPlacement#HAT}), as in the authors'
 * code. Both moments are bias-corrected by the age t of the state. No decay.
 *
 * <p>The threshold is 5 in the authors' code (ρ ≥ 5), in PyTorch (ρ &gt; 5) and in optax (ρ ≥ 5,
 * and with ε outside); ρ is never exactly 5. With β₂ = 0.999, thresholds of 4 and 5 differ only in
 * the fifth step. Below the threshold, the plain momentum step is as long as the gradients, whereas
 * rectified steps have length η; {@code momentumBeforeRectification} false omits it. Keras and DL4J
 * have no RAdam.
 *
 * <pre>{@code
 * new RAdam().withMomentumBeforeRectification(false)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 * @param threshold the ρ above which the step is rectified
 * @param momentumBeforeRectification whether the steps before that are plain momentum rather than
 *     none
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "radam",
    summary = "Adam that rectifies the variance of its rates and does not divide until it can.",
    citation =
        "Liu et al. (2020), On the Variance of the Adaptive Learning Rate and Beyond, algorithm 2",
    link = "https://arxiv.org/abs/1908.03265")
public record RAdam(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement,
    @Hyperparameter(value = "the ρ above which the step is rectified", range = "[4, inf)")
        double threshold,
    @Hyperparameter("whether the steps before that are plain momentum rather than none")
        boolean momentumBeforeRectification)
    implements GradientOptimizer, RAdamWithers {

  public RAdam {
    Hyperparameters.check(
        RAdam.class,
        learningRate,
        beta1,
        beta2,
        epsilon,
        epsilonPlacement,
        threshold,
        momentumBeforeRectification);
  }

  /**
   * The paper's form with Adam's decay rates and ε̂ = 1e-8.
   *
   * @param learningRate η, a constant
   */
  public RAdam(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 1e-8, EpsilonPlacement.HAT, 4, true);
  }

  /** η = 0.001, β₁ = 0.9, β₂ = 0.999, ε̂ = 1e-8, rectified above 4, momentum before. */
  public RAdam() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    double eta = learningRate.at(step);
    double t = step.age();
    double c1 = 1 - Math.pow(beta1, t);
    double c2 = 1 - Math.pow(beta2, t);
    double rhoMax = 2 / (1 - beta2) - 1;
    double rho = rhoMax - 2 * t * Math.pow(beta2, t) / c2;
    Expr g = step.gradient();
    Expr mHat = step.slot("m").ema(beta1, g).div(c1);
    Expr v = step.slot("v").ema(beta2, g.square());
    if (rho > threshold) {
      double r = Math.sqrt((rho - 4) * (rho - 2) * rhoMax / ((rhoMax - 4) * (rhoMax - 2) * rho));
      return mHat.div(epsilonPlacement.root(v.div(c2), epsilon, c2)).times(eta * r);
    }
    return mHat.times(momentumBeforeRectification ? eta : 0);
  }

  @Override
  public Map<Preset, RAdam> presets() {
    return Map.of(
        Preset.PYTORCH,
        new RAdam(Schedule.constant(1e-3), 0.9, 0.999, 1e-8, EpsilonPlacement.HAT, 5, true));
  }
}
