package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Host;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SkipIfNotFiniteConformanceTest extends OptimizerConformance<SkipIfNotFinite> {

  private static final List<double[]> BAD =
      List.of(
          new double[] {1, Double.NaN, 2},
          new double[] {Double.POSITIVE_INFINITY, 0, 0},
          new double[] {0, 0, Double.NEGATIVE_INFINITY},
          new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY});

  @Override
  protected List<SkipIfNotFinite> optimizers() {
    return List.of(
        new SkipIfNotFinite(),
        new SkipIfNotFinite(new Sgd(0.1)),
        new SkipIfNotFinite(new Momentum(0.1)),
        new SkipIfNotFinite(new Adam(0.1)));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.HIDES_NAN, Trait.SPREADS_BAD_ELEMENTS);
  }

  @Override
  protected double statedState(String slot, int element) {
    return slot.equals("inner_skipped") ? 2 : super.statedState(slot, element);
  }

  /** The kit's gradients are finite: as if the wrapper and the skipped steps were not there. */
  @Override
  protected Outcome closedForm(SkipIfNotFinite skip, ElementStep s) {
    double skipped = s.slot("inner_skipped", 0);
    return Inner.step(skip.inner(), s, s.gradient(), s.age() - skipped)
        .with("inner_skipped", skipped);
  }

  @Test
  @DisplayName("A bad gradient moves nothing and leaves every slot's bits; the next step goes on")
  void skips() {
    for (GradientOptimizer inner : List.of(new Sgd(), new Momentum(), new Adam())) {
      SkipIfNotFinite skip = new SkipIfNotFinite(inner);
      for (Host host : Training.hosts(skip)) {
        for (double[] bad : BAD) {
          Training run = new Training(host, skip, 1, 2, 3);
          run.step(0.5, -0.25, 1);
          run.step(0.1, 0.2, -0.3);
          Map<String, double[]> before = run.state();
          assertThat(run.step(bad)).as("%s on %s", inner, host.name()).containsOnly(0);
          Map<String, double[]> after = run.state();
          assertThat(after.remove("inner_skipped")).containsOnly(1);
          double[] expected =
              host.resume(skip, before, 2, 3).step(new double[] {1, 2, 3}, run.parameter, 2);
          before.remove("inner_skipped");
          assertThat(after).usingRecursiveComparison().isEqualTo(before);
          assertThat(run.step(1, 2, 3)).as("%s on %s", inner, host.name()).isEqualTo(expected);
          assertThat(run.parameter).doesNotContain(Double.NaN);
        }
      }
    }
  }

  @Test
  @DisplayName("A gradient of the greatest and the least finite numbers is not skipped")
  void takesExtremes() {
    SkipIfNotFinite skip = new SkipIfNotFinite(new Sgd(1.0));
    for (Host host : Training.hosts(skip)) {
      boolean isFloat = host.precision() == io.gradus.api.Precision.FLOAT;
      double greatest = isFloat ? Float.MAX_VALUE : Double.MAX_VALUE;
      double least = isFloat ? Float.MIN_VALUE : Double.MIN_VALUE;
      double[] gradient = {greatest, -greatest, least};
      assertThat(host.start(skip, 3).step(gradient, new double[3], 0))
          .as(host.name())
          .isEqualTo(gradient);
    }
  }

  @Test
  @DisplayName("One bad element far off in a long tensor is found; each element alone as well")
  void findsOne() {
    SkipIfNotFinite skip = new SkipIfNotFinite(new Sgd(1.0));
    for (Host host : Training.hosts(skip)) {
      for (int at : new int[] {0, 7, 1023, 1024, 2999}) {
        double[] gradient = new double[3000];
        java.util.Arrays.fill(gradient, 1);
        gradient[at] = Double.NaN;
        assertThat(host.start(skip, 3000).step(gradient, new double[3000], 0))
            .as("%s, element %d", host.name(), at)
            .containsOnly(0);
      }
    }
  }

  @Test
  @DisplayName("Wrappers whose slots begin as the parameter begin at the first step that is taken")
  void skipsTheFirstStep() {
    double[] theta = {1, 2, 3};
    double[] g = {0.5, -0.25, 1};
    List<GradientOptimizer> wrappers =
        List.of(
            new Lookahead(new Sgd(0.1), 2, 0.5),
            new ParameterEma(new Sgd(0.1), 0.9, EmaStart.INITIAL),
            new PolyakAverage(new Sgd(0.1), 1),
            new ScheduleFree(new Sgd(0.1)));
    for (GradientOptimizer wrapper : wrappers) {
      SkipIfNotFinite skip = new SkipIfNotFinite(wrapper);
      for (Host host : Training.hosts(skip)) {
        Training run = new Training(host, skip, theta);
        run.step(BAD.get(0));
        double[] update = run.step(g);
        for (int i = 0; i < 3; i++) {
          assertThat(update[i])
              .as("%s on %s", wrapper, host.name())
              .isCloseTo(0.1 * g[i], org.assertj.core.api.Assertions.within(1e-7));
        }
        run.state().forEach((slot, content) -> assertThat(content).doesNotContain(Double.NaN));
      }
    }
  }
}
