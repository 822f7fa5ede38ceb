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

  /**
   * A copy with one hyper-parameter changed.
   *
   * @param hyperparameter the name of a record component, such as {@code "learningRate"}
   * @param value its new value; a number stands for a constant {@link Schedule}
   * @return the changed copy; this optimizer stays as it is
   * @throws InvalidConfigurationException if there is no such hyper-parameter, or the value has the
   *     wrong type
   * @throws InvalidHyperparametersException if the value is out of range
   */
  Optimizer with(String hyperparameter, Object value);

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
