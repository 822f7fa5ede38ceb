package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PowerSignConformanceTest extends OptimizerConformance<PowerSign> {

  @Override
  protected List<PowerSign> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new PowerSign(),
        new PowerSign(rate, 0.6, 2, Schedule.constant(0.5)),
        new PowerSign(rate, 0.9, Math.E, Schedule.constant(0)));
  }

  /** Three cases: the signs agree, they do not, one of them is 0. */
  @Override
  protected Outcome closedForm(PowerSign powerSign, ElementStep s) {
    double g = s.gradient();
    double f = powerSign.factor().at(s.iteration(), 0);
    double m = g + powerSign.beta() * (s.slot("m", 0) - g);
    double scale = 1;
    if ((g > 0 && m > 0) || (g < 0 && m < 0)) {
      scale = Math.pow(powerSign.base(), f);
    } else if (g * m < 0) {
      scale = 1 / Math.pow(powerSign.base(), f);
    }
    return Outcome.of(s.learningRate() * scale * g).with("m", m);
  }

  @Test
  @DisplayName("the factor follows its schedule, worked by hand")
  void scheduledFactor() {
    PowerSign falling =
        new PowerSign(Schedule.constant(0.1), 0.5, 4, new Rates(List.of(1.0, 0.5, 0.0)));
    ReferenceExecutor run = new ReferenceExecutor(falling, Precision.DOUBLE, 2);
    double[] weights = {0, 0};
    // The averages are 1 and 4, then 1.5 and 1 (or −2 + 2 = against −2), then 1.75 and −0.5.
    assertThat(run.step(new double[] {2, 8}, weights, 0, 0))
        .containsExactly(new double[] {0.8, 3.2}, within(1e-12));
    assertThat(run.step(new double[] {2, -2}, weights, 1, 0))
        .containsExactly(new double[] {0.4, -0.1}, within(1e-12));
    assertThat(run.step(new double[] {2, -2}, weights, 2, 0))
        .containsExactly(new double[] {0.2, -0.2}, within(1e-12));
  }
}
