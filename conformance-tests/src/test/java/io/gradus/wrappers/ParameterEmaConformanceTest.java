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

class ParameterEmaConformanceTest extends OptimizerConformance<ParameterEma> {

  @Override
  protected List<ParameterEma> optimizers() {
    return List.of(
        new ParameterEma(),
        new ParameterEma(new Sgd(0.1), 0.99, EmaStart.FIRST_UPDATED),
        new ParameterEma(new Momentum(0.1), 0.5, EmaStart.INITIAL),
        new ParameterEma(new Adam(0.1), 0.9, EmaStart.DEBIASED),
        new ParameterEma(new Sgd(0.1), 0, EmaStart.DEBIASED));
  }

  /** Section 7.2 of Kingma & Ba for the debiased form: an average from 0, then divided. */
  @Override
  protected Outcome closedForm(ParameterEma ema, ElementStep s) {
    Outcome inner = Inner.step(ema.inner(), s);
    double theta = s.parameter() - inner.update();
    double d = ema.decay();
    double t = s.age();
    double average =
        switch (ema.start()) {
          case FIRST_UPDATED -> t == 1 ? theta : d * s.slot("average", 0) + (1 - d) * theta;
          case INITIAL -> d * Inner.slotOr(s, "average", s.parameter()) + (1 - d) * theta;
          case DEBIASED -> {
            double biased = t == 1 ? 0 : s.slot("average", 0) * (1 - Math.pow(d, t - 1));
            yield (d * biased + (1 - d) * theta) / (1 - Math.pow(d, t));
          }
        };
    return inner.with("average", average);
  }

  @Test
  @DisplayName("X1: the averages of θ = 1, ½, 0, −½ with d = ½ are those worked by hand")
  void workedByHand() {
    follow(EmaStart.FIRST_UPDATED, 0.5, 0.25, -0.125);
    follow(EmaStart.INITIAL, 0.75, 0.375, -0.0625);
    follow(EmaStart.DEBIASED, 0.5, 1.0 / 6, -3.0 / 14);
  }

  private static void follow(EmaStart start, double... averages) {
    ParameterEma ema = new ParameterEma(new Sgd(0.5), 0.5, start);
    for (Host host : Training.hosts(ema)) {
      Training run = new Training(host, ema, 1.0);
      for (double average : averages) {
        run.step(1);
        assertThat(run.slot("average")[0])
            .as("%s on %s", start, host.name())
            .isCloseTo(average, within(1e-7));
      }
    }
  }

  @Test
  @DisplayName("The weights of every iterate are exact over 200 steps, and training is unchanged")
  void exactWeights() {
    double d = 0.97;
    Adam adam = new Adam(0.01);
    Training run = Training.inDouble(new ParameterEma(adam, d), 1, -2, 3);
    Training plain = Training.inDouble(adam, 1, -2, 3);
    double[] sum = new double[3];
    double total = 0;
    for (double[] gradient : Training.gradients(200, 3, 11)) {
      assertThat(run.step(gradient)).isEqualTo(plain.step(gradient));
      total = total * d + 1;
      for (int i = 0; i < 3; i++) {
        sum[i] = sum[i] * d + run.parameter[i];
        assertThat(run.slot("average")[i]).isCloseTo(sum[i] / total, within(1e-13));
      }
    }
  }
}
