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
 * AdaShift: Adam whose second moment uses gradients n steps old, so that it is independent of the
 * first.
 *
 * <pre>
 * m = Σ β₁ⁱ g₍ₜ₋ᵢ₎ / Σ β₁ⁱ          over i = 0 … n − 1
 * v ← β₂ v + (1 − β₂) g₍ₜ₋ₙ₎²
 * v̂ = v / (1 − β₂^(t − n))
 * u = η m / (√v̂ + ε)               from t = n + 1; 0 before
 * </pre>
 *
 * <p>Zhou et al. (2019), <i>AdaShift: Decorrelation and Convergence of Adaptive Learning Rate
 * Methods</i>, with φ the identity (the paper's other φ take one maximum over a whole block). The
 * last n gradients are kept in the slots {@code g1} to {@code gn}, so the state consists of n + 1
 * tensors. By default ε stands outside the root. The second moment is bias-corrected by the number
 * of its samples. No decay.
 *
 * <p>An element whose gradient was 0 until n steps ago and is not 0 now moves by η m / ε, which one
 * maximum per block would prevent. Therefore ε = 0.001 here; the paper's code has 1e-10.
 *
 * <p>PyTorch, Keras, optax and DL4J have no AdaShift.
 *
 * <pre>{@code
 * new AdaShift().withShift(3)
 * }</pre>
 *
 * @param learningRate η
 * @param shift n
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adashift",
    summary = "Adam whose second moment uses older gradients than the first.",
    citation =
        "Zhou et al. (2019), AdaShift: Decorrelation and Convergence of Adaptive Learning Rate Methods",
    link = "https://arxiv.org/abs/1810.00143")
public record AdaShift(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(
            value = "age n of the second moment's samples",
            range = "[1, inf)",
            unit = "steps")
        int shift,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1]") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement)
    implements GradientOptimizer, AdaShiftWithers {

  public AdaShift {
    Hyperparameters.check(
        AdaShift.class, learningRate, shift, beta1, beta2, epsilon, epsilonPlacement);
  }

  /**
   * The paper's n and decay rates, and ε = 0.001.
   *
   * @param learningRate η, a constant
   */
  public AdaShift(double learningRate) {
    this(Schedule.constant(learningRate), 10, 0.9, 0.999, 1e-3, EpsilonPlacement.OUTSIDE);
  }

  /** η = 0.01, n = 10, β₁ = 0.9, β₂ = 0.999, ε = 0.001 outside the root. */
  public AdaShift() {
    this(0.01);
  }

  @Override
  public Expr update(Step step) {
    Expr sum = step.gradient();
    Expr oldest = step.gradient();
    double weight = 1;
    double weights = 1;
    for (int i = 1; i <= shift; i++) {
      Slot kept = step.slot("g" + i);
      Expr past = kept.value();
      kept.set(oldest);
      oldest = past;
      if (i < shift) {
        weight *= beta1;
        weights += weight;
        sum = sum.plus(past.times(weight));
      }
    }
    Expr v = step.slot("v").ema(beta2, oldest.square());
    long samples = step.age() - shift;
    if (samples < 1) {
      return step.gradient().times(0);
    }
    double c2 = 1 - Math.pow(beta2, samples);
    Expr root = epsilonPlacement.root(v.div(c2), epsilon, c2);
    return sum.div(weights).div(root).times(learningRate.at(step));
  }
}
