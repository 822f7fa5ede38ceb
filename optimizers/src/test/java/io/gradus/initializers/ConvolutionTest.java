package io.gradus.initializers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Centre taps. */
class ConvolutionTest {

  private static Shape shape(String dimensions) {
    return new Shape(List.of(dimensions.split("x")).stream().map(Long::valueOf).toList(), 1, 1);
  }

  /** Centre indices by hand: in 5×3, row 2 of 5 and column 1 of 3 make 2·3 + 1 = 7. */
  @ParameterizedTest
  @CsvSource({
    "4x3x1, 0",
    "4x3x3, 1",
    "4x3x5, 2",
    "4x3x2, 0",
    "4x3x4, 1",
    "4x3x1x1, 0",
    "4x3x3x3, 4",
    "4x3x5x3, 7",
    "4x3x2x4, 1",
    "4x3x3x3x3, 13",
    "4x3x3x5x7, 52"
  })
  void diracHasOnesAtTheCentreOnly(String dimensions, int centre) {
    Shape shape = shape(dimensions);
    int taps = shape.size() / 12;
    double[] w = new Dirac().draw(shape, 1);
    for (int i = 0; i < w.length; i++) {
      int output = i / taps / 3;
      int input = i / taps % 3;
      boolean one = i % taps == centre && output == input;
      assertThat(w[i]).as("%s of %s", i, dimensions).isEqualTo(one ? 1 : 0);
    }
    assertThat(Arrays.stream(w).sum()).isEqualTo(3);
  }

  /** PyTorch's own example: six outputs in three groups, each of which passes its two inputs on. */
  @Test
  void diracRepeatsInEveryGroup() {
    double[] w = new Dirac(3).draw(shape("6x2x3"), 1);
    for (int output = 0; output < 6; output++) {
      for (int input = 0; input < 2; input++) {
        double[] kernel =
            Arrays.copyOfRange(w, (output * 2 + input) * 3, (output * 2 + input) * 3 + 3);
        assertThat(kernel).containsExactly(0, output % 2 == input ? 1 : 0, 0);
      }
    }
  }

  @Test
  void diracPassesWhatChannelsThereAre() {
    assertThat(Arrays.stream(new Dirac().draw(shape("2x5x3"), 1)).sum()).isEqualTo(2);
    assertThat(Arrays.stream(new Dirac().draw(shape("5x2x3"), 1)).sum()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"8x5x3, 1", "8x8x3x3, 4", "8x5x4x3, 4", "8x1x3x3x3, 13", "8x5x1x1, 0"})
  void deltaOrthogonalIsOrthogonalAtTheCentreAndZeroElsewhere(String dimensions, int centre) {
    Shape shape = shape(dimensions);
    int inputs = shape.dimensions().get(1).intValue();
    int taps = shape.size() / 8 / inputs;
    double[] w = new DeltaOrthogonal(2).draw(shape, 1);
    double[] q = new double[8 * inputs];
    for (int i = 0; i < w.length; i++) {
      if (i % taps == centre) {
        q[i / taps] = w[i] / 2;
      } else {
        assertThat(w[i]).isZero();
      }
    }
    assertThat(OrthogonalTest.defect(q, 8, inputs)).isLessThan(1e-10);
  }

  @Test
  void everyElementIsWritten() {
    double[] w = new double[4 * 2 * 9];
    Arrays.fill(w, Double.NaN);
    new Dirac().fill(w, shape("4x2x3x3"), Initializer.random(1));
    assertThat(Arrays.stream(w).filter(Double::isNaN)).isEmpty();
    Arrays.fill(w, Double.NaN);
    new DeltaOrthogonal().fill(w, shape("4x2x3x3"), Initializer.random(1));
    assertThat(Arrays.stream(w).filter(Double::isNaN)).isEmpty();
  }
}
