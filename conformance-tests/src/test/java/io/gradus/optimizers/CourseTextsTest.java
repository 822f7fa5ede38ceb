package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.conformance.Host;
import io.gradus.conformance.Hosts;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers that texts on gradient descent state, reached on every double host. */
class CourseTextsTest {

  /** f(x) = 319/8400 x⁴ + 43/4200 x³ − 6799/8400 x² − 299/840 x + 6, differentiated. */
  private static double[] quarticGradient(double[] x) {
    double g =
        4 * 319 / 8400.0 * x[0] * x[0] * x[0]
            + 3 * 43 / 4200.0 * x[0] * x[0]
            - 2 * 6799 / 8400.0 * x[0]
            - 299 / 840.0;
    return new double[] {g};
  }

  /** f(x) = x₁² + 2 x₂², differentiated. */
  private static double[] bowlGradient(double[] x) {
    return new double[] {2 * x[0], 4 * x[1]};
  }

  static List<Host> doubleHosts() {
    return Hosts.all().stream().filter(host -> host.precision() == Precision.DOUBLE).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("doubleHosts")
  @DisplayName("Two minima of a quartic: each is reached from its side after 100 steps")
  void quartic(Host host) {
    GradientOptimizer descent = new Sgd(0.1);
    assertEnds(host, descent, 5, 3.2727653395584366);
    assertEnds(host, descent, -5, -3.254993730859254);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("doubleHosts")
  @DisplayName("Momentum 0.9 carries the descent over the hill, momentum 0.1 does not")
  void quarticWithMomentum(Host host) {
    GradientOptimizer momentum = new Momentum(0.1);
    assertEnds(host, momentum.with("momentum", 0.9), -5, 3.267681061691328);
    assertEnds(host, momentum.with("momentum", 0.1), 5, 3.272765339558436);
  }

  private static void assertEnds(Host host, GradientOptimizer optimizer, double from, double end) {
    double[] x =
        descend(host, optimizer, 100, CourseTextsTest::quarticGradient, from)
            .reduce((before, after) -> after)
            .orElseThrow();
    assertThat(x[0])
        .as("%s from %s on %s", optimizer, from, host.name())
        .isCloseTo(end, within(1e-12));
  }

  /** θ ← θ − η ∇f(θ) multiplies x₁ by 1 − 2η and x₂ by 1 − 4η. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("doubleHosts")
  @DisplayName("Each axis of a bowl decays as a geometric sequence of its own")
  void bowl(Host host) {
    for (double eta : new double[] {0.1, 0.2, 0.4, 0.01}) {
      List<double[]> path =
          descend(host, new Sgd(eta), 20, CourseTextsTest::bowlGradient, -5, -2).toList();
      for (int k = 1; k <= 20; k++) {
        double[] x = path.get(k - 1);
        assertThat(x[0])
            .as("x₁ after %d steps of %s on %s", k, eta, host.name())
            .isCloseTo(-5 * Math.pow(1 - 2 * eta, k), within(1e-12));
        assertThat(x[1])
            .as("x₂ after %d steps of %s on %s", k, eta, host.name())
            .isCloseTo(-2 * Math.pow(1 - 4 * eta, k), within(1e-12));
      }
    }
    // By hand at η = 0.1: (−5, −2), (−4, −1.2), (−3.2, −0.72).
    double[] second =
        descend(host, new Sgd(0.1), 2, CourseTextsTest::bowlGradient, -5, -2)
            .reduce((before, after) -> after)
            .orElseThrow();
    assertThat(second).containsExactly(new double[] {-3.2, -0.72}, within(1e-12));
  }

  /** The points after each step. */
  private static Stream<double[]> descend(
      Host host,
      GradientOptimizer optimizer,
      int steps,
      UnaryOperator<double[]> gradient,
      double... from) {
    Host.Session run = host.start(optimizer, from.length);
    double[][] path = new double[steps][];
    double[] x = from.clone();
    for (int k = 0; k < steps; k++) {
      double[] update = run.step(gradient.apply(x), x, k);
      for (int i = 0; i < x.length; i++) {
        x[i] -= update[i];
      }
      path[k] = x.clone();
    }
    return Stream.of(path);
  }
}
