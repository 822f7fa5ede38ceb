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
 * Rprop: a step size for each parameter that follows the signs of its gradients, not their sizes.
 *
 * <pre>
 * where g g₋ &gt; 0:  Δ ← min(η₊ Δ, Δmax),  g₋ ← g
 * where g g₋ &lt; 0:  Δ ← max(η₋ Δ, Δmin),  g₋ ← 0
 * where g g₋ = 0:  g₋ ← g
 * u = η sign(g₋) Δ
 * </pre>
 *
 * <p>Riedmiller &amp; Braun (1993), <i>A Direct Adaptive Method for Faster Backpropagation
 * Learning: The RPROP Algorithm</i>, in the form iRprop⁻ of Igel &amp; Hüsken (2000), <i>Improving
 * the Rprop Learning Algorithm</i>: after a change of sign an element pauses for one step, and no
 * step is undone. The papers have no learning rate besides Δ: η = 1. No ε. For full-batch
 * gradients, not stochastic ones.
 *
 * <p>PyTorch agrees. optax 0.2.8 applies every update one step late, so that its first step is 0,
 * and drops it where the sign has changed in the meantime. In both the learning rate is Δ₀ here
 * ({@code initialStep}), and later changes of it do nothing. Keras and DL4J have no Rprop.
 *
 * <p>It is designed for full batches: from one mini-batch to the next the sign of the gradient
 * changes with the sample, which the rule mistakes for overshooting.
 *
 * <pre>{@code
 * new Rprop().withInitialStep(0.01)
 * }</pre>
 *
 * @param learningRate η
 * @param initialStep Δ₀
 * @param decrease η₋
 * @param increase η₊
 * @param minimumStep Δmin
 * @param maximumStep Δmax
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "rprop",
    summary = "Steps whose sizes follow the signs of the gradients, not their sizes.",
    citation =
        "Riedmiller & Braun (1993), A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP Algorithm; Igel & Hüsken (2000), Improving the Rprop Learning Algorithm",
    link = "https://doi.org/10.1109/ICNN.1993.298623")
public record Rprop(
    @Hyperparameter(value = "learning rate η; 1 is the paper's", range = "[0, inf)")
        Schedule learningRate,
    @Hyperparameter(value = "first step size Δ₀", range = "(0, inf)") double initialStep,
    @Hyperparameter(value = "factor η₋ after a change of sign", range = "(0, 1]") double decrease,
    @Hyperparameter(value = "factor η₊ where the sign stays", range = "[1, inf)") double increase,
    @Hyperparameter(value = "smallest step size Δmin", range = "[0, inf)") double minimumStep,
    @Hyperparameter(value = "largest step size Δmax", range = "(0, inf)") double maximumStep)
    implements GradientOptimizer, RpropWithers {

  public Rprop {
    Hyperparameters.checkThat(
        Rprop.class,
        minimumStep <= maximumStep,
        "minimumStep must be at most maximumStep",
        learningRate,
        initialStep,
        decrease,
        increase,
        minimumStep,
        maximumStep);
  }

  /**
   * The paper's step sizes and factors, with a learning rate added.
   *
   * @param learningRate η, a constant
   */
  public Rprop(double learningRate) {
    this(Schedule.constant(learningRate), 0.1, 0.5, 1.2, 1e-6, 50);
  }

  /** η = 1, Δ₀ = 0.1, η₋ = 0.5, η₊ = 1.2, step sizes from 1e-6 to 50. */
  public Rprop() {
    this(1);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Slot previous = step.slot("previous");
    Slot size = step.slot("size", initialStep);
    Expr agreement = g.sign().times(previous.value().sign()); // of g g₋, which might underflow
    Expr turned = agreement.lessThan(0);
    Expr factor =
        Expr.where(
            turned,
            step.constant(decrease),
            Expr.where(agreement.greaterThan(0), step.constant(increase), step.constant(1)));
    Expr delta = size.set(size.value().times(factor).clamp(minimumStep, maximumStep));
    Expr heeded = previous.set(Expr.where(turned, step.constant(0), g));
    return heeded.sign().times(delta).times(learningRate.at(step));
  }

  @Override
  public Map<Preset, Rprop> presets() {
    return Map.of(Preset.PYTORCH, new Rprop(Schedule.constant(1), 0.01, 0.5, 1.2, 1e-6, 50));
  }
}
