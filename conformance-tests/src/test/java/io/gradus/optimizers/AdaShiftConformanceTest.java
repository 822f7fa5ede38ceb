package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class AdaShiftConformanceTest extends OptimizerConformance<AdaShift> {

  @Override
  protected List<AdaShift> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new AdaShift(),
        new AdaShift(rate, 10, 0.9, 0.999, 1e-10, EpsilonPlacement.OUTSIDE),
        new AdaShift(rate, 1, 0.9, 0.99, 1e-3, EpsilonPlacement.OUTSIDE),
        new AdaShift(rate, 3, 0.5, 0.9, 1e-3, EpsilonPlacement.INSIDE),
        new AdaShift(rate, 3, 1, 0.9, 1e-3, EpsilonPlacement.HAT));
  }

  /** The mean of the last n gradients by Horner's scheme, the oldest first. */
  @Override
  protected Outcome closedForm(AdaShift shift, ElementStep s) {
    int n = shift.shift();
    Outcome state = Outcome.of(0).with("g1", s.gradient());
    double sum = 0;
    double weights = 0;
    for (int i = n - 1; i >= 0; i--) {
      sum = sum * shift.beta1() + (i == 0 ? s.gradient() : s.slot("g" + i, 0));
      weights = weights * shift.beta1() + 1;
      if (i > 0) {
        state = state.with("g" + (i + 1), s.slot("g" + i, 0));
      }
    }
    double old = s.slot("g" + n, 0);
    double v = Divisors.average(shift.beta2(), s.slot("v", 0), old * old);
    double update = 0;
    if (s.age() > n) {
      double c = 1 - Math.pow(shift.beta2(), s.age() - n);
      update =
          s.learningRate()
              * Math.sqrt(c)
              * sum
              / (weights * Divisors.ofRaw(shift.epsilonPlacement(), v, shift.epsilon(), c));
    }
    return new Outcome(update, state.with("v", v).state());
  }
}
