package io.gradus.conformance;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a closed form states about one element after one step.
 *
 * @param update the number subtracted from the parameter
 * @param state the element's slots after the step, every one of them
 * @param size of the numbers whose difference the update is, where the rule computes the new
 *     parameter; 0 for all others
 */
public record Outcome(double update, Map<String, Double> state, double size) {

  /**
   * Makes the state immutable.
   *
   * @param update the number subtracted from the parameter
   * @param state the element's slots after the step, every one of them
   * @param size of the numbers whose difference the update is; 0 for none
   */
  public Outcome {
    state = Map.copyOf(state);
  }

  /**
   * An outcome whose update is not a difference.
   *
   * @param update the number subtracted from the parameter
   * @param state the element's slots after the step, every one of them
   */
  public Outcome(double update, Map<String, Double> state) {
    this(update, state, 0);
  }

  /**
   * An outcome without state.
   *
   * @param update the number subtracted from the parameter
   * @return the outcome
   */
  public static Outcome of(double update) {
    return new Outcome(update, Map.of());
  }

  /**
   * This outcome with one more slot.
   *
   * @param slot its name
   * @param content its content after the step
   * @return the outcome
   */
  public Outcome with(String slot, double content) {
    Map<String, Double> all = new LinkedHashMap<>(state);
    all.put(slot, content);
    return new Outcome(update, all, size);
  }

  /**
   * This outcome of a rule that computes the new parameter, and the update as the difference of the
   * old and the new: it may be off by a few roundings of these.
   *
   * @param numbers the size of the old or the new parameter, whichever is larger
   * @return the outcome
   */
  public Outcome amongNumbersOf(double numbers) {
    return new Outcome(update, state, numbers);
  }
}
