package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Algorithm;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Optimizers;
import io.gradus.api.Range;
import io.gradus.api.Schedule;
import io.gradus.conformance.Host;
import io.gradus.conformance.Hosts;
import io.gradus.wrappers.Accumulate;
import io.gradus.wrappers.DecoupledDecay;
import io.gradus.wrappers.SkipIfNotFinite;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The range of a hyper-parameter holds for what a schedule gives in its place. */
class RangeOfSchedulesTest {

  /** One number for two steps, and another from there. */
  @Algorithm(name = "leaves", summary = "Leaves a range.", citation = "This test")
  record Leaves(@Hyperparameter("first") double first, @Hyperparameter("then") double then)
      implements Schedule {

    @Override
    public double at(long step, long epoch) {
      return step < 2 ? first : then;
    }

    @Override
    public Unit unit() {
      return Unit.STEPS;
    }
  }

  /** Every hyper-parameter of the family that may be a schedule, alone and within wrappers. */
  static Stream<Arguments> components() {
    List<Arguments> all = new ArrayList<>();
    Optimizers.installed().all().stream()
        .filter(GradientOptimizer.class::isInstance)
        .map(GradientOptimizer.class::cast)
        .forEach(
            rule -> {
              for (RecordComponent component : rule.getClass().getRecordComponents()) {
                if (component.getType() == Schedule.class) {
                  String text = component.getAnnotation(Hyperparameter.class).range();
                  all.add(Arguments.of(rule, component.getName(), Range.parse(text)));
                }
              }
            });
    assertThat(all).hasSizeGreaterThan(50);
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("components")
  @DisplayName("A step at which a schedule leaves its range is refused, and changes nothing")
  void refuses(GradientOptimizer rule, String name, Range range) {
    double within = range.contains(0.5) ? 0.5 : range.low();
    List<Double> outside = new ArrayList<>(List.of(Double.NaN, range.low() - 0.1));
    outside.add(range.high() + 0.1);
    for (double bad : outside) {
      GradientOptimizer changed = rule.with(name, new Leaves(within, bad));
      List<GradientOptimizer> nests =
          List.of(
              changed,
              new SkipIfNotFinite(changed),
              new DecoupledDecay(new Accumulate(changed, 5), 0.1));
      for (GradientOptimizer nest : nests) {
        for (Host host : Hosts.all()) {
          if (host.name().startsWith("DL4J")) {
            continue; // its resuming writes JSON, which this schedule is not installed for
          }
          Host.Session run = host.start(nest, 2);
          double[] g = {0.5, -1};
          double[] theta = {1, 2};
          run.step(g, theta, 0);
          run.step(g, theta, 1);
          Map<String, double[]> before = run.state();
          assertThatThrownBy(() -> run.step(g, theta, 2))
              .as("%s of %s on %s: %s", name, rule, host.name(), bad)
              .isInstanceOf(ArithmeticException.class)
              .hasMessageContaining(name + " must be in " + range + ", but the schedule Leaves[")
              .hasMessageContaining(
                  " of %s gave %s at step 2 of epoch 0."
                      .formatted(rule.getClass().getSimpleName(), bad));
          assertThat(run.state()).usingRecursiveComparison().isEqualTo(before);
        }
      }
    }
  }
}
