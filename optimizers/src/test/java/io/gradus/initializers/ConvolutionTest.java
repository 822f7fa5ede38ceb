package io.gradus.initializers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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

  /**
   * Transposed convolutions as DL4J lays them out and counts their fans, fan-in = in · taps and
   * fan-out = out · taps / stride. Where the weight of the centre from input i to output o lies is
   * worked out by hand.
   */
  @ParameterizedTest
  @CsvSource({
    "3x5x3x3, 27, 45, 3, 5, 4, 9, 45", // [in, out, kernel…]: (i · 5 + o) · 9 + 4
    "3x5x3x3, 27, 11.25, 3, 5, 4, 9, 45", // the same with a stride of 2 both ways
    "3x5x4x2, 24, 40, 3, 5, 2, 8, 40", // (i · 5 + o) · 8 + 1 · 2 + 0
    "3x3x3x5x2, 54, 135, 2, 5, 130, 2, 1", // [kernel…, out, in]: 13 · 10 + o · 2 + i
    "2x2x2x2x3, 24, 16, 3, 2, 0, 3, 1", // by the fan-out no [out, in, kernel…]
    "5x3x3x3, 27, 45, 3, 5, 4, 27, 9" // [out, in, kernel…]: (o · 3 + i) · 9 + 4
  })
  void fansTellTheAxes(
      String dimensions,
      double fanIn,
      double fanOut,
      int inputs,
      int outputs,
      int first,
      int outStride,
      int inStride) {
    Shape shape = new Shape(shape(dimensions).dimensions(), fanIn, fanOut);
    double[] dirac = new Dirac().draw(shape, 1);
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        assertThat(dirac[first + o * outStride + i * inStride]).isEqualTo(o == i ? 1 : 0);
      }
    }
    assertThat(Arrays.stream(dirac).sum()).isEqualTo(Math.min(inputs, outputs));
    if (outputs < inputs) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new DeltaOrthogonal().draw(shape, 1))
          .withMessageContaining("no fewer outputs than inputs")
          .withMessageContaining(shape.dimensions().toString());
      return;
    }
    double[] w = new DeltaOrthogonal().draw(shape, 1);
    double[] q = new double[outputs * inputs];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        q[o * inputs + i] = w[first + o * outStride + i * inStride];
      }
    }
    assertThat(OrthogonalTest.defect(q, outputs, inputs)).isLessThan(1e-10);
    assertThat(Arrays.stream(w).filter(x -> x != 0)).hasSize(q.length);
  }

  /** DL4J's {@code [kernel…, in, multiplier]}, of 8 inputs and 2 outputs each. */
  @Test
  void depthwiseConvolutionsAreRefused() {
    Shape depthwise = new Shape(List.of(3L, 3L, 8L, 2L), 72, 18);
    for (Initializer initializer : List.of(new Dirac(), new DeltaOrthogonal())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> initializer.draw(depthwise, 1))
          .withMessageContaining(
              "not a depthwise one [kernel…, in, multiplier], but the shape is [3, 3, 8, 2].");
    }
  }

  /** Four inputs in two groups of two, each of which passes on to outputs of its own. */
  @Test
  void aTransposedDiracRepeatsInEveryGroupOfInputs() {
    double[] w = new Dirac(2).draw(new Shape(List.of(4L, 3L, 3L), 12, 9), 1);
    for (int i = 0; i < w.length; i++) {
      int input = i / 9;
      int output = i / 3 % 3;
      assertThat(w[i]).isEqualTo(i % 3 == 1 && output == input % 2 ? 1 : 0);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dirac(3).draw(new Shape(List.of(4L, 3L, 3L), 12, 9), 1))
        .withMessageContaining("inputs that fall into 3 equal groups");
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
