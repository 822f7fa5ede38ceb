package io.gradus.optimizers;

import io.gradus.conformance.Capability;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;
import java.util.Set;

class SignSgdConformanceTest extends OptimizerConformance<SignSgd> {

  @Override
  protected List<SignSgd> optimizers() {
    return List.of(new SignSgd(), new SignSgd(0.1));
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SCALE_INVARIANT);
  }

  @Override
  protected double stepBound(SignSgd optimizer) {
    return 1;
  }

  @Override
  protected Outcome closedForm(SignSgd sign, ElementStep s) {
    double g = s.gradient();
    return Outcome.of(g == 0 ? 0 : s.learningRate() * g / Math.abs(g));
  }
}
