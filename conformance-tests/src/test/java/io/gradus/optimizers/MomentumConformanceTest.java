package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.Capability;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;
import java.util.Set;

class MomentumConformanceTest extends OptimizerConformance<Momentum> {

  @Override
  protected List<Momentum> optimizers() {
    return List.of(
        new Momentum(),
        new Momentum(
            Schedule.constant(0.1), Schedule.constant(0.8), 0.5, false, RatePlacement.OUTSIDE),
        new Momentum(
            Schedule.constant(0.1), Schedule.constant(0.9), 0.25, true, RatePlacement.INSIDE));
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SCALE_EQUIVARIANT, Capability.ROTATION_EQUIVARIANT);
  }

  /** Polyak's velocity; PyTorch's buffer is the bare gradient at the first step. */
  @Override
  protected Outcome closedForm(Momentum momentum, ElementStep s) {
    double mu = momentum.momentum().at(s.iteration(), 0);
    double damping = 1 - momentum.dampening();
    if (s.age() == 1 && !momentum.dampenFirstStep()) {
      damping = 1;
    }
    double before = s.slot("v", 0);
    if (momentum.ratePlacement() == RatePlacement.INSIDE) {
      double v = mu * before + damping * s.learningRate() * s.gradient();
      return Outcome.of(v).with("v", v);
    }
    double v = mu * before + damping * s.gradient();
    return Outcome.of(s.learningRate() * v).with("v", v);
  }
}
