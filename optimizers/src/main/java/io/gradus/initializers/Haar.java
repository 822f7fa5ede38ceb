package io.gradus.initializers;

import java.util.random.RandomGenerator;

/**
 * Random matrices with orthonormal columns, or rows if there are fewer of those, all equally
 * likely: Haar's measure.
 *
 * <p>The Q of Q R = A has that measure if the elements of A are normal and R's diagonal is
 * positive: Mezzadri (2007), <i>How to Generate Random Matrices from the Classical Compact
 * Groups</i>. Householder reflections give Q; each is made from what the previous ones have left of
 * a column of A, whose elements are again normal. So A itself is not needed: Stewart (1980), <i>The
 * Efficient Generation of Random Orthogonal Matrices with an Application to Condition
 * Estimators</i>.
 *
 * <pre>
 * x ~ N(0, 1)ᵐ⁻ᵏ⁺¹ below k − 1 zeros,   Hₖ x = rₖ eₖ
 * Q = H₁ H₂ ⋯ Hₙ diag(sign r)
 * </pre>
 *
 * <p>The matrix is stored in strips of several columns, with each row of a strip an array, so that
 * the JVM can vectorize the inner loop. Every element is computed in a fixed order.
 */
final class Haar {

  /** Maximum number of columns in a strip. */
  private static final int WIDTH = 64;

  /** Reflections that are applied together; a divisor of the width. */
  private static final int PANEL = 32;

  private Haar() {}

  /**
   * Draws a matrix.
   *
   * @param rows at least 1
   * @param columns at least 1
   * @param random the source of uniform numbers
   * @return the matrix in row-major order
   */
  static double[] matrix(int rows, int columns, RandomGenerator random) {
    int length = Math.max(rows, columns);
    int count = Math.min(rows, columns);
    int width = Math.min(WIDTH, count);
    double[][][] strips = new double[(count - 1) / WIDTH + 1][length][width]; // of the tall matrix
    Reflections[] panels = new Reflections[(count - 1) / PANEL + 1];
    for (int p = 0; p < panels.length; p++) {
      int first = p * PANEL;
      double[][] vectors = new double[Math.min(PANEL, count - first)][length];
      for (int k = 0; k < vectors.length; k++) {
        int j = first + k;
        for (int i = j; i < length; i++) {
          vectors[k][i] = Gaussian.next(random);
        }
        strips[j / WIDTH][j][j % WIDTH] = householder(vectors[k], j);
      }
      panels[p] = new Reflections(first, vectors);
    }
    for (int p = panels.length - 1; p >= 0; p--) { // strips to the left of a panel stay unchanged
      panels[p].apply(strips, p * PANEL / WIDTH);
    }
    double[] matrix = new double[rows * columns];
    for (int i = 0; i < length; i++) {
      for (int j = 0; j < count; j++) {
        int at = rows >= columns ? i * columns + j : j * columns + i;
        matrix[at] = strips[j / WIDTH][i][j % WIDTH];
      }
    }
    return matrix;
  }

  /**
   * Turns a column x, from its k-th element on, into the v of the reflection I − v vᵀ that carries
   * x to (r, 0, …, 0).
   *
   * @return the sign of r: opposite to that of x's first element, which avoids cancellation
   */
  private static double householder(double[] x, int k) {
    double norm = Math.sqrt(dot(x, x, k));
    double sign = Math.copySign(1, x[k]);
    double scale = Math.sqrt(norm * (norm + Math.abs(x[k])));
    x[k] += sign * norm;
    for (int i = k; i < x.length && scale > 0; i++) {
      x[i] /= scale;
    }
    return -sign;
  }

  /** The scalar product when one of the two has zeros before its k-th element. */
  private static double dot(double[] x, double[] y, int k) {
    double dot = 0;
    for (int i = k; i < x.length; i++) {
      dot += x[i] * y[i];
    }
    return dot;
  }

  /**
   * A product of reflections in compact form, H₁ H₂ ⋯ = I − V T Vᵀ with T upper triangular:
   * Schreiber &amp; Van Loan (1989), <i>A Storage-Efficient WY Representation for Products of
   * Householder Transformations</i>.
   */
  private static final class Reflections {

    /** The row before which V is zero. */
    private final int first;

    /** The columns of V. */
    private final double[][] vectors;

    private final double[][] t;

    Reflections(int first, double[][] vectors) {
      this.first = first;
      this.vectors = vectors;
      t = new double[vectors.length][vectors.length];
      for (int k = 0; k < t.length; k++) {
        t[k][k] = 1;
        for (int j = 0; j < k; j++) { // the column above the diagonal is −T Vᵀ vₖ
          double dot = dot(vectors[j], vectors[k], first + k);
          for (int i = 0; i <= j; i++) {
            t[i][k] -= t[i][j] * dot;
          }
        }
      }
    }

    /** Multiplies the strips, from a given one on, by the product from the left. */
    void apply(double[][][] strips, int from) {
      double[][] rows = transpose(vectors);
      for (int s = from; s < strips.length; s++) {
        int width = strips[s][0].length;
        double[][] x = new double[t.length][width];
        double[][] y = new double[t.length][width];
        subtractProduct(x, 0, x.length, vectors, strips[s], first); // x = −Vᵀ A
        subtractProduct(y, 0, y.length, t, x, 0); // y = T Vᵀ A
        for (int i = first; i < rows.length; i++) {
          subtractProduct(strips[s], i, i + 1, rows, y, 0);
        }
      }
    }

    private static double[][] transpose(double[][] matrix) {
      double[][] transpose = new double[matrix[0].length][matrix.length];
      for (int i = 0; i < matrix.length; i++) {
        for (int j = 0; j < transpose.length; j++) {
          transpose[j][i] = matrix[i][j];
        }
      }
      return transpose;
    }

    /** The rows of C from one to another ← C − F B, without the rows of B before the first. */
    private static void subtractProduct(
        double[][] c, int from, int to, double[][] f, double[][] b, int first) {
      int k = first;
      for (; k + 3 < b.length; k += 4) {
        for (int i = from; i < to; i++) {
          double[] g = f[i];
          subtract(c[i], g[k], b[k], g[k + 1], b[k + 1], g[k + 2], b[k + 2], g[k + 3], b[k + 3]);
        }
      }
      for (; k < b.length; k++) {
        for (int i = from; i < to; i++) {
          subtract(c[i], f[i][k], b[k]);
        }
      }
    }

    /** Four per pass, to save memory traffic, but added one after another. */
    private static void subtract(
        double[] c,
        double f0,
        double[] b0,
        double f1,
        double[] b1,
        double f2,
        double[] b2,
        double f3,
        double[] b3) {
      for (int j = 0; j < c.length; j++) {
        c[j] = c[j] - f0 * b0[j] - f1 * b1[j] - f2 * b2[j] - f3 * b3[j];
      }
    }

    private static void subtract(double[] c, double f, double[] b) {
      for (int j = 0; j < c.length; j++) {
        c[j] -= f * b[j];
      }
    }
  }
}
