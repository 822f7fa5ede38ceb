package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class SparseAdamConformanceTest extends OptimizerConformance<SparseAdam> {

  @Override
  protected List<SparseAdam> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new SparseAdam(),
        new SparseAdam(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.HAT),
        new SparseAdam(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.OUTSIDE),
        new SparseAdam(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.INSIDE));
  }

  /** PyTorch's: what a step does not see stays. */
  @Override
  protected Outcome closedForm(SparseAdam adam, ElementStep s) {
    double g = s.gradient();
    if (g == 0) {
      return Outcome.of(0).with("m", s.slot("m", 0)).with("v", s.slot("v", 0));
    }
    double m = s.slot("m", 0) + (g - s.slot("m", 0)) * (1 - adam.beta1());
    double v = s.slot("v", 0) + (g * g - s.slot("v", 0)) * (1 - adam.beta2());
    double c2 = 1 - Math.pow(adam.beta2(), s.age());
    double alpha = s.learningRate() * Divisors.rateFactor(adam.beta1(), adam.beta2(), s.age());
    double divisor = Divisors.ofRaw(adam.epsilonPlacement(), v, adam.epsilon(), c2);
    return Outcome.of(alpha * m / divisor).with("m", m).with("v", v);
  }
}
