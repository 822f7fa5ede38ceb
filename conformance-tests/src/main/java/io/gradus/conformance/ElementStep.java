package io.gradus.conformance;

import java.util.List;
import java.util.Map;

/**
 * What a closed form may know about one element at one step. Most need only the element; a rule
 * that uses whole tensors finds the others through {@link #at}.
 *
 * @param gradient g
 * @param parameter θ before the step
 * @param age t, the age of the state, from 1
 * @param iteration the host's clock of updates, from 0, which schedules follow
 * @param learningRate η at this step
 * @param state the element's slots before the step; empty at the first
 * @param element the element's position in its tensor, from 0
 * @param gradients g of every element of the tensor
 * @param parameters θ of every element of the tensor
 * @param states the slots of every element of the tensor
 */
public record ElementStep(
    double gradient,
    double parameter,
    long age,
    long iteration,
    double learningRate,
    Map<String, Double> state,
    int element,
    List<Double> gradients,
    List<Double> parameters,
    List<Map<String, Double>> states) {

  /**
   * Makes the state and the lists immutable.
   *
   * @param gradient g
   * @param parameter θ before the step
   * @param age t, the age of the state, from 1
   * @param iteration the host's clock of updates, from 0, which schedules follow
   * @param learningRate η at this step
   * @param state the element's slots before the step; empty at the first
   * @param element the element's position in its tensor, from 0
   * @param gradients g of every element of the tensor
   * @param parameters θ of every element of the tensor
   * @param states the slots of every element of the tensor
   */
  public ElementStep {
    state = Map.copyOf(state);
    gradients = List.copyOf(gradients);
    parameters = List.copyOf(parameters);
    states = List.copyOf(states);
  }

  /**
   * The only element of its tensor.
   *
   * @param gradient g
   * @param parameter θ before the step
   * @param age t, the age of the state, from 1
   * @param iteration the host's clock of updates, from 0, which schedules follow
   * @param learningRate η at this step
   * @param state the element's slots before the step; empty at the first
   */
  public ElementStep(
      double gradient,
      double parameter,
      long age,
      long iteration,
      double learningRate,
      Map<String, Double> state) {
    this(
        gradient,
        parameter,
        age,
        iteration,
        learningRate,
        state,
        0,
        List.of(gradient),
        List.of(parameter),
        List.of(state));
  }

  /**
   * Another element of the same tensor at the same step.
   *
   * @param other its position, from 0
   * @return its situation
   */
  public ElementStep at(int other) {
    return new ElementStep(
        gradients.get(other),
        parameters.get(other),
        age,
        iteration,
        learningRate,
        states.get(other),
        other,
        gradients,
        parameters,
        states);
  }

  /**
   * A slot before the step. At the first step it is the initial value that the closed form states
   * here, so that a wrong initial value in the rule is detected.
   *
   * @param name the slot
   * @param initial the paper's value before the first step
   * @return its content
   */
  public double slot(String name, double initial) {
    Double content = state.get(name);
    if (content == null) {
      if (age > 1 && !state.isEmpty()) {
        throw new IllegalArgumentException(
            "The optimizer has no slot '" + name + "'; it has " + state.keySet() + ".");
      }
      return initial;
    }
    return content;
  }
}
