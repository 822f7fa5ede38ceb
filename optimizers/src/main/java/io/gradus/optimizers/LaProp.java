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
 * LaProp: momentum of gradients, each scaled by the root mean square at its own step.
 *
 * <pre>
 * v ← β₂ v + (1 − β₂) g²
 * m ← β₁ m + (1 − β₁) g / (√(v / (1 − β₂ᵗ)) + ε)
 * u = η m / (1 − β₁ᵗ)
 * </pre>
 *
 * <p>Ziyin, Wang &amp; Ueda (2020), <i>LaProp: Separating Momentum and Adaptivity in Adam</i>,
 * algorithm 1, which calls the decay rates μ and ν. ε stands outside the root of the corrected
 * moment. Both averages are bias-corrected by the age t of the state. No decay.
 *
 * <p>PyTorch, Keras, optax and DL4J do not have it. The authors' code puts η inside the momentum
 * and corrects by the average rate; the two are equal while η is constant. It can also subtract the
 * mean and take the maximum of v; both are omitted here.
 *
 * <pre>{@code
 * new LaProp().withLearningRate(1e-3)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "laprop",
    summary = "Momentum of gradients that are scaled before they are averaged.",
    citation =
        "Ziyin, Wang & Ueda (2020), LaProp: Separating Momentum and Adaptivity in Adam, algorithm 1",
    link = "https://arxiv.org/abs/2002.04839")
public record LaProp(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the momentum", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the mean square", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon)
    implements GradientOptimizer, LaPropWithers {

  public LaProp {
    Hyperparameters.check(LaProp.class, learningRate, beta1, beta2, epsilon);
  }

  /**
   * With the paper's decay rates and ε.
   *
   * @param learningRate η, a constant
   */
  public LaProp(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 1e-15);
  }

  /** η = 0.0004, β₁ = 0.9, β₂ = 0.999, ε = 1e-15 outside the root. */
  public LaProp() {
    this(4e-4);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr v = step.slot("v").ema(beta2, g.square());
    Expr root = v.div(1 - Math.pow(beta2, step.age())).sqrt().plus(epsilon);
    Expr m = step.slot("m").ema(beta1, g.div(guarded(root, epsilon)));
    return m.div(1 - Math.pow(beta1, step.age())).times(learningRate.at(step));
  }
}
