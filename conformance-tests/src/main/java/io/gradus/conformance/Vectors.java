package io.gradus.conformance;

import java.util.Arrays;

/** Arithmetic on arrays of numbers. */
final class Vectors {

  private Vectors() {}

  static double[] negated(double[] values) {
    return times(-1, values);
  }

  static double[] times(double factor, double[] values) {
    return Arrays.stream(values).map(value -> factor * value).toArray();
  }

  static double[] reversed(double[] values) {
    double[] reversed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      reversed[i] = values[values.length - 1 - i];
    }
    return reversed;
  }

  /** Pairs of numbers, rotated by the angle of the 3-4-5 triangle. */
  static double[] turned(double[] values) {
    double[] turned = new double[values.length];
    for (int i = 0; i < values.length; i += 2) {
      turned[i] = 0.8 * values[i] - 0.6 * values[i + 1];
      turned[i + 1] = 0.6 * values[i] + 0.8 * values[i + 1];
    }
    return turned;
  }

  static double greatest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }
}
