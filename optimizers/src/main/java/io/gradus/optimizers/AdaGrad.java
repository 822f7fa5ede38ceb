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
 * AdaGrad: each parameter has its own rate, which falls as its gradients accumulate.
 *
 * <pre>
 * G ← G + g²                       G₀ the initial accumulator
 * u = η / (1 + (t − 1) κ) · g / (√G + ε)
 * </pre>
 *
 * <p>Duchi, Hazan &amp; Singer (2011), <i>Adaptive Subgradient Methods for Online Learning and
 * Stochastic Optimization</i>, figure 1 (diagonal form, δ = ε), with κ = 0 and G₀ = 0. ε stands
 * outside the root; no bias correction.
 *
 * <p>PyTorch: ε = 1e-10 outside, and the decay κ of the rate. Keras and optax: G₀ = 0.1, ε = 1e-7
 * inside the root. DL4J: ε outside, and G₀ = 1e-6 whatever ε is.
 *
 * <pre>{@code
 * new AdaGrad().withLearningRate(0.05)
 * }</pre>
 *
 * @param learningRate η
 * @param learningRateDecay κ
 * @param initialAccumulator G₀
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adagrad",
    summary = "A rate for each parameter that falls as its squared gradients accumulate.",
    citation =
        "Duchi, Hazan & Singer (2011), Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, figure 1",
    link = "https://jmlr.org/papers/v12/duchi11a.html")
public record AdaGrad(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay κ of the learning rate", range = "[0, inf)", unit = "per step")
        double learningRateDecay,
    @Hyperparameter(value = "first value G₀ of the sum of squares", range = "[0, inf)")
        double initialAccumulator,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement)
    implements GradientOptimizer, AdaGradWithers {

  public AdaGrad {
    Hyperparameters.check(
        AdaGrad.class,
        learningRate,
        learningRateDecay,
        initialAccumulator,
        epsilon,
        epsilonPlacement);
  }

  /**
   * The paper's form with G₀ = 0 and ε = 1e-10.
   *
   * @param learningRate η, a constant
   */
  public AdaGrad(double learningRate) {
    this(Schedule.constant(learningRate), 0, 0, 1e-10, EpsilonPlacement.OUTSIDE);
  }

  /** η = 0.01, no decay of the rate, G₀ = 0, ε = 1e-10 outside the root. */
  public AdaGrad() {
    this(0.01);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr sum = step.slot("G", initialAccumulator).add(g.square());
    double eta = learningRate.at(step) / (1 + (step.age() - 1) * learningRateDecay);
    return g.div(epsilonPlacement.root(sum, epsilon, 1)).times(eta);
  }

  @Override
  public Map<Preset, AdaGrad> presets() {
    return Map.of(
        Preset.PYTORCH, new AdaGrad(Schedule.constant(0.01), 0, 0, 1e-10, EpsilonPlacement.OUTSIDE),
        Preset.KERAS, new AdaGrad(Schedule.constant(1e-3), 0, 0.1, 1e-7, EpsilonPlacement.INSIDE),
        Preset.DL4J, new AdaGrad(Schedule.constant(0.1), 0, 1e-6, 1e-6, EpsilonPlacement.OUTSIDE));
  }
}
