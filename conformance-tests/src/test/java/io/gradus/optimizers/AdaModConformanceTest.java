package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class AdaModConformanceTest extends OptimizerConformance<AdaMod> {

  @Override
  protected List<AdaMod> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new AdaMod(),
        new AdaMod(rate, 0.8, 0.99, 0.5, 1e-3, EpsilonPlacement.OUTSIDE),
        new AdaMod(rate, 0.8, 0.99, 0.9, 1e-3, EpsilonPlacement.INSIDE),
        new AdaMod(rate, 0.8, 0.9, 0, 1e-2, EpsilonPlacement.HAT));
  }

  /** Algorithm 1 of Ding et al. */
  @Override
  protected Outcome closedForm(AdaMod adaMod, ElementStep s) {
    double g = s.gradient();
    double m = Divisors.average(adaMod.beta1(), s.slot("m", 0), g);
    double v = Divisors.average(adaMod.beta2(), s.slot("v", 0), g * g);
    double c2 = 1 - Math.pow(adaMod.beta2(), s.age());
    double free =
        s.learningRate()
            * Math.sqrt(c2)
            / Divisors.ofRaw(adaMod.epsilonPlacement(), v, adaMod.epsilon(), c2);
    double bound = Divisors.average(adaMod.beta3(), s.slot("s", 0), free);
    double update = (bound < free ? bound : free) * m / (1 - Math.pow(adaMod.beta1(), s.age()));
    return Outcome.of(update).with("m", m).with("v", v).with("s", bound);
  }
}
