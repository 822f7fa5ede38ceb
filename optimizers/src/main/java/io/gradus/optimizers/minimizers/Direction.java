package io.gradus.optimizers.minimizers;

import io.gradus.api.Line;
import io.gradus.api.Objective;
import java.util.Map;

/** How a method with a line search chooses where to go. One instance belongs to one run. */
interface Direction {

  /**
   * Writes the direction at a point. It changes nothing of what it remembers.
   *
   * @param objective for methods that need products with its Hessian
   * @param x the point
   * @param gradient g there
   * @param d receives the direction
   */
  void find(Objective objective, double[] x, double[] gradient, double[] d);

  /** What is known about the length of d. */
  Line.Scale scale();

  /** Learns from a step along d that was taken. */
  default void moved(
      Objective objective,
      double[] x,
      double[] gradient,
      double[] newX,
      double[] newGradient,
      double[] d) {}

  /** Whether {@link #restart} would change nothing. */
  default boolean isFresh() {
    return true;
  }

  /**
   * Forgets all steps.
   *
   * @return whether {@link #find} now goes along the gradient; if not, the run takes −g itself
   */
  default boolean restart() {
    return true;
  }

  /**
   * Called when the point or the objective is not that of the last step, whose gradient is then of
   * no use.
   */
  default void interrupted() {}

  /** Adds what it remembers, under its own names. */
  default void save(Map<String, double[]> state) {}

  /**
   * Reads what {@link #save} added. It must read all before it changes anything.
   *
   * @return the action that applies the new state
   */
  default Runnable restore(SavedState state) {
    return () -> {};
  }
}
