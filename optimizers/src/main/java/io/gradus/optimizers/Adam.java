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
import io.gradus.api.Step;
import java.util.Map;

/**
 * Adam: momentum divided by a running root mean square, both bias-corrected.
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) g
 * v ← β₂ v + (1 − β₂) g²
 * m̂ = m / (1 − β₁ᵗ)
 * v̂ = v / (1 − β₂ᵗ)
 * u = η m̂ / (√v̂ + ε)
 * </pre>
 *
 * <p>Kingma &amp; Ba (2015), <i>Adam: A Method for Stochastic Optimization</i>, algorithm 1: ε
 * outside the root of the corrected moment. Both moments are bias-corrected by the age t of the
 * state. No decay.
 *
 * <p>PyTorch and optax follow the paper. Keras and DL4J have ε̂ (see {@link EpsilonPlacement#HAT});
 * Keras's default is 1e-7. BERT's Adam omits the bias correction. DL4J takes t from the network's
 * iteration, not from the state's age, and moves by about 1e-8 where η is 0; Gradus does neither.
 *
 * <pre>{@code
 * new Adam(3e-4).withBeta2(0.98)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 * @param biasCorrection whether the moments are bias-corrected
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adam",
    summary = "Momentum divided by a running root mean square, both bias-corrected.",
    citation = "Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, algorithm 1",
    link = "https://arxiv.org/abs/1412.6980")
public record Adam(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement,
    @Hyperparameter("whether the moments are bias-corrected") boolean biasCorrection)
    implements GradientOptimizer, AdamWithers {

  public Adam {
    Hyperparameters.check(
        Adam.class, learningRate, beta1, beta2, epsilon, epsilonPlacement, biasCorrection);
  }

  /**
   * The paper's form.
   *
   * @param learningRate η, a constant
   * @param beta1 β₁
   * @param beta2 β₂
   * @param epsilon ε
   */
  public Adam(double learningRate, double beta1, double beta2, double epsilon) {
    this(Schedule.constant(learningRate), beta1, beta2, epsilon, EpsilonPlacement.OUTSIDE, true);
  }

  /**
   * The paper's form with its decay rates and ε.
   *
   * @param learningRate η, a constant
   */
  public Adam(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-8);
  }

  /** η = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 outside the root, bias-corrected. */
  public Adam() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    double c1 = biasCorrection ? 1 - Math.pow(beta1, step.age()) : 1;
    double c2 = biasCorrection ? 1 - Math.pow(beta2, step.age()) : 1;
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta1, g);
    Expr v = step.slot("v").ema(beta2, g.square());
    Expr mHat = m.div(c1);
    Expr vHat = v.div(c2);
    return mHat.div(epsilonPlacement.root(vHat, epsilon, c2)).times(learningRate.at(step));
  }

  @Override
  public Map<Preset, Adam> presets() {
    Adam hat = new Adam().withEpsilonPlacement(EpsilonPlacement.HAT);
    return Map.of(
        Preset.PYTORCH, new Adam(), Preset.KERAS, hat.withEpsilon(1e-7), Preset.DL4J, hat);
  }
}
