package io.gradus.conformance;

import java.util.Map;

/**
 * What a closed form may know of one element at one step.
 *
 * @param gradient g
 * @param parameter θ before the step
 * @param number t, the age of the state, from 1
 * @param iteration the host's clock of updates, from 0, which schedules follow
 * @param learningRate η at this step
 * @param state the element's slots before the step; empty at the first
 */
public record Situation(
    double gradient,
    double parameter,
    long number,
    long iteration,
    double learningRate,
    Map<String, Double> state) {

  /**
   * Makes the state immutable.
   *
   * @param gradient g
   * @param parameter θ before the step
   * @param number t, the age of the state, from 1
   * @param iteration the host's clock of updates, from 0, which schedules follow
   * @param learningRate η at this step
   * @param state the element's slots before the step; empty at the first
   */
  public Situation {
    state = Map.copyOf(state);
  }

  /**
   * A slot before the step. At the first step it is the initial value that the closed form itself
   * states here, so that a wrong initial value of the rule shows.
   *
   * @param name the slot
   * @param initial what the paper has there before the first step
   * @return its content
   */
  public double slot(String name, double initial) {
    Double content = state.get(name);
    if (content == null) {
      if (number > 1 && !state.isEmpty()) {
        throw new IllegalArgumentException(
            "The optimizer has no slot '" + name + "'; it has " + state.keySet() + ".");
      }
      return initial;
    }
    return content;
  }
}
