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
import org.junit.jupiter.params.provider.CsvSource;
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
        "300x300",
        "131x97",
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
   * Stewart's product of reflections once more, each a matrix I − 2 w wᵀ / wᵀ w of its own: from
   * the same normal numbers, x of each column from its diagonal on, w = x + sign(x₁) ‖x‖ e₁, and a
   * column's sign that of −x₁. Sizes on either side of what is done in one piece.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"16x16", "24x7", "7x24", "33x32", "70x70", "64x65", "140x40", "36x130", "129x129"})
  void isTheProductOfReflections(String dimensions) {
    Shape shape = shape(dimensions);
    int rows = shape.dimensions().get(0).intValue();
    int columns = shape.dimensions().get(1).intValue();
    int length = Math.max(rows, columns);
    int count = Math.min(rows, columns);
    RandomGenerator random = Initializer.random(11);
    double[][] product = new double[length][length];
    for (int i = 0; i < length; i++) {
      product[i][i] = 1;
    }
    double[] signs = new double[count];
    for (int k = 0; k < count; k++) {
      double[] w = new double[length];
      for (int i = k; i < length; i++) {
        w[i] = Gaussian.next(random);
      }
      signs[k] = -Math.signum(w[k]);
      w[k] += Math.signum(w[k]) * Math.sqrt(dot(w, w));
      for (double[] row : product) { // row ← row (I − 2 w wᵀ / wᵀ w)
        double factor = 2 * dot(row, w) / dot(w, w);
        for (int i = 0; i < length; i++) {
          row[i] -= factor * w[i];
        }
      }
    }
    double[] q = new Orthogonal().draw(shape, 11);
    for (int i = 0; i < length; i++) {
      for (int k = 0; k < count; k++) {
        assertThat(q[rows >= columns ? i * columns + k : k * columns + i])
            .isCloseTo(signs[k] * product[i][k], within(1e-13));
      }
    }
  }

  /**
   * Where the kernel comes first, the channels of one end are columns: a transposed convolution of
   * DL4J's in three dimensions, {@code [kernel…, out, in]}, and a depthwise one, {@code [kernel…,
   * in, multiplier]}, told by their fans. Of a transposed one {@code [in, out, kernel…]} the inputs
   * are rows.
   */
  @ParameterizedTest
  @CsvSource({
    "2x2x2x3x5, 40, 24, 24", // in 5, out 3: fan-in 5 · 8, fan-out 3 · 8
    "3x3x8x2, 72, 18, 72", // in 8, multiplier 2
    "3x3x8x2, 72, 4.5, 72", // with a stride of 2 both ways
    "6x4x3x3, 54, 36, 6", // in 6, out 4
    "6x4x3x3, 36, 54, 6" // out 6, in 4
  })
  void rowsAreTheChannelsOfOneEnd(String dimensions, double fanIn, double fanOut, int rows) {
    Shape shape = new Shape(shape(dimensions).dimensions(), fanIn, fanOut);
    double[] q = new Orthogonal().draw(shape, 5);
    assertThat(defect(q, rows, q.length / rows)).isLessThan(1e-10);
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
