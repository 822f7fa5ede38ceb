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

  /**
   * The optimizer that this one wraps.
   *
   * @return the first hyper-parameter that is an optimizer; empty if none is
   */
  default Optional<GradientOptimizer> wrapped() {
    return hyperparameters().values().stream()
        .filter(GradientOptimizer.class::isInstance)
        .map(GradientOptimizer.class::cast)
        .findFirst();
  }

  @Override
  default boolean hasLearningRate() {
    return Optimizer.super.hasLearningRate()
        || wrapped().map(GradientOptimizer::hasLearningRate).orElse(false);
  }

  @Override
  default GradientOptimizer with(String hyperparameter, Object value) {
    return Configuration.with(this, hyperparameter, value);
  }

  @Override
  default GradientOptimizer withLearningRate(Schedule learningRate) {
    return Configuration.withLearningRate(this, Arguments.given(learningRate, "learningRate"));
  }

  @Override
  default GradientOptimizer withLearningRate(double learningRate) {
    return withLearningRate(Schedule.constant(learningRate));
  }
}
