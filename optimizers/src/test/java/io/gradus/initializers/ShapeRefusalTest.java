package io.gradus.initializers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shapes that cannot be filled, and those with nothing to fill. */
class ShapeRefusalTest {

  private static Arguments refused(Initializer initializer, String sentence, Long... dimensions) {
    return Arguments.of(initializer, sentence, new Shape(List.of(dimensions), 3, 4));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refused(new Identity(), "The identity needs a matrix, but the shape is [5].", 5L),
        refused(
            new Identity(), "The identity needs a matrix, but the shape is [2, 3, 4].", 2L, 3L, 4L),
        refused(new Sparse(), "Sparse initialization needs a matrix, but the shape is [5].", 5L),
        refused(
            new Sparse(),
            "Sparse initialization needs a matrix, but the shape is [2, 3, 4].",
            2L,
            3L,
            4L),
        refused(
            new Orthogonal(),
            "Orthogonal initialization needs two dimensions or more, but the shape is [5].",
            5L),
        refused(
            new Dirac(),
            "Dirac initialization needs a convolution [out, in, kernel…], but the shape is [4, 4].",
            4L,
            4L),
        refused(
            new Dirac(3),
            "Dirac initialization needs outputs that fall into 3 equal groups, but the shape is "
                + "[4, 4, 3].",
            4L,
            4L,
            3L),
        refused(
            new DeltaOrthogonal(),
            "Delta-orthogonal initialization needs a convolution [out, in, kernel…] with no fewer "
                + "outputs than inputs, but the shape is [4, 4].",
            4L,
            4L),
        refused(
            new DeltaOrthogonal(),
            "Delta-orthogonal initialization needs a convolution [out, in, kernel…] with no fewer "
                + "outputs than inputs, but the shape is [3, 4, 5].",
            3L,
            4L,
            5L));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aShapeThatCannotBeFilledIsRefusedInASentence(
      Initializer initializer, String sentence, Shape shape) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> initializer.draw(shape, 1))
        .withMessage(sentence);
  }

  static List<Initializer> scaledByFanIn() {
    return List.of(
        new VarianceScaling(),
        new HeUniform(),
        new HeNormal(),
        new LecunUniform(),
        new LecunNormal(),
        new TorchLinear());
  }

  @ParameterizedTest
  @MethodSource("scaledByFanIn")
  void aFanOfZeroIsRefused(Initializer initializer) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> initializer.draw(new Shape(List.of(5L), 0, 4), 1))
        .withMessage(
            "Variance scaling by fan IN divides by it, so it must not be 0 or next to it, but the "
                + "shape [5] has fan-in 0.0 and fan-out 4.0.");
  }

  @Test
  void fansOfZeroAreRefusedWhereTheirMeanCounts() {
    for (Initializer initializer : List.of(new XavierUniform(), new XavierNormal())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> initializer.draw(new Shape(List.of(5L), 0, 0), 1))
          .withMessageContaining("[5]");
      assertThat(initializer.draw(new Shape(List.of(5L), 0, 4), 1)).doesNotContain(0);
    }
  }

  @Test
  void aFanThatOverflowsTheVarianceIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LecunNormal().draw(new Shape(List.of(5L), Double.MIN_VALUE, 1), 1))
        .withMessageContaining("[5]");
  }

  /** As in PyTorch, there is nothing to do; no fan is looked at. */
  @Test
  void anEmptyTensorIsLeftAlone() {
    for (Initializer initializer : InstalledInitializersTest.ours()) {
      boolean matrix = initializer instanceof Identity || initializer instanceof Sparse;
      for (List<Long> dimensions :
          matrix
              ? List.of(List.of(0L, 4L), List.of(4L, 0L))
              : List.of(List.of(0L, 0L, 3L), List.of(4L, 0L, 3L), List.of(4L, 4L, 0L))) {
        assertThat(initializer.draw(new Shape(dimensions, 0, 0), 1)).isEmpty();
      }
    }
  }
}
