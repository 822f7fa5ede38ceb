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
import org.junit.jupiter.api.Test;

class QhMomentumConformanceTest extends OptimizerConformance<QhMomentum> {

  /**
   * Not the default β = 0.999 too: it hardly forgets, and five of the kit's gradients add up to 0,
   * so that nothing but rounding would be left to compare.
   */
  @Override
  protected List<QhMomentum> optimizers() {
    return List.of(
        new QhMomentum(Schedule.constant(0.1), 0.99, 0.7),
        new QhMomentum(Schedule.constant(0.1), 0.8, 0.5),
        new QhMomentum(Schedule.constant(0.1), 0.8, 1),
        new QhMomentum(Schedule.constant(0.1), 0.8, 0));
  }

  /** The paper's update written for the buffer of the step before. */
  @Override
  protected Outcome closedForm(QhMomentum qhm, ElementStep s) {
    double g = s.gradient();
    double before = s.slot("b", 0);
    double direction = (1 - qhm.nu() * qhm.beta()) * g + qhm.nu() * qhm.beta() * before;
    return Outcome.of(s.learningRate() * direction)
        .with("b", Divisors.average(qhm.beta(), before, g));
  }

  /** η g (1 − ν β) at the first step; the average is 0.001 + 0.000999 of two equal gradients. */
  @Test
  void defaults() {
    ReferenceExecutor run = new ReferenceExecutor(new QhMomentum(), Precision.DOUBLE, 1);
    double first = run.step(new double[] {2}, new double[1], 0, 0)[0];
    double second = run.step(new double[] {2}, new double[1], 1, 0)[0];
    assertThat(first).isCloseTo(0.1 * 2 * (1 - 0.7 * 0.999), within(1e-16));
    assertThat(second).isCloseTo(0.1 * 2 * (0.3 + 0.7 * 0.001999), within(1e-16));
  }
}
