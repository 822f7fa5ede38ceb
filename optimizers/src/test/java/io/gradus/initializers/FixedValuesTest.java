package io.gradus.initializers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The initializers that draw nothing. */
class FixedValuesTest {

  private static final Shape ANY = new Shape(List.of(2L, 3L, 4L), 12, 8);

  @Test
  void zerosOnesAndConstants() {
    assertThat(new Zeros().draw(ANY, 1)).hasSize(24).containsOnly(0);
    assertThat(new Ones().draw(ANY, 1)).hasSize(24).containsOnly(1);
    assertThat(new Constant(-0.3).draw(ANY, 1)).hasSize(24).containsOnly(-0.3);
    assertThat(new Constant().draw(ANY, 1)).containsOnly(0);
  }

  @Test
  void aScalarIsATensorToo() {
    assertThat(new Ones().draw(new Shape(List.of(), 1, 1), 1)).containsExactly(1);
  }

  @Test
  void identityIsOnTheDiagonalOfEveryMatrix() {
    assertThat(new Identity().draw(Shape.dense(3, 3), 1))
        .containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
    assertThat(new Identity(-2).draw(Shape.dense(2, 3), 1)).containsExactly(-2, 0, 0, 0, -2, 0);
    assertThat(new Identity(5).draw(Shape.dense(3, 2), 1)).containsExactly(5, 0, 0, 5, 0, 0);
  }

  @Test
  void whatWasInTheTensorIsGone() {
    for (Initializer initializer :
        List.of(new Zeros(), new Ones(), new Constant(2), new Identity())) {
      double[] tensor = new double[6];
      Arrays.fill(tensor, Double.NaN);
      initializer.fill(tensor, Shape.dense(2, 3), Initializer.random(1));
      assertThat(Arrays.stream(tensor).filter(Double::isNaN)).isEmpty();
    }
  }
}
