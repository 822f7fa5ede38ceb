package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class QhAdamConformanceTest extends OptimizerConformance<QhAdam> {

  @Override
  protected List<QhAdam> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new QhAdam(),
        new QhAdam(rate, 0.8, 0.99, 0.7, 0.5, 1e-3),
        new QhAdam(rate, 0.8, 0.9, 1, 1, 1e-2),
        new QhAdam(rate, 0.8, 0.9, 0, 0, 1e-2));
  }

  /** The paper's update, both means over their bias corrections at the end. */
  @Override
  protected Outcome closedForm(QhAdam qh, ElementStep s) {
    double g = s.gradient();
    double m = Divisors.average(qh.beta1(), s.slot("m", 0), g);
    double v = Divisors.average(qh.beta2(), s.slot("v", 0), g * g);
    double c1 = 1 - Math.pow(qh.beta1(), s.age());
    double c2 = 1 - Math.pow(qh.beta2(), s.age());
    double top = ((1 - qh.nu1()) * c1 * g + qh.nu1() * m) / c1;
    double bottom = Math.sqrt(((1 - qh.nu2()) * c2 * g * g + qh.nu2() * v) / c2);
    return Outcome.of(s.learningRate() * top / (bottom + qh.epsilon())).with("m", m).with("v", v);
  }
}
