package io.gradus.initializers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts and places of the zeros. */
class SparseTest {

  /**
   * ⌈sparsity · rows⌉ by hand. In doubles 0.07 · 100 and 0.14 · 50 are more than 7, 0.57 · 100 is
   * less than 57, and 0.1 + 0.2 of 10 is more than 3.
   */
  @ParameterizedTest
  @CsvSource({
    "0.9, 50, 45",
    "0.25, 10, 3",
    "0.5, 7, 4",
    "0.001, 10, 1",
    "0, 10, 0",
    "1, 10, 10",
    "0.07, 100, 7",
    "0.14, 50, 7",
    "0.57, 100, 57",
    "0.30000000000000004, 10, 3",
    "0.0701, 100, 8"
  })
  void everyColumnHasTheSameNumberOfZeros(double sparsity, int rows, int zeros) {
    int columns = 40;
    double[] w = new Sparse(sparsity, 0.01).draw(Shape.dense(rows, columns), 3);
    for (int column = 0; column < columns; column++) {
      int count = 0;
      for (int row = 0; row < rows; row++) {
        count += w[row * columns + column] == 0 ? 1 : 0;
      }
      assertThat(count).as("zeros in column %s", column).isEqualTo(zeros);
    }
  }

  /** The 40 × 5000 numbers that are left of 200 × 5000: N(0, 0.3²). */
  @Test
  void theOthersAreNormal() {
    double[] w = new Sparse(0.8, 0.3).draw(Shape.dense(200, 5000), 3);
    double[] others = Arrays.stream(w).filter(x -> x != 0).toArray();
    assertThat(others).hasSize(40 * 5000);
    Sample.assertMoments(others, 0, 0.09, 3);
  }

  /**
   * Three of ten places in each of 20 000 columns: each place is taken with probability 3/10, each
   * pair of places with 3/10 · 2/9, and one column's places tell nothing of the next one's.
   */
  @Test
  void everyPlaceIsEquallyLikely() {
    int columns = 20_000;
    double[] w = new Sparse(0.3, 1).draw(Shape.dense(10, columns), 3);
    for (int row = 0; row < 10; row++) {
      for (int other = 0; other < 10; other++) {
        double[] both = new double[columns];
        double[] next = new double[columns - 1];
        for (int column = 0; column < columns; column++) {
          boolean zero = w[row * columns + column] == 0;
          both[column] = zero && w[other * columns + column] == 0 ? 1 : 0;
          if (column + 1 < columns) {
            next[column] = zero && w[other * columns + column + 1] == 0 ? 1 : 0;
          }
        }
        double p = row == other ? 0.3 : 0.3 * 2 / 9;
        Sample.assertMean(both, p, p * (1 - p));
        // products of neighbours overlap, and so correlate: at most twice 0.3³ (1 − 0.3) more
        Sample.assertMean(next, 0.09, 0.09 * 0.91 + 2 * 0.3 * 0.3 * 0.3 * 0.7);
      }
    }
  }
}
