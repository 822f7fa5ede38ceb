package io.gradus.initializers;

import io.gradus.api.Shape;

/** The number n that {@link VarianceScaling} divides the variance by. */
public enum Fan {
  /** The inputs of a unit: preserves the variance of the activations in the forward pass. */
  IN,
  /**
   * The outputs that an input reaches: preserves the variance of the gradients in the backward
   * pass.
   */
  OUT,
  /** The mean of both: Glorot's compromise. */
  AVERAGE;

  /**
   * The fan of a shape.
   *
   * @param shape states fan-in and fan-out
   * @return n
   */
  double of(Shape shape) {
    return switch (this) {
      case IN -> shape.fanIn();
      case OUT -> shape.fanOut();
      case AVERAGE -> (shape.fanIn() + shape.fanOut()) / 2;
    };
  }
}
