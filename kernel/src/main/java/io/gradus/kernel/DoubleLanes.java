package io.gradus.kernel;

import io.gradus.api.Noise;
import io.gradus.api.Op;
import io.gradus.api.Reduction;
import java.util.Arrays;

/**
 * The loops over {@code double[]}; each is simple enough for the JIT compiler to vectorize. Java
 * has no generics over primitives, so {@link FloatLanes} is the same file for the other type.
 */
final class DoubleLanes implements Lanes<double[]> {

  @Override
  public double[] allocate(int length) {
    return new double[length + GAP / Double.BYTES];
  }

  @Override
  public void load(Memory memory, long from, double[] to, int count) {
    memory.get(from, to, count);
  }

  @Override
  public void store(double[] from, Memory memory, long at, int count) {
    memory.put(at, from, count);
  }

  @Override
  public void fill(double[] array, double value) {
    Arrays.fill(array, value);
  }

  @Override
  public void apply(Op op, double[] r, double[] a, double[] b, double[] c, int n) {
    switch (op) {
      case ADD -> add(r, a, b, n);
      case SUBTRACT -> subtract(r, a, b, n);
      case MULTIPLY -> multiply(r, a, b, n);
      case DIVIDE -> divide(r, a, b, n);
      case MIN -> min(r, a, b, n);
      case MAX -> max(r, a, b, n);
      case NEGATE -> negate(r, a, n);
      case ABS -> abs(r, a, n);
      case SQRT -> sqrt(r, a, n);
      case SELECT -> select(r, a, b, c, n);
      case LESS -> less(r, a, b, n);
      case LESS_OR_EQUAL -> lessOrEqual(r, a, b, n);
      case EQUAL -> equal(r, a, b, n);
      default -> {
        for (int i = 0; i < n; i++) {
          r[i] = op.apply(a[i], b == null ? 0 : b[i], 0);
        }
      }
    }
  }

  private static void add(double[] r, double[] a, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] + b[i];
    }
  }

  private static void subtract(double[] r, double[] a, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] - b[i];
    }
  }

  private static void multiply(double[] r, double[] a, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] * b[i];
    }
  }

  private static void divide(double[] r, double[] a, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] / b[i];
    }
  }

  private static void min(double[] r, double[] a, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.min(a[i], b[i]);
    }
  }

  private static void max(double[] r, double[] a, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.max(a[i], b[i]);
    }
  }

  private static void negate(double[] r, double[] a, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = -a[i];
    }
  }

  private static void abs(double[] r, double[] a, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.abs(a[i]);
    }
  }

  private static void sqrt(double[] r, double[] a, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.sqrt(a[i]);
    }
  }

  private static void select(double[] r, double[] a, double[] b, double[] c, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] != 0 ? b[i] : c[i];
    }
  }

  private static void less(double[] r, double[] a, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] < b[i] ? 1 : 0;
    }
  }

  private static void lessOrEqual(double[] r, double[] a, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] <= b[i] ? 1 : 0;
    }
  }

  private static void equal(double[] r, double[] a, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] == b[i] ? 1 : 0;
    }
  }

  @Override
  public void noise(double key, long from, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = Noise.normal(key, from + i);
    }
  }

  @Override
  public double sum(double[] array, int count) {
    double[] lanes = new double[Reduction.LANES];
    for (int i = 0; i < count; i++) {
      lanes[i % Reduction.LANES] += array[i];
    }
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
  }

  @Override
  public double sumOfSquares(double[] array, int count, double scale) {
    double[] lanes = new double[Reduction.LANES];
    for (int i = 0; i < count; i++) {
      double element = array[i] * scale;
      lanes[i % Reduction.LANES] += element * element;
    }
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
  }

  @Override
  public double greatest(double[] array, int count) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      greatest = Math.max(greatest, array[i]);
    }
    return greatest;
  }
}
