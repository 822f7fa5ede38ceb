package io.gradus.optimizers;

import static io.gradus.optimizers.EpsilonPlacement.guarded;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import java.util.Map;

/**
 * AdaMax: Adam with a decaying maximum of the gradients instead of their mean square.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g
 * w ← max(β₂ w, |g|)
 * u = η / (1 − β₁ᵗ) · m / w
 * </pre>
 *
 * <p>Kingma &amp; Ba (2015), <i>Adam: A Method for Stochastic Optimization</i>, algorithm 2 (its u
 * is w here), which has no ε: that is ε = 0, where 0 / 0, before the first nonzero gradient, counts
 * as 0. The first moment is bias-corrected; the maximum needs no correction. No decay.
 *
 * <p>PyTorch and optax add ε to |g|; Keras adds it to the divisor, and has η = 0.001. DL4J adds
 * 1e-32 to the maximum and keeps the sum, whatever its own ε is; where η is 0, it moves by about
 * 1e-9, and Gradus does not.
 *
 * <pre>{@code
 * new AdaMax().withLearningRate(0.01)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param epsilonIn what ε is added to
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adamax",
    summary = "Momentum divided by a decaying maximum of the gradients.",
    citation = "Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, algorithm 2",
    link = "https://arxiv.org/abs/1412.6980")
public record AdaMax(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the maximum", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε; 0 is the paper's", range = "[0, inf)") double epsilon,
    @Hyperparameter("what ε is added to") EpsilonIn epsilonIn)
    implements GradientOptimizer, AdaMaxWithers {

  /** What AdaMax adds ε to. */
  public enum EpsilonIn {
    /** To the gradient's magnitude: w ← max(β₂ w, |g| + ε), as in PyTorch. */
    GRADIENT,
    /** Only to the divisor: m / (w + ε), as in Keras. */
    DIVISOR,
    /** To the maximum, which keeps it: w ← max(β₂ w, |g|) + ε, as in DL4J. */
    MAXIMUM
  }

  public AdaMax {
    Hyperparameters.check(AdaMax.class, learningRate, beta1, beta2, epsilon, epsilonIn);
  }

  /**
   * The paper's form.
   *
   * @param learningRate η, a constant
   */
  public AdaMax(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 0, EpsilonIn.DIVISOR);
  }

  /** η = 0.002, β₁ = 0.9, β₂ = 0.999, no ε. */
  public AdaMax() {
    this(2e-3);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta1, g);
    Slot w = step.slot("w");
    Expr size = epsilonIn == EpsilonIn.GRADIENT ? g.abs().plus(epsilon) : g.abs();
    Expr greatest = w.value().times(beta2).max(size);
    w.set(epsilonIn == EpsilonIn.MAXIMUM ? greatest.plus(epsilon) : greatest);
    Expr divisor = epsilonIn == EpsilonIn.DIVISOR ? w.value().plus(epsilon) : w.value();
    return m.div(guarded(divisor, epsilon))
        .times(learningRate.at(step) / (1 - Math.pow(beta1, step.age())));
  }

  @Override
  public Map<Preset, AdaMax> presets() {
    Schedule small = Schedule.constant(1e-3);
    return Map.of(
        Preset.PYTORCH, new AdaMax(Schedule.constant(2e-3), 0.9, 0.999, 1e-8, EpsilonIn.GRADIENT),
        Preset.KERAS, new AdaMax(small, 0.9, 0.999, 1e-7, EpsilonIn.DIVISOR),
        Preset.DL4J, new AdaMax(small, 0.9, 0.999, 1e-32, EpsilonIn.MAXIMUM));
  }
}
