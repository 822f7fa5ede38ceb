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
    double m0 = 0;
    double m1 = 0;
    double m2 = 0;
    double m3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      m0 = Math.max(m0, Math.abs(a[i]));
      m1 = Math.max(m1, Math.abs(a[i + 1]));
      m2 = Math.max(m2, Math.abs(a[i + 2]));
      m3 = Math.max(m3, Math.abs(a[i + 3]));
    }
    for (; i < a.length; i++) {
      m0 = Math.max(m0, Math.abs(a[i]));
    }
    return Math.max(Math.max(m0, m1), Math.max(m2, m3));
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
   * Adds a multiple and takes an inner product with the sum, in one pass over memory: {@code b ← b
   * + αa}, then {@code Σ bᵢ cᵢ}. The bits are those of {@link #add} and {@link #dot}.
   *
   * @param alpha α
   * @param a a vector
   * @param b receives the sum; of the length of {@code a}
   * @param c a vector of the same length
   * @return the inner product
   */
  public static double addAndDot(double alpha, double[] a, double[] b, double[] c) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      double b0 = b[i] + alpha * a[i];
      double b1 = b[i + 1] + alpha * a[i + 1];
      double b2 = b[i + 2] + alpha * a[i + 2];
      double b3 = b[i + 3] + alpha * a[i + 3];
      b[i] = b0;
      b[i + 1] = b1;
      b[i + 2] = b2;
      b[i + 3] = b3;
      s0 += b0 * c[i];
      s1 += b1 * c[i + 1];
      s2 += b2 * c[i + 2];
      s3 += b3 * c[i + 3];
    }
    for (; i < a.length; i++) {
      b[i] += alpha * a[i];
      s0 += b[i] * c[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /**
   * Whether all elements are finite numbers.
   *
   * @param a a vector
   * @return false where one is NaN or infinite
   */
  public static boolean isFinite(double[] a) {
    double z0 = 0;
    double z1 = 0;
    double z2 = 0;
    double z3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) { // times 0: 0 for a finite number, NaN for any other
      z0 += a[i] * 0;
      z1 += a[i + 1] * 0;
      z2 += a[i + 2] * 0;
      z3 += a[i + 3] * 0;
    }
    for (; i < a.length; i++) {
      z0 += a[i] * 0;
    }
    return (z0 + z1) + (z2 + z3) == 0;
  }
}
