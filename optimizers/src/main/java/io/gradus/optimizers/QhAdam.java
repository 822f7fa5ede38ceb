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
 * Quasi-hyperbolic Adam: Adam with a weighted mean of the gradient and its moment in place of each
 * moment.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 * v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 * u = η ((1 − ν₁) g + ν₁ m̂) / (√((1 − ν₂) g² + ν₂ v̂) + ε)
 * </pre>
 *
 * <p>Ma &amp; Yarats (2019), <i>Quasi-Hyperbolic Momentum and Adam for Deep Learning</i>, QHAdam,
 * with their rule of thumb ν₁ = 0.7, β₁ = 0.995, ν₂ = 1, β₂ = 0.999. ν₁ = ν₂ = 1 is Adam, ν₁ = 0,
 * ν₂ = 1 a corrected RMSProp. ε stands outside the root. Both moments are bias-corrected by the age
 * t of the state. No decay.
 *
 * <p>The authors' code agrees. PyTorch, Keras, optax and DL4J have no QHAdam.
 *
 * <pre>{@code
 * new QhAdam().withNu1(1).withBeta1(0.9)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param nu1 ν₁
 * @param nu2 ν₂
 * @param epsilon ε
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "qhadam",
    summary = "Adam with weighted means of the gradient and its moments in place of the moments.",
    citation = "Ma & Yarats (2019), Quasi-Hyperbolic Momentum and Adam for Deep Learning, QHAdam",
    link = "https://arxiv.org/abs/1810.06801")
public record QhAdam(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "weight ν₁ of the first moment", range = "[0, 1]") double nu1,
    @Hyperparameter(value = "weight ν₂ of the second moment", range = "[0, 1]") double nu2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon)
    implements GradientOptimizer, QhAdamWithers {

  public QhAdam {
    Hyperparameters.check(QhAdam.class, learningRate, beta1, beta2, nu1, nu2, epsilon);
  }

  /**
   * The paper's weights and decay rates.
   *
   * @param learningRate η, a constant
   */
  public QhAdam(double learningRate) {
    this(Schedule.constant(learningRate), 0.995, 0.999, 0.7, 1, 1e-8);
  }

  /** η = 0.001, β₁ = 0.995, β₂ = 0.999, ν₁ = 0.7, ν₂ = 1, ε = 1e-8. */
  public QhAdam() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr squared = g.square();
    Expr m = step.slot("m").ema(beta1, g);
    Expr v = step.slot("v").ema(beta2, squared);
    Expr mHat = m.div(1 - Math.pow(beta1, step.age()));
    Expr vHat = v.div(1 - Math.pow(beta2, step.age()));
    Expr mean = g.times(1 - nu1).plus(mHat.times(nu1));
    Expr meanSquare = nu2 == 1 ? vHat : squared.times(1 - nu2).plus(vHat.times(nu2)); // 0 · ∞
    return mean.div(guarded(meanSquare.sqrt().plus(epsilon), epsilon)).times(learningRate.at(step));
  }
}
