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
 * AdaMod: Adam whose rates are bounded by their own running average, which grows from zero.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 * v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 * r = η / (√v̂ + ε)
 * s ← β₃ s + (1 − β₃) r
 * u = min(r, s) m̂
 * </pre>
 *
 * <p>Ding et al. (2019), <i>An Adaptive and Momental Bound Method for Stochastic Learning</i>,
 * algorithm 1. By default ε stands outside the root; r is at most the largest float. Both moments
 * are bias-corrected by the age t of the state; s is not, which warms the rates up over about 1 /
 * (1 − β₃) steps. The rate is inside s: a lower η takes effect at once, a higher one gradually. No
 * decay.
 *
 * <p>The authors' code has ε̂ (see {@link EpsilonPlacement#HAT}) and corrects the first moment
 * within r, so s includes that correction too. PyTorch, Keras, optax and DL4J have no AdaMod.
 *
 * <pre>{@code
 * new AdaMod().withBeta3(0.9999)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param beta3 β₃
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adamod",
    summary = "Adam whose rates are bounded by their own running average.",
    citation =
        "Ding et al. (2019), An Adaptive and Momental Bound Method for Stochastic Learning, algorithm 1",
    link = "https://arxiv.org/abs/1910.12249")
public record AdaMod(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "decay rate β₃ of the rates", range = "[0, 1)") double beta3,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement)
    implements GradientOptimizer, AdaModWithers {

  public AdaMod {
    Hyperparameters.check(
        AdaMod.class, learningRate, beta1, beta2, beta3, epsilon, epsilonPlacement);
  }

  /**
   * The paper's form with its decay rates and ε.
   *
   * @param learningRate η, a constant
   */
  public AdaMod(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 0.999, 1e-8, EpsilonPlacement.OUTSIDE);
  }

  /** η = 0.001, β₁ = 0.9, β₂ = 0.999, β₃ = 0.999, ε = 1e-8 outside the root. */
  public AdaMod() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    double c1 = 1 - Math.pow(beta1, step.age());
    double c2 = 1 - Math.pow(beta2, step.age());
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta1, g);
    Expr v = step.slot("v").ema(beta2, g.square());
    Expr root = epsilonPlacement.root(v.div(c2), epsilon, c2);
    Expr rate = step.constant(learningRate.at(step)).div(root).min(Float.MAX_VALUE); // 0 · ∞
    Expr bound = step.slot("s").ema(beta3, rate);
    return rate.min(bound).times(m.div(c1));
  }
}
