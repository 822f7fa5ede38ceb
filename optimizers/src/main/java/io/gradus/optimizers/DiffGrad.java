package io.gradus.optimizers;

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
 * DiffGrad: Adam that steps less where the gradient hardly changes, that is, near a minimum.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 * v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 * ξ = 1 / (1 + exp(−|g₋ − g|)),  g₋ ← g        from 0
 * u = η ξ m̂ / (√v̂ + ε)
 * </pre>
 *
 * <p>Dubey et al. (2020), <i>diffGrad: An Optimization Method for Convolutional Neural
 * Networks</i>. ξ lies between ½ and 1. By default ε stands outside the root. Both moments are
 * bias-corrected by the age t of the state. No decay.
 *
 * <p>The authors' code has ε̂ (see {@link EpsilonPlacement#HAT}). PyTorch, Keras, optax and DL4J
 * have no diffGrad.
 *
 * <pre>{@code
 * new DiffGrad().withLearningRate(0.01)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "diffgrad",
    summary = "Adam that steps less where the gradient hardly changes.",
    citation =
        "Dubey et al. (2020), diffGrad: An Optimization Method for Convolutional Neural Networks",
    link = "https://arxiv.org/abs/1909.11015")
public record DiffGrad(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement)
    implements GradientOptimizer, DiffGradWithers {

  public DiffGrad {
    Hyperparameters.check(DiffGrad.class, learningRate, beta1, beta2, epsilon, epsilonPlacement);
  }

  /**
   * The paper's form with Adam's decay rates and ε.
   *
   * @param learningRate η, a constant
   */
  public DiffGrad(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 1e-8, EpsilonPlacement.OUTSIDE);
  }

  /** η = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 outside the root. */
  public DiffGrad() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    double c1 = 1 - Math.pow(beta1, step.age());
    double c2 = 1 - Math.pow(beta2, step.age());
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta1, g);
    Expr v = step.slot("v").ema(beta2, g.square());
    Slot previous = step.slot("previous");
    Expr change = previous.value().minus(g).abs();
    previous.set(g);
    Expr friction = step.constant(1).div(change.negate().exp().plus(1));
    Expr adam = m.div(c1).div(epsilonPlacement.root(v.div(c2), epsilon, c2));
    return adam.times(friction).times(learningRate.at(step));
  }
}
