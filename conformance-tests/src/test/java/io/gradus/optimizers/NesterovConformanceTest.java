package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.Capability;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;
import java.util.Set;

class NesterovConformanceTest extends OptimizerConformance<Nesterov> {

  @Override
  protected List<Nesterov> optimizers() {
    return List.of(
        new Nesterov(),
        new Nesterov(Schedule.constant(0.1), Schedule.constant(0.8), RatePlacement.OUTSIDE));
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SCALE_EQUIVARIANT, Capability.ROTATION_EQUIVARIANT);
  }

  /**
   * Inside: DL4J's way of writing the shifted look-ahead form, u = (1 + μ) v − μ v₋₁. Outside:
   * PyTorch's.
   */
  @Override
  protected Outcome closedForm(Nesterov nesterov, ElementStep s) {
    double mu = nesterov.momentum().at(s.iteration(), 0);
    double eta = s.learningRate();
    double before = s.slot("v", 0);
    if (nesterov.ratePlacement() == RatePlacement.INSIDE) {
      double v = mu * before + eta * s.gradient();
      return Outcome.of((1 + mu) * v - mu * before).with("v", v);
    }
    double v = mu * before + s.gradient();
    return Outcome.of(eta * s.gradient() + eta * mu * v).with("v", v);
  }
}
