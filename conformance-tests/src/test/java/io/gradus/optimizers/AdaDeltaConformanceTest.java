package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.ArrayList;
import java.util.List;

class AdaDeltaConformanceTest extends OptimizerConformance<AdaDelta> {

  @Override
  protected List<AdaDelta> optimizers() {
    List<AdaDelta> all = new ArrayList<>(new AdaDelta().presets().values());
    all.add(new AdaDelta());
    all.add(new AdaDelta(Schedule.constant(0.5), 0.8, 1e-2));
    return all;
  }

  /** Zeiler's RMS[Δx] / RMS[g] · g under one root; the rate does not enter the accumulator. */
  @Override
  protected Outcome closedForm(AdaDelta adaDelta, ElementStep s) {
    double rho = adaDelta.rho();
    double epsilon = adaDelta.epsilon();
    double v = Divisors.average(rho, s.slot("v", 0), s.gradient() * s.gradient());
    double square = (s.slot("d", 0) + epsilon) / (v + epsilon) * s.gradient() * s.gradient();
    double update = Math.copySign(Math.sqrt(square), s.gradient()) * s.learningRate();
    double d = rho * s.slot("d", 0) + (1 - rho) * square;
    return Outcome.of(update).with("v", v).with("d", d);
  }
}
