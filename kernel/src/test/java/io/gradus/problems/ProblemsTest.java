package io.gradus.problems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemsTest {

  /** Values at the starts, computed in NumPy from the formulas of Moré, Garbow and Hillstrom. */
  private static final Map<String, Double> AT_START =
      Map.ofEntries(
          Map.entry("quartic", 9.0),
          Map.entry("bowl", 33.0),
          Map.entry("sphere", 3.0),
          Map.entry("rosenbrock", 24.2),
          Map.entry("extended-rosenbrock", 72.6),
          Map.entry("freudenstein-roth", 400.5),
          Map.entry("powell-badly-scaled", 1.1352617),
          Map.entry("powell-singular", 215.0),
          Map.entry("extended-powell", 430.0),
          Map.entry("wood", 19192.0),
          Map.entry("beale", 14.203125),
          Map.entry("himmelblau", 170.0),
          Map.entry("helical-valley", 2500.0),
          Map.entry("scaled-quadratic", 826.0),
          Map.entry("tridiagonal-quadratic", 0.0),
          Map.entry("brown-badly-scaled", 999998000003.0),
          Map.entry("trigonometric", 0.011657378990471742),
          Map.entry("variably-dimensioned", 53145.33410493828),
          Map.entry("jennrich-sampson", 4171.306),
          Map.entry("bard", 41.68170),
          Map.entry("box", 1031.154),
          Map.entry("brown-dennis", 7926693.34),
          Map.entry("penalty", 885.0629),
          Map.entry("broyden-tridiagonal", 21.0),
          Map.entry("goldstein-price", 600.0));

  static Stream<Problem> all() {
    return Problems.all().stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("The value at the start is the published one")
  void start(Problem problem) {
    Double expected = AT_START.get(problem.name());
    if (expected != null) {
      assertThat(problem.value(problem.start())).isCloseTo(expected, within(1e-6 * (1 + expected)));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("The first minimum has the least value, and all have no gradient and no way down")
  void minima(Problem problem) {
    assertThat(problem.value(problem.minima().get(0)))
        .isCloseTo(problem.least(), within(1e-9 * (1 + Math.abs(problem.least()))));
    Random random = new Random(7);
    for (double[] minimum : problem.minima()) {
      double value = problem.value(minimum);
      for (int k = 0; k < 50; k++) {
        double[] beside = minimum.clone();
        for (int i = 0; i < beside.length; i++) {
          beside[i] += 1e-2 * random.nextGaussian() * Math.max(1e-3, Math.abs(beside[i]));
        }
        assertThat(problem.value(beside)).isGreaterThanOrEqualTo(value - 1e-12);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("Gradients and products with the Hessian are those of centred differences")
  void derivatives(Problem problem) {
    Random random = new Random(5);
    for (int k = 0; k < 5; k++) {
      double[] x = problem.start();
      double[] v = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        x[i] += 0.1 * random.nextGaussian();
        v[i] = random.nextGaussian();
      }
      double[] gradient = new double[x.length];
      double value = problem.evaluate(x, gradient);
      assertThat(problem.value(x)).isEqualTo(value);
      double[] product = new double[x.length];
      problem.hessianVector(x, v, product);
      double[] ahead = new double[x.length];
      double[] behind = new double[x.length];
      double slope = differences(problem, x, v, ahead, behind);
      double expected = 0;
      double scale = 1;
      for (int i = 0; i < x.length; i++) {
        expected += gradient[i] * v[i];
        scale = Math.max(scale, Math.abs(gradient[i]));
      }
      assertThat(slope).isCloseTo(expected, within(1e-6 * scale + 1e-9 * Math.abs(value)));
      for (int i = 0; i < x.length; i++) {
        double difference = (ahead[i] - behind[i]) / 2e-5;
        assertThat(product[i])
            .isCloseTo(difference, within(1e-5 * (1 + Math.abs(difference)) + 1e-10 * scale * 1e5));
      }
    }
  }

  private static double differences(
      Problem problem, double[] x, double[] v, double[] ahead, double[] behind) {
    double[] there = x.clone();
    double[] back = x.clone();
    for (int i = 0; i < x.length; i++) {
      there[i] += 1e-5 * v[i];
      back[i] -= 1e-5 * v[i];
    }
    return (problem.evaluate(there, ahead) - problem.evaluate(back, behind)) / 2e-5;
  }

  /**
   * Rosenbrock: J = [[−20x₁, 10], [1, 0]] but for signs, 2JᵀJ = [[800x₁² + 2, −400x₁], [−400x₁,
   * 200]].
   */
  @Test
  @DisplayName("The Gauss–Newton matrix is 2JᵀJ, and a function in one piece has none")
  void gaussNewton() {
    double[] product = {1, 2};
    Problems.named("rosenbrock").gaussNewtonVector(new double[] {-1.2, 1}, product, product);
    assertThat(product[0]).isCloseTo(1154 + 960, within(1e-10));
    assertThat(product[1]).isCloseTo(480 + 400, within(1e-10));
    Problem bowl = Problems.named("bowl");
    assertThat(bowl.isSumOfSquares()).isFalse();
    assertThatThrownBy(() -> bowl.gaussNewtonVector(product, product, product))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  @DisplayName("A miss names them all, and what is handed out are copies")
  void names() {
    assertThatThrownBy(() -> Problems.named("rosenbrok"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageStartingWith("No problem is named 'rosenbrok'. There are: quartic, bowl");
    Problem beale = Problems.named("beale");
    beale.start()[0] = 9;
    beale.minima().get(0)[0] = 9;
    assertThat(beale.start()).containsExactly(1, 1);
    assertThat(beale.minima().get(0)).containsExactly(3, 0.5);
    assertThat(Problems.all()).hasSize(27);
  }
}
