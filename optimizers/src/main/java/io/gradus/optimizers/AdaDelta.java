package io.gradus.optimizers;

import static io.gradus.optimizers.EpsilonPlacement.guarded;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Dialect;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
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
 * learning rate: η = 1. ε stands inside both roots, and must not be 0, as the first update comes
 * from it alone; no bias correction; no decay.
 *
 * <p>All frameworks take d from δ before the rate. PyTorch: η = 1, ρ = 0.9. Keras: η = 0.001, ε =
 * 1e-7. optax: η is up to the user. DL4J has no rate, as the paper.
 *
 * <pre>{@code
 * new AdaDelta().with("rho", 0.9)
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
    citation = "Zeiler (2012), ADADELTA: An Adaptive Learning Rate Method, algorithm 1")
public record AdaDelta(
    @Hyperparameter(value = "learning rate η; 1 is the paper's", range = "[0, inf)")
        Schedule learningRate,
    @Hyperparameter(value = "decay rate ρ of both mean squares", range = "[0, 1)") double rho,
    @Hyperparameter(value = "ε, begins the updates", range = "(0, inf)") double epsilon)
    implements GradientOptimizer {

  public AdaDelta {
    Hyperparameters.check(AdaDelta.class, learningRate, rho, epsilon);
  }

  /**
   * The paper's ρ and ε with a rate that it does not have.
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
    Expr v = step.slot("v").average(rho, g.squared());
    Slot d = step.slot("d");
    Expr delta =
        d.value().plus(epsilon).sqrt().over(guarded(v.plus(epsilon).sqrt(), epsilon)).times(g);
    d.average(rho, delta.squared());
    return delta.times(learningRate.at(step));
  }

  @Override
  public Map<Dialect, AdaDelta> dialects() {
    Schedule one = Schedule.constant(1);
    return Map.of(
        Dialect.PYTORCH, new AdaDelta(one, 0.9, 1e-6),
        Dialect.KERAS, new AdaDelta(Schedule.constant(1e-3), 0.95, 1e-7),
        Dialect.DL4J, new AdaDelta(one, 0.95, 1e-6));
  }
}
