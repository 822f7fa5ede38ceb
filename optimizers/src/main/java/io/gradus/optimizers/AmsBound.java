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
 * AMSBound: AMSGrad whose rates lie between bounds that converge to a single rate.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g
 * v ← β₂ v + (1 − β₂) g²
 * h ← max(h, v)
 * low = κ (1 − 1 / (γ t + 1)),  high = κ (1 + 1 / (γ t))
 * u = η clip(s / (√h + ε), low, high) m
 * s = 1, or √(1 − β₂ᵗ) / (1 − β₁ᵗ) with bias correction
 * </pre>
 *
 * <p>Luo et al. (2019), <i>Adaptive Gradient Methods with Dynamic Bound of Learning Rate</i>,
 * algorithm 3: {@link AdaBound} with the maximum of {@link AmsGrad}. The paper has no bias
 * correction and no ε; here ε stands outside the root. No decay.
 *
 * <p>The authors' code also corrects the bias, after the maximum of the raw second moments.
 * PyTorch, Keras, optax and DL4J have no AMSBound.
 *
 * <pre>{@code
 * new AmsBound(0.01) // the final rate is 0.1 still; with("learningRate", …) changes both
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param finalRatio κ
 * @param gamma γ
 * @param epsilon ε
 * @param biasCorrection whether the moments are bias-corrected
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "amsbound",
    summary = "AMSGrad whose rates lie between bounds that converge to a single rate.",
    citation =
        "Luo et al. (2019), Adaptive Gradient Methods with Dynamic Bound of Learning Rate, algorithm 3",
    link = "https://arxiv.org/abs/1902.09843")
public record AmsBound(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "final rate as a multiple κ of the learning rate", range = "(0, inf)")
        double finalRatio,
    @Hyperparameter(value = "speed γ at which the bounds converge", range = "(0, inf)")
        double gamma,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("whether the moments are bias-corrected") boolean biasCorrection)
    implements GradientOptimizer, AmsBoundWithers {

  public AmsBound {
    Hyperparameters.check(
        AmsBound.class, learningRate, beta1, beta2, finalRatio, gamma, epsilon, biasCorrection);
  }

  /**
   * The paper's form and its final rate of 0.1.
   *
   * @param learningRate η, a constant, not 0
   */
  public AmsBound(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 0.1 / learningRate, 1e-3, 1e-8, false);
  }

  /** η = 0.001, β₁ = 0.9, β₂ = 0.999, κ = 100, γ = 0.001, ε = 1e-8, not bias-corrected. */
  public AmsBound() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta1, g);
    Expr v = step.slot("v").ema(beta2, g.square());
    Expr h = AmsGrad.greatest(step, v);
    double scale = biasCorrection ? AdaBound.correction(step, beta1, beta2) : 1;
    Expr rate = step.constant(scale).div(h.sqrt().plus(epsilon));
    return m.times(AdaBound.bounded(step, rate, finalRatio, gamma)).times(learningRate.at(step));
  }
}
