package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizers;
import io.gradus.api.Precision;
import io.gradus.api.Schedule;
import io.gradus.conformance.Host;
import io.gradus.conformance.Hosts;
import io.gradus.wrappers.AdaptiveClip;
import io.gradus.wrappers.CentralizeGradient;
import io.gradus.wrappers.ClipGlobalNorm;
import io.gradus.wrappers.ClipNorm;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers whose squares a float does not hold, or a double; expectations are worked by hand. */
class LargeAndTinyTest {

  private static final double[] THETA = {6, 8};

  /** The length of θ is 10; that of the gradients (3 s, −4 s) is 5 s. */
  private static double[] sizes(Host host) {
    return host.precision() == Precision.FLOAT
        ? new double[] {1e-38, 1e-30, 1e-23, 1, 1e19, 2e19, 1e30, 6e37}
        : new double[] {1e-300, 1e-200, 1e-160, 1e-23, 1, 2e19, 1e154, 1e200, 1e307};
  }

  private static void assertSteps(GradientOptimizer rule, double least, double... expected) {
    for (Host host : Hosts.all()) {
      for (double size : sizes(host)) {
        if (size >= least) {
          double[] update = host.start(rule, 2).step(new double[] {3 * size, -4 * size}, THETA, 0);
          for (int i = 0; i < 2; i++) {
            assertThat(update[i])
                .as("%s on %s, size %s", rule, host.name(), size)
                .isCloseTo(expected[i], withinPercentage(1e-3));
          }
        }
      }
    }
  }

  @Test
  @DisplayName("A clipped gradient has the length of the limit, however long it was")
  void clips() {
    assertSteps(new ClipNorm(new Sgd(1.0), 0.5), 1, 0.3, -0.4);
    assertSteps(new ClipGlobalNorm(new Sgd(1.0), 0.5), 1, 0.3, -0.4);
    assertSteps(new ClipNorm(new Sgd(1.0), 1e-3), 1, 6e-4, -8e-4);
  }

  /** λ ‖θ‖ = 0.05 · 10 is the limit. */
  @Test
  @DisplayName("A gradient is clipped in proportion to its weights, however long it was")
  void clipsByUnit() {
    assertSteps(new AdaptiveClip(new Sgd(1.0), 0.05), 1, 0.3, -0.4);
  }

  @Test
  @DisplayName("A gradient that is short is not clipped, however short it is")
  void leavesShortOnes() {
    for (GradientOptimizer inner :
        List.of(
            new ClipNorm(new Sgd(1.0), 1),
            new ClipGlobalNorm(new Sgd(1.0), 1),
            new AdaptiveClip(new Sgd(1.0), 1))) {
      for (Host host : Hosts.all()) {
        double tiny = host.precision() == Precision.FLOAT ? 1e-40 : 1e-310;
        double[] g = {host.precision().round(3 * tiny), 0};
        assertThat(host.start(inner, 2).step(g, THETA, 0)).as(host.name()).containsExactly(g);
      }
    }
  }

  /** η · η₀ ‖θ‖ / ‖g‖ times g: 0.1 of the length of θ, in the gradient's direction. */
  @Test
  @DisplayName("The step of LARS has the length that the weights give it, of any gradient")
  void lars() {
    Schedule zero = Schedule.constant(0);
    for (boolean normOfSum : new boolean[] {true, false}) {
      assertSteps(new Lars(Schedule.constant(1), zero, zero, 0.1, normOfSum, false), 0, 0.6, -0.8);
    }
  }

  /** Adam's first step is (1, −1), which has the length √2; ε = 0. */
  @Test
  @DisplayName("The step of LAMB has the length that the weights give it, of any gradient")
  void lamb() {
    Lamb lamb = new Lamb(Schedule.constant(0.1), 0.9, 0.999, 0, Schedule.constant(0), false);
    for (Host host : Hosts.all()) {
      double[] update = host.start(lamb, 2).step(new double[] {1e-9, -1e-9}, THETA, 0);
      assertThat(update[0]).as(host.name()).isCloseTo(1 / Math.sqrt(2), withinPercentage(1e-3));
    }
    GradientOptimizer tiny = lamb.with("epsilon", 1e19);
    for (Host host : Hosts.all()) { // r is 1e-23 of a gradient of 1e-4, and its square nothing
      double[] update = host.start(tiny, 2).step(new double[] {1e-4, -1e-4}, THETA, 0);
      assertThat(update[0]).as(host.name()).isCloseTo(1 / Math.sqrt(2), withinPercentage(1e-3));
    }
  }

  @Test
  @DisplayName("A row whose sum a float does not hold has a mean")
  void centralizes() {
    CentralizeGradient rule = new CentralizeGradient(new Sgd(1.0));
    for (Host host : Hosts.all()) {
      double[] g = {3e38, 2e38, 1e38, 2e38};
      double[] update = host.start(rule, 4).step(g, new double[4], 0);
      double[] expected = {1e38, 0, -1e38, 0};
      for (int i = 0; i < 4; i++) {
        assertThat(update[i]).isCloseTo(expected[i], org.assertj.core.api.Assertions.within(1e32));
      }
    }
  }

  static Stream<GradientOptimizer> family() {
    return Optimizers.installed().all().stream()
        .filter(GradientOptimizer.class::isInstance)
        .map(GradientOptimizer.class::cast);
  }

  /** What a rule keeps of an infinite square it keeps for ever, and SPEC.md says so. */
  @ParameterizedTest
  @MethodSource("family")
  @DisplayName("A first gradient whose square overflows makes no NaN")
  void overflow(GradientOptimizer rule) {
    for (Host host : Hosts.all()) {
      for (double size :
          host.precision() == Precision.FLOAT
              ? new double[] {2e19, 1e25, 1e38}
              : new double[] {2e154, 1e250, 1e300}) {
        double[] update =
            host.start(rule, 2).step(new double[] {size, -size}, new double[] {1, -1}, 0);
        assertThat(update).as("%s, %s on %s", rule, size, host.name()).doesNotContain(Double.NaN);
      }
    }
  }
}
