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
 * Gradient descent.
 *
 * <pre>
 * u = η g
 * </pre>
 *
 * <p>Cauchy (1847); with stochastic gradients, Robbins &amp; Monro (1951), <i>A Stochastic
 * Approximation Method</i>. No ε, no state. PyTorch, Keras, optax and DL4J agree; they differ in
 * the default rate.
 *
 * <pre>{@code
 * new Sgd(Schedule.constant(0.1))
 * }</pre>
 *
 * @param learningRate η
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "sgd",
    aliases = {"gradient-descent"},
    summary = "Gradient descent: a step of η times the gradient.",
    citation = "Robbins & Monro (1951), A Stochastic Approximation Method",
    link = "https://doi.org/10.1214/aoms/1177729586")
public record Sgd(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate)
    implements GradientOptimizer, SgdWithers {

  public Sgd {
    Hyperparameters.check(Sgd.class, learningRate);
  }

  /**
   * A constant learning rate.
   *
   * @param learningRate η, a constant
   */
  public Sgd(double learningRate) {
    this(Schedule.constant(learningRate));
  }

  /** η = 0.01. */
  public Sgd() {
    this(0.01);
  }

  @Override
  public Expr update(Step step) {
    return step.gradient().times(learningRate.at(step));
  }

  @Override
  public Map<Preset, Sgd> presets() {
    return Map.of(
        Preset.PYTORCH, new Sgd(Schedule.constant(1e-3)),
        Preset.KERAS, new Sgd(Schedule.constant(0.01)),
        Preset.DL4J, new Sgd(Schedule.constant(1e-3)));
  }
}
