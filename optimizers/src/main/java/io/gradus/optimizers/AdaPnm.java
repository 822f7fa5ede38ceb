package io.gradus.optimizers;

import static io.gradus.optimizers.EpsilonPlacement.guarded;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;

/**
 * AdaPNM: Adam whose momentum is the difference of two alternating momenta, so that noise is
 * sustained.
 *
 * <pre>
 * mₜ = β₁² mₜ₋₂ + (1 − β₁²) g
 * v ← β₂ v + (1 − β₂) g²
 * h ← max(h, v)                     with AMSGrad; else h = v
 * d = ((1 + β₀) mₜ − β₀ mₜ₋₁) / √((1 + β₀)² + β₀²)
 * u = η d / (1 − β₁ᵗ) / (√(h / (1 − β₂ᵗ)) + ε)
 * </pre>
 *
 * <p>Xie, Yuan, Zhu &amp; Sugiyama (2021), <i>Positive-Negative Momentum: Manipulating Stochastic
 * Gradient Noise to Improve Generalization</i>, AdaPNM, with AMSGrad as in the paper. ε stands
 * outside the root. Both moments are bias-corrected by the age t of the state, after the maximum;
 * the paper corrects the first by 1 − β₁ᵗ, although its momentum contains only every other
 * gradient. No decay: the authors' decoupled decay can be added with {@code decoupled-decay}.
 *
 * <p>PyTorch, Keras, optax and DL4J do not have it. By default pytorch_optimizer omits the first
 * correction.
 *
 * <pre>{@code
 * new AdaPnm().withBeta0(0.5)
 * }</pre>
 *
 * @param learningRate η
 * @param beta0 β₀
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param amsGrad whether to divide by the largest second moment so far
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adapnm",
    summary = "Adam whose momentum is the difference of two alternating momenta.",
    citation =
        "Xie et al. (2021), Positive-Negative Momentum: Manipulating Stochastic Gradient Noise to Improve Generalization, AdaPNM",
    link = "https://arxiv.org/abs/2103.17182")
public record AdaPnm(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "weight β₀ of the negative momentum", range = "[0, inf)") double beta0,
    @Hyperparameter(value = "decay rate β₁ of the momentum, per step", range = "[0, 1)")
        double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("whether to divide by the largest second moment so far") boolean amsGrad)
    implements GradientOptimizer, AdaPnmWithers {

  public AdaPnm {
    Hyperparameters.check(AdaPnm.class, learningRate, beta0, beta1, beta2, epsilon, amsGrad);
  }

  /**
   * The paper's form with β₀ = 1 and Adam's decay rates and ε.
   *
   * @param learningRate η, a constant
   */
  public AdaPnm(double learningRate) {
    this(Schedule.constant(learningRate), 1, 0.9, 0.999, 1e-8, true);
  }

  /** η = 0.001, β₀ = 1, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 outside the root, with AMSGrad. */
  public AdaPnm() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    double c1 = 1 - Math.pow(beta1, step.age());
    double c2 = 1 - Math.pow(beta2, step.age());
    Expr g = step.gradient();
    Slot m = step.slot("m");
    Slot previous = step.slot("previous");
    Expr negative = m.value();
    Expr positive = m.set(previous.ema(beta1 * beta1, g));
    previous.set(negative);
    Expr h = step.slot("v").ema(beta2, g.square());
    if (amsGrad) {
      Slot greatest = step.slot("h");
      h = greatest.set(greatest.value().max(h));
    }
    Expr d = positive.times(1 + beta0).minus(negative.times(beta0));
    double scale = learningRate.at(step) / (Math.hypot(1 + beta0, beta0) * c1);
    return d.div(guarded(h.div(c2).sqrt().plus(epsilon), epsilon)).times(scale);
  }
}
