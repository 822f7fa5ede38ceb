package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

class PolyakAverageConformanceTest extends OptimizerConformance<PolyakAverage> {

  @Override
  protected List<PolyakAverage> optimizers() {
    return List.of(
        new PolyakAverage(),
        new PolyakAverage(new Sgd(0.1), 3),
        new PolyakAverage(new Momentum(0.1), 5),
        new PolyakAverage(new Adam(0.1), 100));
  }

  /** The mean of the n iterates so far: the sum of the old ones and the new one, over n. */
  @Override
  protected Outcome closedForm(PolyakAverage polyak, ElementStep s) {
    Outcome inner = Inner.step(polyak.inner(), s);
    double theta = s.parameter() - inner.update();
    double n = s.age() - polyak.start() + 1;
    double average = n <= 1 ? theta : ((n - 1) * s.slot("average", 0) + theta) / n;
    return inner.with("average", average);
  }

  @Test
  @DisplayName("X1: the means of θ = ½, 0, −½, −1 from step 1 and from step 3 are exact")
  void workedByHand() {
    follow(1, 0.5, 0.25, 0, -0.25);
    follow(3, 0.5, 0, -0.5, -0.75);
  }

  private static void follow(long start, double... averages) {
    PolyakAverage polyak = new PolyakAverage(new Sgd(0.5), start);
    for (Host host : Training.hosts(polyak)) {
      Training run = new Training(host, polyak, 1.0);
      for (double average : averages) {
        run.step(1);
        assertThat(run.slot("average")[0]).as(host.name()).isCloseTo(average, within(1e-7));
      }
    }
  }

  @Test
  @DisplayName("The mean of 200 iterates is their mean, and training is unchanged")
  void exactWeights() {
    Adam adam = new Adam(0.01);
    Training run = Training.inDouble(new PolyakAverage(adam, 21), 1, -2, 3);
    Training plain = Training.inDouble(adam, 1, -2, 3);
    double[] sum = new double[3];
    double[][] gradients = Training.gradients(220, 3, 12);
    for (int t = 1; t <= gradients.length; t++) {
      assertThat(run.step(gradients[t - 1])).isEqualTo(plain.step(gradients[t - 1]));
      for (int i = 0; i < 3 && t >= 21; i++) {
        sum[i] += run.parameter[i];
      }
    }
    for (int i = 0; i < 3; i++) {
      assertThat(run.slot("average")[i]).isCloseTo(sum[i] / 200, within(1e-13));
    }
  }
}
