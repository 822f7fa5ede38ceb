package io.gradus.conformance.dl4j;

import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Outcome;

/**
 * One step of one element of an updater, written from its publication in plain Java.
 *
 * @param <U> the updater
 */
@FunctionalInterface
public interface ClosedForm<U> {

  /**
   * Takes the step.
   *
   * @param updater the configuration, for its hyper-parameters; not to be run
   * @param situation the gradient, the state by the names of {@code GradientUpdater.getState()},
   *     the time, and the learning rate, which is NaN where the updater has none
   * @return the update and every array of the state after the step
   */
  Outcome step(U updater, ElementStep situation);
}
