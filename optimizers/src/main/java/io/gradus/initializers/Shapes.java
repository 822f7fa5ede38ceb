package io.gradus.initializers;

import io.gradus.api.Shape;

/** Rejects shapes with readable messages. */
final class Shapes {

  private Shapes() {}

  /**
   * Rejects a shape unless a condition holds.
   *
   * @param possible the condition
   * @param shape the shape to be filled
   * @param need what the initializer needs, as the beginning of a sentence
   * @throws IllegalArgumentException if the condition does not hold
   */
  static void require(boolean possible, Shape shape, String need) {
    if (!possible) {
      throw new IllegalArgumentException(
          "%s, but the shape is %s.".formatted(need, shape.dimensions()));
    }
  }
}
