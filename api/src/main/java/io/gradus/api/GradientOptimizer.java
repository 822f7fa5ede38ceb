package io.gradus.api;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * An optimizer that turns one gradient into one update: {@code θ ← θ − update}.
 *
 * <p>{@link #update(Step)} is the algorithm, written as its paper's equations. It is called at
 * every step and traced: plain {@code double}s are scalars, {@link Expr}s are tensors of the
 * parameter's shape. It must be a pure function of the step and of this record, must name every
 * slot that it ever uses at each step, and must return an expression made from the step that it was
 * handed.
 *
 * <pre>{@code
 * @AutoService(Optimizer.class)
 * @Algorithm(name = "sgd", summary = "…", citation = "…")
 * public record Sgd(
 *     @Hyperparameter(value = "step size η", range = "[0, inf)") Schedule learningRate)
 *     implements GradientOptimizer {
 *
 *   public Sgd() {
 *     this(Schedule.constant(0.01));
 *   }
 *
 *   @Override
 *   public Expr update(Step step) {
 *     return step.gradient().times(learningRate.at(step));   // η g
 *   }
 * }
 * }</pre>
 */
public non-sealed interface GradientOptimizer extends Optimizer {

  /**
   * The step size as a function of time. An algorithm without one gives {@code
   * Schedule.constant(1)}; a wrapper gives that of the optimizer that it wraps.
   *
   * @return the learning rate
   */
  Schedule learningRate();

  /**
   * The rule: what to subtract from the parameter.
   *
   * @param step the gradient, the slots, the time, and if wanted the parameter
   * @return the update; the host sets {@code θ ← θ − update}
   */
  Expr update(Step step);

  /**
   * The presets under which this algorithm follows a framework number for number, each with that
   * framework's defaults. Empty where the frameworks have no such algorithm.
   *
   * @return a preset for every framework that has this algorithm
   */
  default Map<Preset, ? extends GradientOptimizer> presets() {
    return new EnumMap<>(Preset.class);
  }

  /**
   * The preset of one framework.
   *
   * @param dialect the framework to follow
   * @return this algorithm as that framework has it, with that framework's defaults; the
   *     hyper-parameters of this instance are not carried over
   * @throws InvalidConfigurationException if that framework has no such algorithm
   */
  default GradientOptimizer in(Preset dialect) {
    GradientOptimizer preset = presets().get(Arguments.given(dialect, "dialect"));
    if (preset == null) {
      throw new InvalidConfigurationException(
          "'%s' has no %s dialect; it has %s."
              .formatted(
                  description().name(),
                  dialect,
                  presets().isEmpty() ? "no dialects at all" : presets().keySet()));
    }
    return preset;
  }

  /**
   * The slot with the weights that are to be evaluated in place of the parameter: an average of
   * where it has been, or slow weights. An element is NaN as long as there are none. A wrapper says
   * nothing of the optimizer that it wraps; hosts look inside.
   *
   * @return the slot's name as the rule gives it to {@link Step#slot}, or empty if the parameter
   *     itself is the result
   */
  default Optional<String> averagedWeights() {
    return Optional.empty();
  }

  @Override
  default GradientOptimizer with(String hyperparameter, Object value) {
    return Configuration.with(this, hyperparameter, value);
  }

  /**
   * A copy with another step size, at whatever depth it stands: a wrapper hands it to the optimizer
   * that it wraps.
   *
   * @param schedule the new learning rate
   * @return the changed copy
   * @throws InvalidConfigurationException if this algorithm has no learning rate to set
   */
  default GradientOptimizer withLearningRate(Schedule schedule) {
    return Configuration.withLearningRate(this, Arguments.given(schedule, "schedule"));
  }
}
