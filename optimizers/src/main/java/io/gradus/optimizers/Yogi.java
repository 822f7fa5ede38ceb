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
 * Yogi: Adam whose second moment changes only by the size of the squared gradient, so that it
 * cannot collapse.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g
 * v ← v − (1 − β₂) sign(v − g²) g²     from v₀
 * u = η m / (√v + ε)                   or of m̂ and v̂ with bias correction
 * </pre>
 *
 * <p>Zaheer et al. (2018), <i>Adaptive Methods for Nonconvex Optimization</i>, algorithm 2: ε =
 * 0.001 outside the root, no bias correction, and v₀ = 1e-6 as in the code of its experiments. No
 * decay.
 *
 * <p>optax starts both m and v at 1e-6 and corrects both; Gradus does so for v only, so a zero
 * gradient moves nothing. PyTorch, Keras and DL4J have no Yogi.
 *
 * <pre>{@code
 * new Yogi().withLearningRate(0.001)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param initialAccumulator v₀
 * @param epsilon ε
 * @param biasCorrection whether the moments are bias-corrected as if they had started at zero
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "yogi",
    summary = "Adam whose second moment changes only by the size of the squared gradient.",
    citation = "Zaheer et al. (2018), Adaptive Methods for Nonconvex Optimization, algorithm 2",
    link =
        "https://proceedings.neurips.cc/paper/2018/hash/90365351ccc7437a1309dc64e4db32a3-Abstract.html")
public record Yogi(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "first value v₀ of the second moment", range = "[0, inf)")
        double initialAccumulator,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("whether the moments are bias-corrected as if they had started at zero")
        boolean biasCorrection)
    implements GradientOptimizer, YogiWithers {

  public Yogi {
    Hyperparameters.check(
        Yogi.class, learningRate, beta1, beta2, initialAccumulator, epsilon, biasCorrection);
  }

  /**
   * The paper's form with its decay rates and ε.
   *
   * @param learningRate η, a constant
   */
  public Yogi(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 1e-6, 1e-3, false);
  }

  /** η = 0.01, β₁ = 0.9, β₂ = 0.999, v₀ = 1e-6, ε = 0.001, not bias-corrected. */
  public Yogi() {
    this(0.01);
  }

  @Override
  public Expr update(Step step) {
    double c1 = biasCorrection ? 1 - Math.pow(beta1, step.age()) : 1;
    double c2 = biasCorrection ? 1 - Math.pow(beta2, step.age()) : 1;
    Expr g = step.gradient();
    Expr squared = g.square();
    Expr m = step.slot("m").ema(beta1, g);
    Slot second = step.slot("v", initialAccumulator);
    Expr direction = second.value().minus(squared).sign();
    Expr v = second.set(second.value().minus(direction.times(squared).times(1 - beta2)));
    return m.div(c1)
        .div(guarded(v.div(c2).sqrt().plus(epsilon), epsilon))
        .times(learningRate.at(step));
  }
}
