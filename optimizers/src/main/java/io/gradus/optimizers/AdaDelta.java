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
 * AdaDelta: gradients scaled by the running size of the updates over that of the gradients.
 *
 * <pre>
 * v ← ρ v + (1 − ρ) g²
 * δ = √(d + ε) / √(v + ε) · g
 * d ← ρ d + (1 − ρ) δ²
 * u = η δ
 * </pre>
 *
 * <p>Zeiler (2012), <i>ADADELTA: An Adaptive Learning Rate Method</i>, algorithm 1, which has no
 * learning rate: η = 1. ε stands inside both roots, and must not be 0, because the first update
 * comes from it alone; no bias correction; no decay.
 *
 * <p>All frameworks compute d from δ before the rate is applied. PyTorch: η = 1, ρ = 0.9. Keras: η
 * = 0.001, ε = 1e-7. optax: the user chooses η. DL4J, like the paper, has no rate.
 *
 * <pre>{@code
 * new AdaDelta().withRho(0.9)
 * }</pre>
 *
 * @param learningRate η
 * @param rho ρ
 * @param epsilon ε
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adadelta",
    summary = "Gradients scaled by the running size of the updates over that of the gradients.",
    citation = "Zeiler (2012), ADADELTA: An Adaptive Learning Rate Method, algorithm 1",
    link = "https://arxiv.org/abs/1212.5701")
public record AdaDelta(
    @Hyperparameter(value = "learning rate η; 1 is the paper's", range = "[0, inf)")
        Schedule learningRate,
    @Hyperparameter(value = "decay rate ρ of both mean squares", range = "[0, 1)") double rho,
    @Hyperparameter(value = "ε, starts the updates", range = "(0, inf)") double epsilon)
    implements GradientOptimizer, AdaDeltaWithers {

  public AdaDelta {
    Hyperparameters.check(AdaDelta.class, learningRate, rho, epsilon);
  }

  /**
   * The paper's ρ and ε, with a learning rate added.
   *
   * @param learningRate η, a constant
   */
  public AdaDelta(double learningRate) {
    this(Schedule.constant(learningRate), 0.95, 1e-6);
  }

  /** η = 1, ρ = 0.95, ε = 1e-6. */
  public AdaDelta() {
    this(1);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr v = step.slot("v").ema(rho, g.square());
    Slot d = step.slot("d");
    Expr delta =
        d.value().plus(epsilon).sqrt().div(guarded(v.plus(epsilon).sqrt(), epsilon)).times(g);
    d.ema(rho, delta.square());
    return delta.times(learningRate.at(step));
  }

  @Override
  public Map<Preset, AdaDelta> presets() {
    Schedule one = Schedule.constant(1);
    return Map.of(
        Preset.PYTORCH, new AdaDelta(one, 0.9, 1e-6),
        Preset.KERAS, new AdaDelta(Schedule.constant(1e-3), 0.95, 1e-7),
        Preset.DL4J, new AdaDelta(one, 0.95, 1e-6));
  }
}
