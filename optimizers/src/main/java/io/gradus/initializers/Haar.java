package io.gradus.initializers;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Random matrices with orthonormal columns, or rows where those are fewer: all of them equally
 * likely, which is Haar's measure.
 *
 * <p>A matrix of normal numbers is factored into Q R by Householder's reflections. Q alone depends
 * on the signs that the reflections happen to take; the factorization whose R has a positive
 * diagonal is unique, and its Q has Haar's distribution. So Q's columns are multiplied by the signs
 * of R's diagonal: Mezzadri (2007), <i>How to Generate Random Matrices from the Classical Compact
 * Groups</i>.
 */
final class Haar {

  private Haar() {}

  /**
   * Draws a matrix.
   *
   * @param rows at least 1
   * @param columns at least 1
   * @param random gives the uniform numbers
   * @return the matrix in row-major order
   */
  static double[] matrix(int rows, int columns, RandomGenerator random) {
    int length = Math.max(rows, columns);
    int count = Math.min(rows, columns);
    double[][] vectors = new double[count][length]; // the columns of the tall matrix
    for (double[] vector : vectors) {
      for (int i = 0; i < length; i++) {
        vector[i] = Gaussian.next(random);
      }
    }
    double[] signs = new double[count];
    for (int k = 0; k < count; k++) {
      signs[k] = householder(vectors[k], k);
      for (int j = k + 1; j < count; j++) {
        reflect(vectors[j], vectors[k], k);
      }
    }
    double[] matrix = new double[rows * columns];
    double[] q = new double[length];
    for (int j = 0; j < count; j++) {
      Arrays.fill(q, 0);
      q[j] = signs[j];
      for (int k = j; k >= 0; k--) { // the reflections after the j-th leave it alone
        reflect(q, vectors[k], k);
      }
      for (int i = 0; i < length; i++) {
        matrix[rows >= columns ? i * columns + j : j * columns + i] = q[i];
      }
    }
    return matrix;
  }

  /**
   * Turns a column x, from its k-th element on, into the v of the reflection I − v vᵀ that carries
   * x to (r, 0, …, 0).
   *
   * @return the sign of r: opposite to x's first element, so that nothing cancels
   */
  private static double householder(double[] x, int k) {
    double squares = 0;
    for (int i = k; i < x.length; i++) {
      squares += x[i] * x[i];
    }
    double norm = Math.sqrt(squares);
    double sign = Math.copySign(1, x[k]);
    double scale = Math.sqrt(norm * (norm + Math.abs(x[k])));
    x[k] += sign * norm;
    for (int i = k; i < x.length && scale > 0; i++) {
      x[i] /= scale;
    }
    return -sign;
  }

  /** x ← (I − v vᵀ) x, where v has zeros before its k-th element. */
  private static void reflect(double[] x, double[] v, int k) {
    double dot = 0;
    for (int i = k; i < x.length; i++) {
      dot += v[i] * x[i];
    }
    for (int i = k; i < x.length; i++) {
      x[i] -= dot * v[i];
    }
  }
}
