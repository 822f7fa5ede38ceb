package io.gradus.optimizers.minimizers;

import io.gradus.api.Vectors;

/** A small dense symmetric matrix, made of products with it, and ways to solve with it. */
final class SymmetricMatrix {

  /** Something that multiplies a vector by the matrix. */
  interface Product {
    void times(double[] v, double[] into);
  }

  private final double[][] rows;
  private final double[][] factor;

  SymmetricMatrix(int size) {
    rows = new double[size][size];
    factor = new double[size][size];
  }

  double[][] rows() {
    return rows;
  }

  /** Reads it off products with the unit vectors, and takes the mean of Aᵢⱼ and Aⱼᵢ. */
  void read(Product product) {
    double[] unit = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      unit[i] = 1;
      product.times(unit, rows[i]);
      unit[i] = 0;
    }
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < i; j++) {
        rows[i][j] = (rows[i][j] + rows[j][i]) / 2;
        rows[j][i] = rows[i][j];
      }
    }
  }

  /** The greatest magnitude of an element. */
  double greatest() {
    double greatest = 0;
    for (double[] row : rows) {
      greatest = Math.max(greatest, Vectors.maxNorm(row));
    }
    return greatest;
  }

  /**
   * Solves (A + D) p = b by Cholesky's factors L Lᵀ.
   *
   * @param diagonal D, as its diagonal
   * @param b the right side
   * @param p receives the solution
   * @return false, and p is of no use, if A + D is not positive definite
   */
  boolean solve(double[] diagonal, double[] b, double[] p) {
    int n = rows.length;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = i == j ? rows[i][i] + diagonal[i] : rows[i][j];
        double scale = Math.abs(sum);
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        if (i != j) {
          factor[i][j] = sum / factor[j][j];
        } else if (sum > n * 0x1p-52 * scale && sum <= Double.MAX_VALUE) {
          factor[i][i] = Math.sqrt(sum);
        } else {
          return false;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      double sum = b[i];
      for (int k = 0; k < i; k++) {
        sum -= factor[i][k] * p[k];
      }
      p[i] = sum / factor[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      double sum = p[i];
      for (int k = i + 1; k < n; k++) {
        sum -= factor[k][i] * p[k];
      }
      p[i] = sum / factor[i][i];
    }
    return true;
  }

  /** Solves (A + λI) p = b by elimination with row exchanges, for a matrix of any signs. */
  void solveAny(double lambda, double[] b, double[] p) {
    int n = rows.length;
    System.arraycopy(b, 0, p, 0, n);
    for (int i = 0; i < n; i++) {
      System.arraycopy(rows[i], 0, factor[i], 0, n);
      factor[i][i] += lambda;
    }
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        if (Math.abs(factor[i][k]) > Math.abs(factor[pivot][k])) {
          pivot = i;
        }
      }
      double[] row = factor[pivot];
      factor[pivot] = factor[k];
      factor[k] = row;
      double element = p[pivot];
      p[pivot] = p[k];
      p[k] = element;
      for (int i = k + 1; i < n; i++) {
        double ratio = factor[i][k] / factor[k][k];
        for (int j = k; j < n; j++) {
          factor[i][j] -= ratio * factor[k][j];
        }
        p[i] -= ratio * p[k];
      }
    }
    for (int k = n - 1; k >= 0; k--) {
      for (int j = k + 1; j < n; j++) {
        p[k] -= factor[k][j] * p[j];
      }
      p[k] /= factor[k][k];
    }
  }
}
