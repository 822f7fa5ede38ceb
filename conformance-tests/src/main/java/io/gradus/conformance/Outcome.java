package io.gradus.conformance;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a closed form says of one element after one step.
 *
 * @param update what is subtracted from the parameter
 * @param state the element's slots after the step, every one of them
 */
public record Outcome(double update, Map<String, Double> state) {

  /**
   * Makes the state immutable.
   *
   * @param update what is subtracted from the parameter
   * @param state the element's slots after the step, every one of them
   */
  public Outcome {
    state = Map.copyOf(state);
  }

  /**
   * An outcome without state.
   *
   * @param update what is subtracted from the parameter
   * @return the outcome
   */
  public static Outcome of(double update) {
    return new Outcome(update, Map.of());
  }

  /**
   * This outcome with one slot more.
   *
   * @param slot its name
   * @param content its content after the step
   * @return the outcome
   */
  public Outcome with(String slot, double content) {
    Map<String, Double> all = new LinkedHashMap<>(state);
    all.put(slot, content);
    return new Outcome(update, all);
  }
}
