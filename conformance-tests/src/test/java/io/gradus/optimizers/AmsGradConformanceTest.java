package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.ArrayList;
import java.util.List;

class AmsGradConformanceTest extends OptimizerConformance<AmsGrad> {

  @Override
  protected List<AmsGrad> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    List<AmsGrad> all = new ArrayList<>(new AmsGrad().presets().values());
    all.add(new AmsGrad());
    for (AmsGrad.Correction correction : AmsGrad.Correction.values()) {
      for (EpsilonPlacement placement : EpsilonPlacement.values()) {
        all.add(new AmsGrad(rate, 0.8, 0.9, 1e-3, placement, correction));
      }
    }
    return all;
  }

  /** Algorithm 2 of Reddi, Kale & Kumar; corrected as PyTorch or as optax has it. */
  @Override
  protected Outcome closedForm(AmsGrad ams, ElementStep s) {
    double g = s.gradient();
    double m = Divisors.average(ams.beta1(), s.slot("m", 0), g);
    double v = Divisors.average(ams.beta2(), s.slot("v", 0), g * g);
    double c1 = 1 - Math.pow(ams.beta1(), s.age());
    double c2 = 1 - Math.pow(ams.beta2(), s.age());
    double h = 0;
    double raw = 0;
    double c = 1;
    double first = m;
    switch (ams.correction()) {
      case NONE -> {
        h = Math.max(v, s.slot("h", 0));
        raw = h;
      }
      case AFTER_MAXIMUM -> {
        h = Math.max(v, s.slot("h", 0));
        raw = h;
        c = c2;
        first = m / c1;
      }
      case BEFORE_MAXIMUM -> {
        h = Math.max(v / c2, s.slot("h", 0));
        raw = h * c2;
        c = c2;
        first = m / c1;
      }
    }
    double divisor = Divisors.ofRaw(ams.epsilonPlacement(), raw, ams.epsilon(), c);
    return Outcome.of(s.learningRate() * Math.sqrt(c) * first / divisor)
        .with("m", m)
        .with("v", v)
        .with("h", h);
  }
}
