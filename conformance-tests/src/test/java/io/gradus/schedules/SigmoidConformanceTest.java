package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;

import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class SigmoidConformanceTest extends ScheduleConformance<Sigmoid> {

  @Override
  protected List<Sigmoid> schedules() {
    return List.of(new Sigmoid(), new Sigmoid(0.5, 0.3, 9.5, EPOCHS));
  }

  /**
   * Jia et al. (2014), policy sigmoid, as a hyperbolic tangent: 1 / (1 + e⁻²ˣ) = (1 + tanh x) / 2.
   */
  @Override
  protected double closedForm(Sigmoid s, long step, long epoch) {
    double x = s.steepness() * (s.unit().count(step, epoch) - s.midpoint()) / 2;
    return x > -15 ? s.peak() * (1 + Math.tanh(x)) / 2 : s.peak() * Math.exp(2 * x);
  }
}
