package io.gradus.api;

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
}
