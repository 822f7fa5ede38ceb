package io.gradus.initializers;

import io.gradus.api.Shape;
import java.util.List;

/**
 * The axes of a convolution's weights, not empty, in row-major order: {@code [out, in, kernel…]},
 * or the layout of a transposed convolution's weights. The lengths alone do not distinguish these;
 * the fans do, because fan-in is always the number of kernel elements times the input channels.
 *
 * @param out the output channels
 * @param in the input channels (of one group)
 * @param centre the index of the centre tap from output 0 and input 0, in the whole tensor
 * @param outStride the distance between consecutive output channels
 * @param inStride the distance between consecutive input channels
 * @param kind what the axes are
 */
record Convolution(int out, int in, int centre, int outStride, int inStride, Kind kind) {

  /** What the axes are; the first kind that fits the fans is taken. */
  enum Kind {
    /** {@code [out, in, kernel…]}: DL4J, PyTorch. */
    PLAIN("[out, in, kernel…]", true, true),
    /** {@code [in, out, kernel…]}: DL4J's and PyTorch's transposed convolutions. */
    TRANSPOSED("[in, out, kernel…]", true, false),
    /** {@code [kernel…, out, in]}: DL4J's transposed convolutions in three dimensions. */
    TRANSPOSED_KERNEL_FIRST("[kernel…, out, in]", false, true),
    /** {@code [kernel…, in, multiplier]}: DL4J's depthwise convolutions. */
    DEPTHWISE("[kernel…, in, multiplier]", false, false);

    private final String axes;
    private final boolean channelsFirst;
    private final boolean outFirst;

    Kind(String axes, boolean channelsFirst, boolean outFirst) {
      this.axes = axes;
      this.channelsFirst = channelsFirst;
      this.outFirst = outFirst;
    }
  }

  /**
   * Reads a shape.
   *
   * @param shape of rank 3 or more
   * @param initializer the initializer that asks, as the beginning of a sentence
   * @return the convolution whose fans are the shape's, where the fan-out of a strided one is that
   *     of a plain one divided by a whole number; the one with the smallest stride if there are
   *     several, and {@code [out, in, kernel…]} if there is none. Along an axis of even length k
   *     the centre is (k − 1) / 2, rounded down
   * @throws IllegalArgumentException if it is a depthwise convolution, whose outputs have one input
   *     each
   */
  static Convolution of(Shape shape, String initializer) {
    Convolution convolution = of(shape);
    Shapes.require(
        convolution.kind != Kind.DEPTHWISE,
        shape,
        "%s needs a convolution that joins its inputs, not a depthwise one %s"
            .formatted(initializer, convolution.axes()));
    return convolution;
  }

  /** As above, but also accepts a depthwise convolution. */
  static Convolution of(Shape shape) {
    Kind best = Kind.PLAIN;
    double least = Double.POSITIVE_INFINITY;
    for (Kind kind : Kind.values()) {
      Convolution convolution = of(shape, kind);
      double taps = (double) shape.size() / convolution.out / convolution.in;
      double stride = convolution.out * taps / shape.fanOut();
      boolean fits =
          convolution.in * taps == shape.fanIn()
              && Math.abs(stride - Math.rint(stride)) <= 1e-9 * stride;
      if (fits && stride < least) {
        best = kind;
        least = stride;
      }
    }
    return of(shape, best);
  }

  private static Convolution of(Shape shape, Kind kind) {
    List<Long> dimensions = shape.dimensions();
    int channels = kind.channelsFirst ? 0 : dimensions.size() - 2;
    int first = dimensions.get(channels).intValue();
    int second = dimensions.get(channels + 1).intValue();
    int taps = 1;
    int centre = 0;
    for (int axis = 0; axis < dimensions.size(); axis++) {
      if (axis != channels && axis != channels + 1) {
        int length = dimensions.get(axis).intValue();
        centre = centre * length + (length - 1) / 2;
        taps *= length;
      }
    }
    int secondStride = kind.channelsFirst ? taps : 1;
    int firstStride = secondStride * second;
    int start = kind.channelsFirst ? centre : centre * first * second;
    return kind.outFirst
        ? new Convolution(first, second, start, firstStride, secondStride, kind)
        : new Convolution(second, first, start, secondStride, firstStride, kind);
  }

  /** Whether the first of the two channel axes is that of the inputs. */
  boolean isTransposed() {
    return kind == Kind.TRANSPOSED || kind == Kind.TRANSPOSED_KERNEL_FIRST;
  }

  /** The names of the axes. */
  String axes() {
    return kind.axes;
  }

  /** Whether the channels come before the kernel. */
  boolean isChannelsFirst() {
    return kind.channelsFirst;
  }

  /** The index, in the whole tensor, of the centre tap from one input channel to one output. */
  int centre(int output, int input) {
    return centre + output * outStride + input * inStride;
  }
}
