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
import io.gradus.api.Step;

/**
 * Padam: momentum divided by a power of the second moment, partway between Adam and plain momentum.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g
 * v ← β₂ v + (1 − β₂) g²
 * h ← max(h, v)                    with amsgrad; else h = v
 * u = η s m / (√h + ε)^(2p)
 * s = 1, or √(1 − β₂ᵗ) / (1 − β₁ᵗ) with bias correction
 * </pre>
 *
 * <p>Chen et al. (2020), <i>Closing the Generalization Gap of Adaptive Gradient Methods in Training
 * Deep Neural Networks</i>, algorithm 1: with the maximum, p = 1/8, no bias correction and no ε. ½
 * is AMSGrad, and p near 0 is momentum. ε stands outside the root and inside the power, as in the
 * authors' code. No decay.
 *
 * <p>The authors' code corrects the bias by s as it stands here, not raised to 2p. PyTorch, Keras,
 * optax and DL4J have no Padam.
 *
 * <pre>{@code
 * new Padam().withPower(0.25)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param power p
 * @param epsilon ε
 * @param amsgrad whether the largest second moment so far is used
 * @param biasCorrection whether the moments are bias-corrected
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "padam",
    summary = "Momentum divided by a small power of the second moment.",
    citation =
        "Chen et al. (2020), Closing the Generalization Gap of Adaptive Gradient Methods in Training Deep Neural Networks, algorithm 1",
    link = "https://doi.org/10.24963/ijcai.2020/452")
public record Padam(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "power p of the second moment", range = "(0, 0.5]") double power,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("whether the largest second moment so far is used") boolean amsgrad,
    @Hyperparameter("whether the moments are bias-corrected") boolean biasCorrection)
    implements GradientOptimizer, PadamWithers {

  public Padam {
    Hyperparameters.check(
        Padam.class, learningRate, beta1, beta2, power, epsilon, amsgrad, biasCorrection);
  }

  /**
   * The paper's form with its decay rates and p, and ε = 1e-8.
   *
   * @param learningRate η, a constant
   */
  public Padam(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 0.125, 1e-8, true, false);
  }

  /** η = 0.1, β₁ = 0.9, β₂ = 0.999, p = 1/8, ε = 1e-8, the maximum, not bias-corrected. */
  public Padam() {
    this(0.1);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta1, g);
    Expr v = step.slot("v").ema(beta2, g.square());
    Expr h = amsgrad ? AmsGrad.greatest(step, v) : v;
    double s = biasCorrection ? AdaBound.correction(step, beta1, beta2) : 1;
    return m.div(guarded(h.sqrt().plus(epsilon), epsilon).pow(2 * power))
        .times(learningRate.at(step) * s);
  }
}
