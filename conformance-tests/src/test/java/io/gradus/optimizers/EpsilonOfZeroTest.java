package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.Optimizers;
import io.gradus.api.Precision;
import io.gradus.conformance.Host;
import io.gradus.conformance.Hosts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One policy for an ε that does not keep a divisor from 0: the quotient is taken as 0. */
class EpsilonOfZeroTest {

  /** 0, and what a float takes for 0. */
  private static final double[] LOST = {0, 1e-48, 1e-60};

  /**
   * Every rule that has an ε, in each of its forms, with an ε that is lost; what refuses it is left
   * out.
   */
  static Stream<GradientOptimizer> rules() {
    List<GradientOptimizer> all = new ArrayList<>();
    Optimizers.installed().all().stream()
        .filter(GradientOptimizer.class::isInstance)
        .map(GradientOptimizer.class::cast)
        .filter(rule -> rule.description().names().contains("epsilon"))
        .forEach(
            rule -> {
              all.addAll(lost(rule));
              rule.presets().values().forEach(preset -> all.addAll(lost(preset)));
            });
    return all.stream();
  }

  private static List<GradientOptimizer> lost(GradientOptimizer rule) {
    List<GradientOptimizer> all = new ArrayList<>();
    for (double epsilon : LOST) {
      try {
        GradientOptimizer changed = rule.with("epsilon", epsilon);
        all.add(changed);
        if (rule.description().names().contains("epsilonPlacement")) {
          for (EpsilonPlacement placement : EpsilonPlacement.values()) {
            all.add(changed.with("epsilonPlacement", placement));
          }
        }
      } catch (InvalidHyperparametersException refused) {
        assertThat(epsilon).isZero();
        assertThat(refused).hasMessageContaining("epsilon must be in (0, ");
      }
    }
    return all;
  }

  @Test
  @DisplayName("Nearly all rules with an ε take 0 for it")
  void mostTakeZero() {
    assertThat(rules().map(rule -> rule.description().name()).distinct()).hasSizeGreaterThan(27);
  }

  @ParameterizedTest
  @MethodSource("rules")
  @DisplayName("Zero gradients, and those whose square vanishes, make neither NaN nor an infinity")
  void staysFinite(GradientOptimizer rule) {
    for (Host host : Hosts.all()) {
      double tiny = host.precision() == Precision.FLOAT ? 1e-30 : 1e-200;
      Host.Session run = host.start(rule, 4);
      double[] theta = {1, -2, 0, 0.5};
      for (int t = 0; t < 15; t++) {
        double[] g = {0, t < 6 ? 0 : 1, t % 3 == 0 ? tiny : 0, t < 2 ? -0.5 : 0};
        double[] update = run.step(g, theta, t);
        for (int i = 0; i < 4; i++) {
          assertThat(update[i])
              .as("%s on %s, step %d, element %d", rule, host.name(), t + 1, i)
              .matches(Double::isFinite, "is finite");
        }
      }
      run.state()
          .forEach(
              (slot, content) ->
                  assertThat(content).as("%s of %s", slot, rule).doesNotContain(Double.NaN));
    }
  }

  @Test
  @DisplayName("Of two elements the one without a gradient stands still and the other steps")
  void elementsApart() {
    GradientOptimizer adam = new Adam().with("epsilon", 0);
    for (Host host : Hosts.all()) {
      double[] update = host.start(adam, 2).step(new double[] {0, -3}, new double[2], 0);
      assertThat(update[0]).as(host.name()).isZero();
      assertThat(update[1]).isBetween(-0.00100001, -0.00099999);
    }
  }
}
