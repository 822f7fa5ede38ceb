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

class MadGradConformanceTest extends OptimizerConformance<MadGrad> {

  /** Only such μ at which θ − x₀ and the sum do not cancel: float keeps too few digits then. */
  @Override
  protected List<MadGrad> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new MadGrad(),
        new MadGrad(rate, Schedule.constant(0.7), 1e-3),
        new MadGrad(rate, Schedule.constant(0.97), 0.1));
  }

  /** Algorithm 1 of Defazio & Jelassi, from k = 0 and with c = 1 − μ. */
  @Override
  protected Outcome closedForm(MadGrad mad, ElementStep s) {
    double g = s.gradient();
    double c = 1 - mad.momentum().at(s.iteration(), 0);
    double k = s.age() - 1.0;
    double lambda = s.learningRate() * Math.sqrt(k + 1);
    double x0 = s.slot("x0", s.parameter());
    double sum = s.slot("s", 0) + lambda * g;
    double squares = s.slot("G", 0) + lambda * g * g;
    double moved = sum / (Math.cbrt(squares) + mad.epsilon());
    double update = c * moved - c * (x0 - s.parameter());
    return Outcome.of(update).with("x0", x0).with("s", sum).with("G", squares);
  }

  @Test
  @DisplayName("without momentum the weights are those of dual averaging")
  void withoutMomentum() {
    ReferenceExecutor run =
        new ReferenceExecutor(
            new MadGrad(Schedule.constant(0.1), Schedule.constant(0), 1e-3), Precision.DOUBLE, 1);
    double[] weight = {1.5};
    double sum = 0;
    double squares = 0;
    double[] gradients = {3, -2, 0.05, 0, -0.25, 0.5};
    for (int t = 0; t < gradients.length; t++) {
      double lambda = 0.1 * Math.sqrt(t + 1.0);
      sum += lambda * gradients[t];
      squares += lambda * gradients[t] * gradients[t];
      weight[0] -= run.step(new double[] {gradients[t]}, weight, t, 0)[0];
      assertThat(weight[0]).isCloseTo(1.5 - sum / (Math.cbrt(squares) + 1e-3), within(1e-14));
    }
  }

  @Test
  @DisplayName("steps 1 and 2, worked by hand")
  void firstSteps() {
    ReferenceExecutor run =
        new ReferenceExecutor(
            new MadGrad(Schedule.constant(1), Schedule.constant(0.5), 0), Precision.DOUBLE, 1);
    // s = 8, G = 64, ∛G = 4: z = 10 − 2, half way there.
    assertThat(run.step(new double[] {8}, new double[] {10}, 0, 0)[0]).isCloseTo(1, within(1e-14));
    // From 9; a zero gradient: z is still 8.
    assertThat(run.step(new double[] {0}, new double[] {9}, 1, 0)[0]).isCloseTo(0.5, within(1e-14));
    assertThat(run.slots().get("x0")[0]).isEqualTo(10);
  }
}
