package io.gradus.optimizers.minimizers;

import io.gradus.api.Line;
import io.gradus.api.Objective;
import java.util.Map;

/** How a method with a line search chooses where to go. One instance belongs to one run. */
interface Direction {

  /**
   * Writes the direction d at a point. It only changes what {@link #moved} also changes.
   *
   * @param objective for methods that need products with its Hessian
   * @param x the point
   * @param gradient g there
   * @param d holds the direction of the previous step, zeros in a new run; receives d
   */
  void find(Objective objective, double[] x, double[] gradient, double[] d);

  /** What is known about the length of d. */
  Line.Scale scale();

  /** Learns from a step along d that was taken. */
  default void moved(
      double[] x, double[] gradient, double[] newX, double[] newGradient, double[] d) {}

  /** Whether the next direction is −g, or does not depend on earlier steps. */
  default boolean isFresh() {
    return true;
  }

  /** Forgets all steps. */
  default void restart() {}

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
