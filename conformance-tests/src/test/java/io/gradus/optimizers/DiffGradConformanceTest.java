package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class DiffGradConformanceTest extends OptimizerConformance<DiffGrad> {

  @Override
  protected List<DiffGrad> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new DiffGrad(),
        new DiffGrad(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.OUTSIDE),
        new DiffGrad(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.INSIDE),
        new DiffGrad(rate, 0.8, 0.9, 1e-2, EpsilonPlacement.HAT));
  }

  /** The logistic function of |Δg| as half of 1 + tanh(|Δg| / 2). */
  @Override
  protected Outcome closedForm(DiffGrad diffGrad, ElementStep s) {
    double g = s.gradient();
    double m = Divisors.average(diffGrad.beta1(), s.slot("m", 0), g);
    double v = Divisors.average(diffGrad.beta2(), s.slot("v", 0), g * g);
    double friction = (1 + Math.tanh(Math.abs(g - s.slot("previous", 0)) / 2)) / 2;
    double c2 = 1 - Math.pow(diffGrad.beta2(), s.age());
    double update =
        s.learningRate()
            * Divisors.rateFactor(diffGrad.beta1(), diffGrad.beta2(), s.age())
            * friction
            * m
            / Divisors.ofRaw(diffGrad.epsilonPlacement(), v, diffGrad.epsilon(), c2);
    return Outcome.of(update).with("m", m).with("v", v).with("previous", g);
  }
}
