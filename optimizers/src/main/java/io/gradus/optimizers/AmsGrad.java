package io.gradus.optimizers;

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
 * AMSGrad: Adam whose rates never grow, because it divides by the largest second moment so far.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g
 * v ← β₂ v + (1 − β₂) g²
 * h ← max(h, v)                    without bias correction, or corrected after the maximum
 * h ← max(h, v / (1 − β₂ᵗ))        corrected before the maximum
 * u = η m̂ / (√ĥ + ε)
 * </pre>
 *
 * <p>Reddi, Kale &amp; Kumar (2018), <i>On the Convergence of Adam and Beyond</i>, algorithm 2,
 * which has no bias correction (m̂ = m, ĥ = h) and no ε; by default ε stands outside the root. The
 * paper's decay of the rate by √t is left to the schedule. No decay.
 *
 * <p>PyTorch, Keras and DL4J correct both moments after the maximum; Keras and DL4J have ε̂ (see
 * {@link EpsilonPlacement#HAT}), Keras with 1e-7. optax corrects before the maximum. DL4J takes t
 * from the network's iteration, not from the state's age.
 *
 * <pre>{@code
 * new AmsGrad().withCorrection("AFTER_MAXIMUM")
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 * @param correction when the moments are bias-corrected
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "amsgrad",
    summary = "Adam that divides by the largest second moment so far.",
    citation = "Reddi, Kale & Kumar (2018), On the Convergence of Adam and Beyond, algorithm 2",
    link = "https://arxiv.org/abs/1904.09237")
public record AmsGrad(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement,
    @Hyperparameter("when the moments are bias-corrected") Correction correction)
    implements GradientOptimizer, AmsGradWithers {

  /** When AMSGrad applies the bias correction of the moments. */
  public enum Correction {
    /** Not at all: the paper. */
    NONE,
    /** The maximum is taken over raw second moments and then corrected: PyTorch, Keras, DL4J. */
    AFTER_MAXIMUM,
    /** The maximum is taken over corrected second moments: optax. */
    BEFORE_MAXIMUM
  }

  public AmsGrad {
    Hyperparameters.check(
        AmsGrad.class, learningRate, beta1, beta2, epsilon, epsilonPlacement, correction);
  }

  /**
   * The paper's form with Adam's decay rates and ε = 1e-8.
   *
   * @param learningRate η, a constant
   */
  public AmsGrad(double learningRate) {
    this(
        Schedule.constant(learningRate),
        0.9,
        0.999,
        1e-8,
        EpsilonPlacement.OUTSIDE,
        Correction.NONE);
  }

  /** η = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 outside the root, not bias-corrected. */
  public AmsGrad() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    boolean corrected = correction != Correction.NONE;
    double c1 = corrected ? 1 - Math.pow(beta1, step.age()) : 1;
    double c2 = corrected ? 1 - Math.pow(beta2, step.age()) : 1;
    Expr g = step.gradient();
    Expr mHat = step.slot("m").ema(beta1, g).div(c1);
    Expr v = step.slot("v").ema(beta2, g.square());
    Expr hHat =
        correction == Correction.BEFORE_MAXIMUM
            ? greatest(step, v.div(c2))
            : greatest(step, v).div(c2);
    return mHat.div(epsilonPlacement.root(hHat, epsilon, c2)).times(learningRate.at(step));
  }

  /** h ← max(h, v), for every rule that uses it. */
  static Expr greatest(Step step, Expr v) {
    Slot h = step.slot("h");
    return h.set(h.value().max(v));
  }

  @Override
  public Map<Preset, AmsGrad> presets() {
    Schedule rate = Schedule.constant(1e-3);
    Correction after = Correction.AFTER_MAXIMUM;
    return Map.of(
        Preset.PYTORCH, new AmsGrad(rate, 0.9, 0.999, 1e-8, EpsilonPlacement.OUTSIDE, after),
        Preset.KERAS, new AmsGrad(rate, 0.9, 0.999, 1e-7, EpsilonPlacement.HAT, after),
        Preset.DL4J, new AmsGrad(rate, 0.9, 0.999, 1e-8, EpsilonPlacement.HAT, after));
  }
}
