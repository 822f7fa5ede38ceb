package io.gradus.api;

import java.util.List;

/**
 * The shape of a parameter tensor, with the numbers of inputs and outputs of a unit that variance
 * scaling needs. They are stated, not derived, for no rule gets them right for every kind of layer:
 * a convolution counts its receptive field, an LSTM its four gates or not.
 *
 * @param dimensions the lengths along each axis, outermost first; none of them negative
 * @param fanIn inputs to one unit; may be fractional, as a strided convolution's is
 * @param fanOut outputs that one input reaches; may be fractional
 */
public record Shape(List<Long> dimensions, double fanIn, double fanOut) {

  /**
   * Checks the numbers and makes the shape immutable.
   *
   * @throws IllegalArgumentException if a dimension is negative, a fan is negative or not finite,
   *     or the tensor has more elements than an array can hold
   */
  public Shape {
    for (Long dimension : Arguments.given(dimensions, "dimensions")) {
      Arguments.given(dimension, "dimensions[…]");
    }
    dimensions = List.copyOf(dimensions);
    double size = 1;
    for (long dimension : dimensions) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "The shape " + dimensions + " has a negative dimension: " + dimension);
      }
      size *= dimension;
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "A tensor of shape " + dimensions + " has more elements than an array can hold");
    }
    if (!(fanIn >= 0 && fanIn < Double.POSITIVE_INFINITY)
        || !(fanOut >= 0 && fanOut < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Fans are finite numbers from 0, but fan-in is %s and fan-out %s"
              .formatted(fanIn, fanOut));
    }
  }

  /**
   * The shape of a dense layer's weights.
   *
   * @param fanIn its inputs
   * @param fanOut its units
   * @return the shape {@code [fanIn, fanOut]}
   */
  public static Shape dense(long fanIn, long fanOut) {
    return new Shape(List.of(fanIn, fanOut), fanIn, fanOut);
  }

  /**
   * The number of elements.
   *
   * @return the product of the dimensions, 1 where there are none
   */
  public int size() {
    long size = 1;
    for (long dimension : dimensions) {
      size *= dimension;
    }
    return (int) size;
  }
}
