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
 * ADOPT: Adam that scales each gradient by the previous second moment, and only then averages.
 *
 * <pre>
 * t = 1:  v ← g²,  u = 0
 * t ≥ 2:  n = g / max(√v, ε)
 *         n ← min(max(n, −c), c), c = (t − 1)^¼        clipped
 *         m ← β₁ m + (1 − β₁) n
 *         v ← β₂ v + (1 − β₂) g²
 *         u = η m
 * </pre>
 *
 * <p>Taniguchi et al. (2024), <i>ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal
 * Rate</i>, the clipped algorithm, which counts its steps from the second gradient. ε is a lower
 * bound of the root. No bias correction: v starts as the square of the first gradient. No decay.
 *
 * <p>PyTorch, Keras and DL4J do not have it. optax follows the paper; pytorch_optimizer clips at
 * t^¼.
 *
 * <pre>{@code
 * new Adopt().withClipped(false)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param clipped whether the scaled gradient is bounded by (t − 1)^¼
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adopt",
    summary = "Momentum of gradients scaled by the previous second moment.",
    citation =
        "Taniguchi et al. (2024), ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal Rate",
    link = "https://arxiv.org/abs/2411.02853")
public record Adopt(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the momentum", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, the smallest divisor", range = "[0, inf)") double epsilon,
    @Hyperparameter("whether the scaled gradient is bounded by (t − 1)^¼") boolean clipped)
    implements GradientOptimizer, AdoptWithers {

  public Adopt {
    Hyperparameters.check(Adopt.class, learningRate, beta1, beta2, epsilon, clipped);
  }

  /**
   * The paper's clipped form with its decay rates and ε.
   *
   * @param learningRate η, a constant
   */
  public Adopt(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.9999, 1e-6, true);
  }

  /** η = 0.001, β₁ = 0.9, β₂ = 0.9999, ε = 1e-6, clipped. */
  public Adopt() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    double eta = learningRate.at(step);
    Expr g = step.gradient();
    Slot m = step.slot("m");
    Slot v = step.slot("v");
    if (step.age() == 1) {
      v.set(g.square());
      return m.value().times(eta); // 0
    }
    Expr scaled = g.div(guarded(v.value().sqrt().max(epsilon), epsilon));
    v.ema(beta2, g.square());
    if (clipped) {
      double bound = Math.pow(step.age() - 1, 0.25);
      scaled = scaled.clamp(-bound, bound);
    }
    return m.ema(beta1, scaled).times(eta);
  }
}
