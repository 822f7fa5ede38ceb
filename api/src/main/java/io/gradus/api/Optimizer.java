package io.gradus.api;

/**
 * A rule that moves parameters towards a lower objective, with its hyper-parameters.
 *
 * <p>What a rule needs from its host is a type: a {@link GradientOptimizer} takes one gradient and
 * gives one update; a {@link ClosureOptimizer} evaluates the objective as often as it likes.
 *
 * <p>Every implementation is an immutable record, safe to share between threads; the state of a run
 * lives outside it.
 */
public sealed interface Optimizer extends Plugin permits GradientOptimizer, ClosureOptimizer {

  @Override
  Optimizer with(String hyperparameter, Object value);

  /**
   * Whether there is a learning rate to set, at whatever depth it stands.
   *
   * @return true if {@link #withLearningRate(Schedule)} works
   */
  default boolean hasLearningRate() {
    return description().names().contains("learningRate");
  }

  /**
   * A copy with another step size, at whatever depth it stands: a wrapper hands it to the optimizer
   * that it wraps.
   *
   * @param learningRate the new learning rate
   * @return the changed copy; this optimizer stays as it is
   * @throws InvalidConfigurationException if this algorithm has no learning rate to set
   */
  Optimizer withLearningRate(Schedule learningRate);

  /**
   * A copy with another step size that never changes: see {@link #withLearningRate(Schedule)}.
   *
   * @param learningRate the new learning rate
   * @return the changed copy; this optimizer stays as it is
   * @throws InvalidConfigurationException if this algorithm has no learning rate to set
   * @throws InvalidHyperparametersException if the number is out of range
   */
  Optimizer withLearningRate(double learningRate);
}
