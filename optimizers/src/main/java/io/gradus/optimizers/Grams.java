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
 * Grams: a step of Adam's magnitude in the direction of the present gradient.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g
 * v ← β₂ v + (1 − β₂) g²
 * m̂ = m / (1 − β₁ᵗ)
 * v̂ = v / (1 − β₂ᵗ)
 * u = η sign g · |m̂| / (√v̂ + ε)     sign 0 = 0
 * </pre>
 *
 * <p>Cao, Li &amp; Song (2024), <i>Grams: Gradient Descent with Adaptive Momentum Scaling</i>. ε
 * stands outside the root of the corrected moment. Both moments are bias-corrected by the age t of
 * the state. No decay: the paper's decoupled decay can be added with {@code decoupled-decay}.
 *
 * <p>PyTorch, Keras, optax and DL4J do not have it. pytorch_optimizer has ε = 1e-6, averages with
 * β₁ and 1 − β₁ exchanged, and divides v by √(1 − β₂ᵗ).
 *
 * <pre>{@code
 * new Grams().withLearningRate(3e-4)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "grams",
    summary = "A step of Adam's magnitude in the direction of the present gradient.",
    citation = "Cao, Li & Song (2024), Grams: Gradient Descent with Adaptive Momentum Scaling",
    link = "https://arxiv.org/abs/2412.17107")
public record Grams(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon)
    implements GradientOptimizer, GramsWithers {

  public Grams {
    Hyperparameters.check(Grams.class, learningRate, beta1, beta2, epsilon);
  }

  /**
   * With Adam's decay rates and ε.
   *
   * @param learningRate η, a constant
   */
  public Grams(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 1e-8);
  }

  /** η = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 outside the root. */
  public Grams() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr mHat = step.slot("m").ema(beta1, g).div(1 - Math.pow(beta1, step.age()));
    Expr v = step.slot("v").ema(beta2, g.square());
    Expr vHat = v.div(1 - Math.pow(beta2, step.age()));
    Expr size = mHat.abs().div(guarded(vHat.sqrt().plus(epsilon), epsilon));
    return size.times(g.sign()).times(learningRate.at(step));
  }
}
