package io.gradus.initializers;

import io.gradus.api.Shape;
import java.util.List;

/**
 * A convolution's weights {@code [out, in, kernel…]}, not empty, in row-major order.
 *
 * @param out the output channels
 * @param in the input channels (of one group)
 * @param taps the kernel's elements
 * @param centre the index of the centre among them
 */
record Convolution(int out, int in, int taps, int centre) {

  /**
   * Reads a shape.
   *
   * @param shape of rank 3 or more, without a dimension of 0
   * @return the convolution; along an axis of even length k the centre is (k − 1) / 2, rounded down
   */
  static Convolution of(Shape shape) {
    List<Long> dimensions = shape.dimensions();
    int taps = 1;
    int centre = 0;
    for (long length : dimensions.subList(2, dimensions.size())) {
      centre = centre * (int) length + (int) ((length - 1) / 2);
      taps *= (int) length;
    }
    return new Convolution(
        dimensions.get(0).intValue(), dimensions.get(1).intValue(), taps, centre);
  }

  /** The index, in the whole tensor, of the centre tap from one input channel to one output. */
  int centre(int output, int input) {
    return (output * in + input) * taps + centre;
  }
}
