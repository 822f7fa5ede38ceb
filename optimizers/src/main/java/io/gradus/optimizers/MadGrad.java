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
 * MADGRAD: dual averaging from the initial weights, scaled by a cube root, with momentum.
 *
 * <pre>
 * w = η √t
 * s ← s + w g
 * G ← G + w g²
 * z = x₀ − s / (∛G + ε)             x₀ the weights before the first step
 * θ ← μ θ + (1 − μ) z
 * </pre>
 *
 * <p>Defazio &amp; Jelassi (2021), <i>Adaptivity without Compromise: A Momentumized, Adaptive, Dual
 * Averaged Gradient Method for Stochastic Optimization</i>, algorithm 1, with μ = 1 − c. ε stands
 * outside the root; no bias correction. No decay: the authors' coupled decay can be added with
 * {@code coupled-decay}. The rule needs the parameters.
 *
 * <p>PyTorch, Keras and DL4J do not have it. The authors' code and optax also add ε to η, so a rate
 * of 0 still moves the parameters.
 *
 * <pre>{@code
 * new MadGrad().withLearningRate(0.05)
 * }</pre>
 *
 * @param learningRate η
 * @param momentum μ
 * @param epsilon ε
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "madgrad",
    summary = "Dual averaging scaled by the cube root of the squared gradients, with momentum.",
    citation =
        "Defazio & Jelassi (2021), Adaptivity without Compromise: A Momentumized, Adaptive, Dual Averaged Gradient Method for Stochastic Optimization, algorithm 1",
    link = "https://arxiv.org/abs/2101.11075")
public record MadGrad(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "momentum μ", range = "[0, 1)") Schedule momentum,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon)
    implements GradientOptimizer, MadGradWithers {

  public MadGrad {
    Hyperparameters.check(MadGrad.class, learningRate, momentum, epsilon);
  }

  /**
   * With μ = 0.9 and ε = 1e-6.
   *
   * @param learningRate η, a constant
   */
  public MadGrad(double learningRate) {
    this(Schedule.constant(learningRate), Schedule.constant(0.9), 1e-6);
  }

  /** η = 0.01, μ = 0.9, ε = 1e-6 outside the root. */
  public MadGrad() {
    this(0.01);
  }

  @Override
  public Expr update(Step step) {
    double weight = learningRate.at(step) * Math.sqrt(step.age());
    Expr g = step.gradient();
    Expr theta = step.parameter();
    Slot x0 = step.slot("x0");
    if (step.age() == 1) {
      x0.set(theta);
    }
    Expr s = step.slot("s").add(g.times(weight));
    Expr sum = step.slot("G").add(g.square().times(weight));
    Expr pull = s.div(guarded(sum.pow(1.0 / 3).plus(epsilon), epsilon));
    return theta.minus(x0.value()).plus(pull).times(1 - momentum.at(step)); // (1 − μ) (θ − z)
  }
}
