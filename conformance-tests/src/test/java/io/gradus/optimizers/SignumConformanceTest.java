package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.Capability;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;
import java.util.Set;

class SignumConformanceTest extends OptimizerConformance<Signum> {

  @Override
  protected List<Signum> optimizers() {
    return List.of(new Signum(), new Signum(Schedule.constant(0.1), 0.6));
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SCALE_INVARIANT);
  }

  @Override
  protected double stepBound(Signum optimizer) {
    return 1;
  }

  @Override
  protected Outcome closedForm(Signum signum, ElementStep s) {
    double m = s.gradient() + signum.beta() * (s.slot("m", 0) - s.gradient());
    double direction = m > 0 ? 1 : m < 0 ? -1 : 0;
    return Outcome.of(s.learningRate() * direction).with("m", m);
  }
}
