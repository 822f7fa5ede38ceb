package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class AmsBoundConformanceTest extends OptimizerConformance<AmsBound> {

  @Override
  protected List<AmsBound> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new AmsBound(),
        new AmsBound(0.01),
        new AmsBound(rate, 0.8, 0.99, 0.5, 0.3, 1e-3, false),
        new AmsBound(rate, 0.8, 0.9, 2, 0.1, 1e-1, true),
        new AmsBound(rate, 0.9, 0.999, 10, 1e-3, 1e-3, true));
  }

  /** Algorithm 3 of Luo et al. */
  @Override
  protected Outcome closedForm(AmsBound bound, ElementStep s) {
    double g = s.gradient();
    double m = Divisors.average(bound.beta1(), s.slot("m", 0), g);
    double v = Divisors.average(bound.beta2(), s.slot("v", 0), g * g);
    double h = v > s.slot("h", 0) ? v : s.slot("h", 0);
    double factor =
        bound.biasCorrection() ? Divisors.rateFactor(bound.beta1(), bound.beta2(), s.age()) : 1;
    double rate =
        AdaBoundConformanceTest.rate(
            s, h, bound.finalRatio(), bound.gamma(), bound.epsilon(), factor);
    return Outcome.of(rate * m).with("m", m).with("v", v).with("h", h);
  }
}
