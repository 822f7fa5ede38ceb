package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VectorsTest {

  @Test
  @DisplayName("Sums of all lengths are those of whole numbers")
  void dot() {
    for (int n = 0; n <= 9; n++) {
      double[] a = new double[n];
      double[] b = new double[n];
      for (int i = 0; i < n; i++) {
        a[i] = i + 1;
        b[i] = 1;
      }
      assertThat(Vectors.dot(a, b)).isEqualTo(n * (n + 1) / 2.0);
      Vectors.add(2, a, b);
      assertThat(Vectors.dot(b, b)) // Σ (2i + 1)² from 1 to n
          .isEqualTo((n + 1) * (2.0 * n + 1) * (2 * n + 3) / 3 - 1);
    }
  }

  @Test
  @DisplayName("To add and multiply in one pass gives the bits of two passes, at every length")
  void addAndDot() {
    Random random = new Random(3);
    for (int n = 0; n <= 9; n++) {
      double[] a = random.doubles(n).toArray();
      double[] b = random.doubles(n).toArray();
      double[] c = random.doubles(n).toArray();
      double[] sum = b.clone();
      Vectors.add(-0.7, a, sum);
      assertThat(Vectors.addAndDot(-0.7, a, b, c)).isEqualTo(Vectors.dot(sum, c));
      assertThat(b).isEqualTo(sum);
    }
  }

  @Test
  @DisplayName("The norm does not overflow or underflow on the way")
  void norm() {
    assertThat(Vectors.norm(new double[] {3, 4})).isEqualTo(5);
    assertThat(Vectors.norm(new double[] {3e200, 4e200})).isCloseTo(5e200, within(1e185));
    assertThat(Vectors.norm(new double[] {3e-200, 4e-200})).isCloseTo(5e-200, within(1e-215));
    assertThat(Vectors.norm(new double[2])).isZero();
    assertThat(Vectors.norm(new double[0])).isZero();
    assertThat(Vectors.norm(new double[] {1, Double.NaN})).isNaN();
    assertThat(Vectors.norm(new double[] {1, Double.NEGATIVE_INFINITY})).isInfinite();
  }

  @Test
  @DisplayName("Infinities and NaN are found at every place, and large numbers are neither")
  void isFinite() {
    assertThat(Vectors.isFinite(new double[] {-Double.MAX_VALUE, Double.MIN_VALUE, -0.0})).isTrue();
    for (double bad : new double[] {Double.NaN, 1 / 0.0, -1 / 0.0}) {
      for (int i = 0; i < 9; i++) {
        double[] a = new double[9];
        a[i] = bad;
        assertThat(Vectors.isFinite(a)).isFalse();
        assertThat(Vectors.maxNorm(a)).isNotEqualTo(0);
      }
    }
    assertThat(Vectors.maxNorm(new double[] {1, -3, 2})).isEqualTo(3);
    for (int i = 0; i < 9; i++) {
      double[] a = {1, 2, 3, 4, 5, 4, 3, 2, 1};
      a[i] = -6;
      assertThat(Vectors.maxNorm(a)).isEqualTo(6);
    }
  }
}
