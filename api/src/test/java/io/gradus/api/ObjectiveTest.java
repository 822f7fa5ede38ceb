package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ObjectiveTest {

  /** f = x₁² + 2 x₂² + x₁ x₂³, with H = [[2, 3x₂²], [3x₂², 4 + 6x₁x₂]]. */
  private static double f(double[] x, double[] gradient) {
    gradient[0] = 2 * x[0] + x[1] * x[1] * x[1];
    gradient[1] = 4 * x[1] + 3 * x[0] * x[1] * x[1];
    return x[0] * x[0] + 2 * x[1] * x[1] + x[0] * x[1] * x[1] * x[1];
  }

  /** The same in float: the point is rounded as it comes in, value and gradient as they go out. */
  private static final class InFloat implements Objective {
    @Override
    public double evaluate(double[] x, double[] gradient) {
      double[] rounded = x.clone();
      representable(rounded);
      assertThat(x).as("asked at a point that is a float").isEqualTo(rounded);
      double value = f(rounded, gradient);
      representable(gradient);
      return (float) value;
    }

    @Override
    public double precision() {
      return 0x1p-23;
    }

    @Override
    public void representable(double[] x) {
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) x[i];
      }
    }
  }

  @Test
  @DisplayName("The value alone is that of evaluate")
  void value() {
    Objective objective = ObjectiveTest::f;
    assertThat(objective.value(new double[] {3, -1})).isEqualTo(9 + 2 - 3);
  }

  @Test
  @DisplayName("A product with the Hessian has ten digits in double, and leaves point and vector")
  void hessianVector() {
    Objective objective = ObjectiveTest::f;
    double[] x = {3, -1};
    double[] v = {1000, 2000};
    double[] product = new double[2];
    objective.hessianVector(x, v, product);
    // H = [[2, 3], [3, 4 − 18]], Hv = (8000, 3000 − 28000)
    assertThat(product[0]).isCloseTo(8000, within(8000e-9));
    assertThat(product[1]).isCloseTo(-25000, within(25000e-9));
    assertThat(x).containsExactly(3, -1);
    assertThat(v).containsExactly(1000, 2000);
  }

  @Test
  @DisplayName("The product with nothing is nothing, and asks for nothing")
  void productWithNothing() {
    Objective none =
        (x, gradient) -> {
          throw new AssertionError("not to be asked");
        };
    double[] product = {1, 2};
    none.hessianVector(new double[] {3, -1}, new double[2], product);
    assertThat(product).containsExactly(0, 0);
  }

  @Test
  @DisplayName(
      "In float it has three digits: points are floats, and the step is what is left of it")
  void hessianVectorInFloat() {
    double[] product = new double[2];
    new InFloat().hessianVector(new double[] {3, -1}, new double[] {0.1, 0.2}, product);
    assertThat(product[0]).isCloseTo(0.8, within(0.8e-3));
    assertThat(product[1]).isCloseTo(-2.5, within(2.5e-3));
  }

  @Test
  @DisplayName("Without a Gauss–Newton matrix the refusal says what to do")
  void gaussNewton() {
    Objective objective = ObjectiveTest::f;
    assertThatThrownBy(
            () -> objective.gaussNewtonVector(new double[2], new double[2], new double[2]))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("does not know its Gauss–Newton matrix; let it override");
  }

  /**
   * The course text: f = Σxᵢ² at (1, 1, 1), whose gradient is 2; a centred difference is exact
   * there but for rounding.
   */
  @Test
  @DisplayName("A function without a gradient gets centred differences, 2n values a gradient")
  void ofValues() {
    int[] asked = {0};
    Objective squares =
        Objective.ofValues(
            x -> {
              asked[0]++;
              return Arrays.stream(x).map(each -> each * each).sum();
            });
    double[] gradient = new double[3];
    assertThat(squares.evaluate(new double[] {1, 1, 1}, gradient)).isEqualTo(3);
    assertThat(gradient).containsExactly(new double[] {2, 2, 2}, within(1e-9));
    assertThat(asked[0]).isEqualTo(7);
    assertThat(squares.value(new double[] {1, 2, 3})).isEqualTo(14);
    assertThat(asked[0]).isEqualTo(8);
  }

  @Test
  @DisplayName("The error of a centred difference is of second order: f = x³ errs by h²")
  void secondOrder() {
    double[] gradient = new double[1];
    Objective.ofValues(x -> x[0] * x[0] * x[0]).evaluate(new double[] {100}, gradient);
    double h = Math.cbrt(0x1p-52) * 100;
    // ((x + h)³ − (x − h)³) / 2h = 3x² + h²; rounding: 2⁻⁵³ · 1e6 / h
    assertThat(gradient[0]).isCloseTo(30_000 + h * h, within(4 * 0x1p-53 * 1e6 / h));
  }

  @Test
  @DisplayName("A counted objective counts each kind of question, and clears the gradient")
  void counts() {
    CountedObjective counted =
        new CountedObjective(
            (x, gradient) -> {
              gradient[0] += 2 * x[0];
              return x[0] * x[0];
            });
    double[] gradient = {77};
    counted.evaluate(new double[] {3}, gradient);
    assertThat(gradient).containsExactly(6);
    counted.value(new double[] {3});
    counted.value(new double[] {3});
    counted.hessianVector(new double[] {3}, new double[] {1}, gradient);
    assertThat(counted.evaluations()).isEqualTo(1);
    assertThat(counted.values()).isEqualTo(2);
    assertThat(counted.products()).isEqualTo(1);
    assertThatThrownBy(() -> counted.gaussNewtonVector(gradient, gradient, gradient))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(counted.precision()).isEqualTo(Math.ulp(1.0));
  }
}
