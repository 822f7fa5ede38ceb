package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class RmsPropConformanceTest extends OptimizerConformance<RmsProp> {

  @Override
  protected List<RmsProp> optimizers() {
    Schedule rate = Schedule.constant(0.01);
    RatePlacement in = RatePlacement.INSIDE;
    RatePlacement out = RatePlacement.OUTSIDE;
    return List.of(
        new RmsProp(),
        new RmsProp(
            rate, 0.95, Schedule.constant(0), false, 1e-3, 1e-3, EpsilonPlacement.OUTSIDE, in),
        new RmsProp(rate, 0.9, Schedule.constant(0.5), false, 0, 1e-3, EpsilonPlacement.INSIDE, in),
        new RmsProp(
            rate, 0.9, Schedule.constant(0.5), true, 0, 1e-2, EpsilonPlacement.OUTSIDE, out));
  }

  @Override
  protected double statedState(String slot, int element) {
    return slot.equals("mean") ? -0.01 * element : super.statedState(slot, element);
  }

  @Override
  protected Outcome closedForm(RmsProp rms, ElementStep s) {
    double g = s.gradient();
    double v = rms.rho() * s.slot("v", rms.initialAccumulator()) + (1 - rms.rho()) * g * g;
    Outcome state = Outcome.of(0).with("v", v);
    double variance = v;
    if (rms.centered()) {
      double mean = rms.rho() * s.slot("mean", 0) + (1 - rms.rho()) * g;
      state = state.with("mean", mean);
      variance = Math.max(0, v - mean * mean);
    }
    double root =
        rms.epsilonPlacement() == EpsilonPlacement.INSIDE
            ? Math.sqrt(variance + rms.epsilon())
            : Math.sqrt(variance) + rms.epsilon();
    double scaled = g / root;
    if (rms.momentum().isAlways(0)) {
      return new Outcome(s.learningRate() * scaled, state.state());
    }
    if (rms.ratePlacement() == RatePlacement.INSIDE) {
      double b = rms.momentum().at(s.iteration(), 0) * s.slot("b", 0) + s.learningRate() * scaled;
      return new Outcome(b, state.with("b", b).state());
    }
    double b = rms.momentum().at(s.iteration(), 0) * s.slot("b", 0) + scaled;
    return new Outcome(s.learningRate() * b, state.with("b", b).state());
  }
}
