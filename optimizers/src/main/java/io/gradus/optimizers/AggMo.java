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
import java.util.List;

/**
 * Aggregated momentum: the mean of several velocities, each with its own damping.
 *
 * <pre>
 * vᵢ ← βᵢ vᵢ + g                   for i = 1 … K
 * u = η / K · Σ vᵢ
 * </pre>
 *
 * <p>Lucas et al. (2019), <i>Aggregated Momentum: Stability Through Passive Damping</i>, section 3,
 * with K = 3 and βᵢ = 1 − 0.1^(i − 1): velocities with large βᵢ carry the iterate along, those with
 * small βᵢ damp its oscillations. The velocities are the slots {@code v1} to {@code vK}. The rate
 * is outside. No ε, no bias correction, no decay.
 *
 * <p>PyTorch, Keras, optax and DL4J have no AggMo.
 *
 * <pre>{@code
 * new AggMo().withDampings(List.of(0.0, 0.9))
 * }</pre>
 *
 * @param learningRate η
 * @param dampings βᵢ
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "aggmo",
    summary = "The mean of several velocities, each with its own damping.",
    citation =
        "Lucas et al. (2019), Aggregated Momentum: Stability Through Passive Damping, section 3",
    link = "https://arxiv.org/abs/1804.00325")
public record AggMo(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "momentum βᵢ of every velocity", range = "[0, 1)")
        List<Double> dampings)
    implements GradientOptimizer, AggMoWithers {

  public AggMo {
    boolean some = dampings == null || !dampings.isEmpty();
    Hyperparameters.checkThat(
        AggMo.class, some, "dampings must be at least one", learningRate, dampings);
    dampings = List.copyOf(dampings);
  }

  /**
   * The paper's dampings.
   *
   * @param learningRate η, a constant
   */
  public AggMo(double learningRate) {
    this(Schedule.constant(learningRate), List.of(0.0, 0.9, 0.99));
  }

  /** η = 0.1, dampings 0, 0.9 and 0.99. */
  public AggMo() {
    this(0.1);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr sum = step.constant(0);
    for (int i = 0; i < dampings.size(); i++) {
      Slot v = step.slot("v" + (i + 1));
      sum = sum.plus(v.set(v.value().times(dampings.get(i)).plus(g)));
    }
    return sum.times(learningRate.at(step) / dampings.size());
  }
}
