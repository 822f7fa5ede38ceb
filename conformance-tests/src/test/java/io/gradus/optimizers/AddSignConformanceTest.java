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

class AddSignConformanceTest extends OptimizerConformance<AddSign> {

  @Override
  protected List<AddSign> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new AddSign(),
        new AddSign(rate, 0.6, 0.25, Schedule.constant(0.5)),
        new AddSign(rate, 0.9, 2, Schedule.constant(0)));
  }

  /** Three cases: the signs agree, they do not, one of them is 0. */
  @Override
  protected Outcome closedForm(AddSign addSign, ElementStep s) {
    double g = s.gradient();
    double f = addSign.factor().at(s.iteration(), 0);
    double m = g + addSign.beta() * (s.slot("m", 0) - g);
    double scale = addSign.alpha();
    if ((g > 0 && m > 0) || (g < 0 && m < 0)) {
      scale = addSign.alpha() + f;
    } else if (g * m < 0) {
      scale = addSign.alpha() - f;
    }
    return Outcome.of(s.learningRate() * scale * g).with("m", m);
  }

  @Test
  @DisplayName("the factor follows its schedule, worked by hand")
  void scheduledFactor() {
    AddSign falling =
        new AddSign(Schedule.constant(0.1), 0.5, 1, new Rates(List.of(1.0, 0.5, 0.0)));
    ReferenceExecutor run = new ReferenceExecutor(falling, Precision.DOUBLE, 2);
    double[] weights = {0, 0};
    // The averages are 1 and 4, then 1.5 and 1 (or −2 + 2 = against −2), then 1.75 and −0.5.
    assertThat(run.step(new double[] {2, 8}, weights, 0, 0))
        .containsExactly(new double[] {0.4, 1.6}, within(1e-12));
    assertThat(run.step(new double[] {2, -2}, weights, 1, 0))
        .containsExactly(new double[] {0.3, -0.1}, within(1e-12));
    assertThat(run.step(new double[] {2, -2}, weights, 2, 0))
        .containsExactly(new double[] {0.2, -0.2}, within(1e-12));
  }
}
