package io.gradus.api;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A way to draw a parameter tensor's first values.
 *
 * <p>Every implementation is an immutable record, safe to share between threads; all randomness
 * comes from the generator that it is handed, so that one seed gives one tensor on every machine.
 */
public non-sealed interface Initializer extends Plugin {

  /**
   * Fills a tensor.
   *
   * @param tensor receives one value for each element, in row-major order whatever order the host
   *     stores them in; its length is {@link Shape#size()}
   * @param shape the dimensions, and the fan-in and fan-out that the host states
   * @param random the only source of randomness
   * @throws IllegalArgumentException if this initializer cannot fill a tensor of that shape
   */
  void fill(double[] tensor, Shape shape, RandomGenerator random);

  /**
   * Draws a tensor from a seed.
   *
   * @param shape the dimensions, fan-in and fan-out
   * @param seed any number; the same seed gives the same tensor on every machine
   * @return the values in row-major order
   * @throws IllegalArgumentException if this initializer cannot fill a tensor of that shape
   */
  default double[] draw(Shape shape, long seed) {
    double[] tensor = new double[Arguments.given(shape, "shape").size()];
    fill(tensor, shape, random(seed));
    return tensor;
  }

  /**
   * The generator that Gradus draws from: {@code L64X128MixRandom}, whose sequence its name fixes.
   *
   * @param seed any number
   * @return a new generator
   */
  static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @Override
  default Initializer with(String hyperparameter, Object value) {
    return Configuration.with(this, hyperparameter, value);
  }
}
