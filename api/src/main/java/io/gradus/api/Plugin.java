package io.gradus.api;

import java.util.Map;

/**
 * What {@link Optimizer}, {@link Schedule}, {@link Initializer} and {@link LineSearch} have in
 * common: a record that carries an {@link Algorithm} annotation and is found by name.
 *
 * <p>Every implementation is immutable and may be shared between threads.
 */
public sealed interface Plugin permits Optimizer, Schedule, Initializer, LineSearch {

  /**
   * The name, aliases, summary, citation and hyper-parameters of this plug-in's class.
   *
   * @return the description, the same for every instance of the class
   * @throws InvalidConfigurationException if the class is not a public record with an {@link
   *     Algorithm} annotation, a no-argument constructor and an {@link Hyperparameter} on every
   *     component
   */
  default Description description() {
    return Description.of(getClass());
  }

  /**
   * The values of the hyper-parameters.
   *
   * @return by name, in the order of the record's components; immutable
   * @throws InvalidConfigurationException if the class is not a public record
   */
  default Map<String, Object> hyperparameters() {
    return Hyperparameters.of(this);
  }

  /**
   * A copy with one hyper-parameter changed.
   *
   * @param hyperparameter the name of a record component, such as {@code "learningRate"}
   * @param value its new value; a number stands for a constant {@link Schedule}
   * @return the changed copy; this plug-in stays as it is
   * @throws InvalidConfigurationException if there is no such hyper-parameter, or the value has the
   *     wrong type
   * @throws InvalidHyperparametersException if the value is out of range
   */
  Plugin with(String hyperparameter, Object value);

  /**
   * This plug-in as nested maps: see {@link Configuration#toMap}.
   *
   * @return a new map, from which {@code Optimizers.fromMap} and its like read an equal plug-in
   * @throws InvalidConfigurationException if this or a plug-in within it cannot be written
   */
  default Map<String, Object> toMap() {
    return Configuration.toMap(this);
  }
}
