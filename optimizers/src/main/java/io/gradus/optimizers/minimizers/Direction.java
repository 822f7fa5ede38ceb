package io.gradus.optimizers.minimizers;

import io.gradus.api.Line;
import io.gradus.api.Objective;
import java.util.Map;

/** How a method with a line search chooses where to go. One instance belongs to one run. */
interface Direction {

  /**
   * Writes the direction d at a point. It changes nothing that {@link #moved} does not change.
   *
   * @param objective for those who want products with its Hessian
   * @param x the point
   * @param gradient g there
   * @param d holds the direction of the step before, the zeros of a new run at first; receives d
   */
  void find(Objective objective, double[] x, double[] gradient, double[] d);

  /** What is known of the length of d. */
  Line.Scale scale();

  /** Learns from a step along d that was taken. */
  default void moved(
      double[] x, double[] gradient, double[] newX, double[] newGradient, double[] d) {}

  /** Whether the next direction is −g, or does not depend on steps before. */
  default boolean isFresh() {
    return true;
  }

  /** Forgets all steps. */
  default void restart() {}

  /** The point or the objective is not that of the last step: its gradient is of no more use. */
  default void interrupted() {}

  /** Adds what it remembers, under names of its own. */
  default void save(Map<String, double[]> state) {}

  /**
   * Reads what {@link #save} added. It must read all before it changes anything.
   *
   * @return takes the new state on
   */
  default Runnable restore(SavedState state) {
    return () -> {};
  }
}
