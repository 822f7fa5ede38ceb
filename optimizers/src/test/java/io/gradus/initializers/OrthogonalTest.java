package io.gradus.initializers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orthonormality, and Haar's distribution. */
class OrthogonalTest {

  private static Shape shape(String dimensions) {
    return new Shape(List.of(dimensions.split("x")).stream().map(Long::valueOf).toList(), 1, 1);
  }

  /** The largest element of |QᵀQ − I|, or of |QQᵀ − I| where rows are fewer than columns. */
  static double defect(double[] q, int rows, int columns) {
    boolean tall = rows >= columns;
    int count = tall ? columns : rows;
    double defect = 0;
    for (int a = 0; a < count; a++) {
      for (int b = 0; b < count; b++) {
        double dot = a == b ? -1 : 0;
        for (int i = 0; i < (tall ? rows : columns); i++) {
          dot +=
              tall
                  ? q[i * columns + a] * q[i * columns + b]
                  : q[a * columns + i] * q[b * columns + i];
        }
        defect = Math.max(defect, Math.abs(dot));
      }
    }
    return defect;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "64x64",
        "120x30",
        "30x120",
        "1x1",
        "1x9",
        "9x1",
        "20x3x3x3",
        "40x4x3",
        "2x2x2x2x2"
      })
  void rowsOrColumnsAreOrthonormal(String dimensions) {
    Shape shape = shape(dimensions);
    int rows = shape.dimensions().get(0).intValue();
    double[] q = new Orthogonal().draw(shape, 5);
    assertThat(defect(q, rows, q.length / rows)).isLessThan(1e-10);
  }

  @Test
  void gainIsAFactor() {
    double[] once = new Orthogonal().draw(shape("12x8"), 5);
    double[] thrice = new Orthogonal(3).draw(shape("12x8"), 5);
    for (int i = 0; i < once.length; i++) {
      assertThat(thrice[i]).isEqualTo(3 * once[i]);
    }
  }

  @Test
  void floatsAreOrthonormalToTheirPrecision() {
    double[] q = new Orthogonal().draw(shape("64x64"), 5);
    for (int i = 0; i < q.length; i++) {
      q[i] = (float) q[i];
    }
    assertThat(defect(q, 64, 64)).isLessThan(1e-6);
  }

  /**
   * The factor Q whose R has a positive diagonal is unique, and Gram and Schmidt find it too: from
   * the same normal numbers, column by column of the tall matrix.
   */
  @ParameterizedTest
  @ValueSource(strings = {"16x16", "24x7", "7x24"})
  void isTheFactorThatGramAndSchmidtFind(String dimensions) {
    Shape shape = shape(dimensions);
    int rows = shape.dimensions().get(0).intValue();
    int columns = shape.dimensions().get(1).intValue();
    int length = Math.max(rows, columns);
    int count = Math.min(rows, columns);
    RandomGenerator random = Initializer.random(11);
    double[][] basis = new double[count][length];
    for (double[] vector : basis) {
      for (int i = 0; i < length; i++) {
        vector[i] = Gaussian.next(random);
      }
    }
    for (int k = 0; k < count; k++) {
      for (int pass = 0; pass < 2; pass++) { // twice is enough, said Kahan
        for (int j = 0; j < k; j++) {
          double dot = dot(basis[j], basis[k]);
          for (int i = 0; i < length; i++) {
            basis[k][i] -= dot * basis[j][i];
          }
        }
      }
      double norm = Math.sqrt(dot(basis[k], basis[k]));
      for (int i = 0; i < length; i++) {
        basis[k][i] /= norm;
      }
    }
    double[] q = new Orthogonal().draw(shape, 11);
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < length; i++) {
        assertThat(q[rows >= columns ? i * columns + k : k * columns + i])
            .isCloseTo(basis[k][i], within(1e-12));
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }

  /**
   * Under Haar's measure on O(n) an element has mean 0, mean square 1/n and mean fourth power 3 /
   * (n (n + 2)); the trace has the moments 0, 1, 0, 3 of a standard normal (Diaconis &amp;
   * Shahshahani 1994), up to the eighth for n = 8. 4000 matrices.
   */
  @Test
  void elementsAndTraceHaveHaarsMoments() {
    int n = 8;
    double[][] matrices =
        LongStream.range(0, 4000)
            .mapToObj(seed -> new Orthogonal().draw(shape("8x8"), seed))
            .toArray(double[][]::new);
    for (int at : new int[] {0, 9, 27, 63, 7}) {
      double[] element = new double[matrices.length];
      for (int i = 0; i < element.length; i++) {
        element[i] = matrices[i][at];
      }
      Sample.assertMoments(element, 0, 1.0 / n, 3.0 * n / (n + 2));
    }
    double[] trace = new double[matrices.length];
    for (int i = 0; i < trace.length; i++) {
      for (int j = 0; j < n; j++) {
        trace[i] += matrices[i][j * n + j];
      }
    }
    Sample.assertMoments(trace, 0, 1, 3);
  }
}
