package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.GradientOptimizer;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Host;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AccumulateConformanceTest extends OptimizerConformance<Accumulate> {

  @Override
  protected List<Accumulate> optimizers() {
    return List.of(
        new Accumulate(),
        new Accumulate(new Sgd(0.1), 1),
        new Accumulate(new Momentum(0.1), 2),
        new Accumulate(new Adam(0.1), 3),
        new Accumulate(new Adam(0.1), 5));
  }

  @Override
  protected Outcome closedForm(Accumulate accumulate, ElementStep s) {
    int k = accumulate.accumulationSteps();
    double sum = s.slot("sum", 0) + s.gradient();
    if (s.age() % k != 0) {
      return Inner.rest(accumulate.inner(), s).with("sum", sum);
    }
    return Inner.step(accumulate.inner(), s, sum / k, s.age() / (double) k).with("sum", 0);
  }

  @Test
  @DisplayName("X1: k times the same gradient is one step of it, bit for bit over 30 steps")
  void equalsOneStep() {
    for (GradientOptimizer inner : List.of(new Sgd(), new Momentum(), new Adam())) {
      for (int k : new int[] {1, 2, 4}) {
        Accumulate accumulate = new Accumulate(inner, k);
        for (Host host : Training.hosts(accumulate)) {
          Training micro = new Training(host, accumulate, 1, -2, 0.3);
          Training whole = new Training(host, inner, 1, -2, 0.3);
          for (double[] gradient : Training.gradients(30, 3, 5)) {
            double[] expected = whole.step(gradient);
            for (int i = 1; i < k; i++) {
              assertThat(micro.step(gradient)).containsOnly(0);
            }
            assertThat(micro.step(gradient))
                .as("%s, k = %d, on %s", inner, k, host.name())
                .isEqualTo(expected);
          }
          assertThat(micro.parameter).isEqualTo(whole.parameter);
          for (double sum : micro.slot("sum")) {
            assertThat(sum + 0.0).isZero(); // DL4J's updater marks a state of zeros by a −0
          }
        }
      }
    }
  }

  @Test
  @DisplayName("Different micro-gradients count as their mean, for a k that is no power of two")
  void takesTheMean() {
    Training micro = Training.inDouble(new Accumulate(new Adam(0.1), 3), 1, 2);
    Training whole = Training.inDouble(new Adam(0.1), 1, 2);
    double[][] gradients = Training.gradients(60, 2, 6);
    for (int t = 0; t < gradients.length; t += 3) {
      double[] mean = new double[2];
      for (int i = t; i < t + 3; i++) {
        micro.step(gradients[i]);
        mean[0] += gradients[i][0] / 3;
        mean[1] += gradients[i][1] / 3;
      }
      whole.step(mean);
      assertThat(micro.update).containsExactly(whole.update, within(1e-14));
    }
  }

  @Test
  @DisplayName("Between two steps the inner slots keep every bit")
  void innerSlotsRest() {
    Accumulate accumulate = new Accumulate(new Adam(), 3);
    for (Host host : Training.hosts(accumulate)) {
      Training run = new Training(host, accumulate, 1, 2);
      double[] m = run.slot("inner/m");
      for (int t = 1; t <= 12; t++) {
        run.step(0.5 * t, -t);
        if (t % 3 == 0) {
          assertThat(run.slot("inner/m")).as("%s, step %d", host.name(), t).isNotEqualTo(m);
          m = run.slot("inner/m");
        } else {
          assertThat(run.slot("inner/m")).as("%s, step %d", host.name(), t).isEqualTo(m);
        }
      }
    }
  }
}
