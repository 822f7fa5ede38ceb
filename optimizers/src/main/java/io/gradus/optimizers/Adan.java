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
 * Adan: Nesterov momentum for an adaptive rule, computed from the differences of successive
 * gradients.
 *
 * <pre>
 * d = g − g₋₁                       0 at the first step
 * m ← β₁ m + (1 − β₁) g
 * v ← β₂ v + (1 − β₂) d
 * n ← β₃ n + (1 − β₃) (g + β₂ d)²
 * a = η (m̂ + β₂ v̂) / (√n̂ + ε)      each moment divided by its 1 − βᵗ
 * θ ← (θ − a) / (1 + η λ)           proximal
 * θ ← (1 − η λ) θ − a               not proximal
 * </pre>
 *
 * <p>Xie, Zhou, Li, Lin &amp; Yan (2022), <i>Adan: Adaptive Nesterov Momentum Algorithm for Faster
 * Optimizing Deep Models</i>, algorithm 1, whose β are 1 − β here, as in the authors' code. ε
 * stands outside the root. All three moments are bias-corrected by the age t of the state, as in
 * that code. The decay is decoupled, scaled by η, and by default proximal; without it the rule
 * needs no parameters. Restarts are omitted.
 *
 * <p>PyTorch, Keras and DL4J do not have it. optax adds a second ε inside the root, decays without
 * the proximal division, and weights the differences by 1 − β₂ instead of β₂.
 *
 * <pre>{@code
 * new Adan().withWeightDecay(0.02)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param beta3 β₃
 * @param epsilon ε
 * @param weightDecay λ; 0 for none
 * @param proximal whether the decay divides by 1 + ηλ instead of multiplying by 1 − ηλ
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adan",
    summary = "An adaptive rule whose Nesterov momentum comes from differences of gradients.",
    citation =
        "Xie et al. (2022), Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models, algorithm 1",
    link = "https://arxiv.org/abs/2208.06677")
public record Adan(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the gradient's average", range = "[0, 1)")
        double beta1,
    @Hyperparameter(value = "decay rate β₂ of the differences' average", range = "[0, 1)")
        double beta2,
    @Hyperparameter(value = "decay rate β₃ of the second moment", range = "[0, 1)") double beta3,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter(value = "strength λ of the decay; 0 for none", range = "[0, inf)")
        Schedule weightDecay,
    @Hyperparameter("whether the decay divides by 1 + ηλ instead of multiplying by 1 − ηλ")
        boolean proximal)
    implements GradientOptimizer, AdanWithers {

  public Adan {
    Hyperparameters.check(
        Adan.class, learningRate, beta1, beta2, beta3, epsilon, weightDecay, proximal);
  }

  /**
   * The paper's form without decay.
   *
   * @param learningRate η, a constant
   */
  public Adan(double learningRate) {
    this(Schedule.constant(learningRate), 0.98, 0.92, 0.99, 1e-8, Schedule.constant(0), true);
  }

  /** η = 0.001, β₁ = 0.98, β₂ = 0.92, β₃ = 0.99, ε = 1e-8, no decay, proximal. */
  public Adan() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    long t = step.age();
    double eta = learningRate.at(step);
    Expr g = step.gradient();
    Slot previous = step.slot("previous");
    Expr d = g.minus(t == 1 ? g : previous.value());
    previous.set(g);
    Expr mHat = step.slot("m").ema(beta1, g).div(1 - Math.pow(beta1, t));
    Expr vHat = step.slot("v").ema(beta2, d).div(1 - Math.pow(beta2, t));
    Expr ahead = g.plus(d.times(beta2));
    Expr nHat = step.slot("n").ema(beta3, ahead.square()).div(1 - Math.pow(beta3, t));
    Expr a =
        mHat.plus(vHat.times(beta2)).div(guarded(nHat.sqrt().plus(epsilon), epsilon)).times(eta);
    if (weightDecay.isAlways(0)) {
      return a;
    }
    double lambda = weightDecay.at(step);
    Expr decayed = a.plus(step.parameter().times(eta * lambda));
    return proximal ? decayed.div(1 + eta * lambda) : decayed;
  }
}
