package io.gradus.api;

/**
 * Arithmetic on points, gradients and directions, for those who write closure optimizers and line
 * searches. Sums are taken in four lanes that are added at the end, always in the same order.
 */
public final class Vectors {

  private Vectors() {}

  /**
   * The inner product {@code Σ aᵢ bᵢ}.
   *
   * @param a a vector
   * @param b another of at least its length
   * @return the sum over the length of {@code a}
   */
  public static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /**
   * The Euclidean norm, without overflow or underflow on the way.
   *
   * @param a a vector
   * @return {@code √Σ aᵢ²}; NaN where an element is
   */
  public static double norm(double[] a) {
    double squares = dot(a, a);
    if (squares > 1e-280 && squares < 1e280) {
      return Math.sqrt(squares);
    }
    double greatest = maxNorm(a);
    if (!(greatest > 0 && greatest <= Double.MAX_VALUE)) {
      return greatest;
    }
    double sum = 0;
    for (double element : a) {
      double scaled = element / greatest;
      sum += scaled * scaled;
    }
    return greatest * Math.sqrt(sum);
  }

  /**
   * The greatest magnitude of an element.
   *
   * @param a a vector
   * @return {@code max |aᵢ|}, 0 where there are none; NaN where an element is
   */
  public static double maxNorm(double[] a) {
    double greatest = 0;
    for (double element : a) {
      greatest = Math.max(greatest, Math.abs(element));
    }
    return greatest;
  }

  /**
   * Adds a multiple: {@code b ← b + αa}.
   *
   * @param alpha α
   * @param a a vector
   * @param b receives the sum, over the length of {@code a}
   */
  public static void add(double alpha, double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      b[i] += alpha * a[i];
    }
  }

  /**
   * Whether all elements are finite numbers.
   *
   * @param a a vector
   * @return false where one is NaN or infinite
   */
  public static boolean isFinite(double[] a) {
    double zero = 0;
    for (double element : a) {
      zero += element * 0; // 0 for a finite number, NaN for any other
    }
    return zero == 0;
  }
}
