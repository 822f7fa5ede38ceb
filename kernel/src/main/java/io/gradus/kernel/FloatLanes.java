package io.gradus.kernel;

import io.gradus.api.Noise;
import io.gradus.api.Op;
import io.gradus.api.Reduction;
import java.util.Arrays;

/**
 * The loops over {@code float[]}; each is simple enough for the JIT compiler to vectorize. Java has
 * no generics over primitives, so {@link DoubleLanes} is the same file for the other type.
 */
final class FloatLanes implements Lanes<float[]> {

  @Override
  public float[] allocate(int length) {
    return new float[length + GAP / Float.BYTES];
  }

  @Override
  public void load(Memory memory, long from, float[] to, int count) {
    memory.get(from, to, count);
  }

  @Override
  public void store(float[] from, Memory memory, long at, int count) {
    memory.put(at, from, count);
  }

  @Override
  public void fill(float[] array, double value) {
    Arrays.fill(array, (float) value);
  }

  @Override
  public void apply(Op op, float[] r, float[] a, float[] b, float[] c, int n) {
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
          r[i] = (float) op.apply(a[i], b == null ? 0 : b[i], 0);
        }
      }
    }
  }

  private static void add(float[] r, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] + b[i];
    }
  }

  private static void subtract(float[] r, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] - b[i];
    }
  }

  private static void multiply(float[] r, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] * b[i];
    }
  }

  private static void divide(float[] r, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] / b[i];
    }
  }

  private static void min(float[] r, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.min(a[i], b[i]);
    }
  }

  private static void max(float[] r, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.max(a[i], b[i]);
    }
  }

  private static void negate(float[] r, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = -a[i];
    }
  }

  private static void abs(float[] r, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = Math.abs(a[i]);
    }
  }

  private static void sqrt(float[] r, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = (float) Math.sqrt(a[i]);
    }
  }

  private static void select(float[] r, float[] a, float[] b, float[] c, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] != 0 ? b[i] : c[i];
    }
  }

  private static void less(float[] r, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] < b[i] ? 1 : 0;
    }
  }

  private static void lessOrEqual(float[] r, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] <= b[i] ? 1 : 0;
    }
  }

  private static void equal(float[] r, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      r[i] = a[i] == b[i] ? 1 : 0;
    }
  }

  @Override
  public void noise(double key, long from, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = (float) Noise.normal(key, from + i);
    }
  }

  @Override
  public double sum(float[] array, int count) {
    double[] lanes = new double[Reduction.LANES];
    for (int i = 0; i < count; i++) {
      lanes[i % Reduction.LANES] += array[i];
    }
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
  }

  @Override
  public double sumOfSquares(float[] array, int count, double scale) {
    double[] lanes = new double[Reduction.LANES];
    for (int i = 0; i < count; i++) {
      double element = array[i] * scale;
      lanes[i % Reduction.LANES] += element * element;
    }
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
  }

  @Override
  public double greatest(float[] array, int count) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      greatest = Math.max(greatest, array[i]);
    }
    return greatest;
  }
}
