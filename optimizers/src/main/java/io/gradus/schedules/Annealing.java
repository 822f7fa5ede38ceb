package io.gradus.schedules;

/** The path from one value to another. */
public enum Annealing {
  /** In a straight line. */
  LINEAR,
  /** Along half a period of a cosine, level at both ends. */
  COSINE;

  /**
   * The value along the way.
   *
   * @param from the value at the start and before it
   * @param to the value at the end and past it
   * @param fraction how much of the way has passed: 0 at the start, 1 at the end
   */
  double between(double from, double to, double fraction) {
    if (fraction >= 1) {
      return to;
    }
    double passed = Math.max(0, fraction);
    return this == LINEAR
        ? from + (to - from) * passed
        : to + (from - to) * ((1 + Math.cos(Math.PI * passed)) / 2); // accurate in the remainder
  }
}
