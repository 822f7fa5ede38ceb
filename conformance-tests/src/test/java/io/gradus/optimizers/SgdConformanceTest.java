package io.gradus.optimizers;

import io.gradus.conformance.Capability;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;
import java.util.Set;

class SgdConformanceTest extends OptimizerConformance<Sgd> {

  @Override
  protected List<Sgd> optimizers() {
    return List.of(new Sgd(), new Sgd(0.1));
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SCALE_EQUIVARIANT, Capability.ROTATION_EQUIVARIANT);
  }

  @Override
  protected Outcome closedForm(Sgd sgd, ElementStep s) {
    return Outcome.of(s.learningRate() * s.gradient());
  }
}
