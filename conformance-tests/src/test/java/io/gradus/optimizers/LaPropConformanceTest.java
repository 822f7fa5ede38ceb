package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class LaPropConformanceTest extends OptimizerConformance<LaProp> {

  @Override
  protected List<LaProp> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new LaProp(), new LaProp(rate, 0.8, 0.99, 1e-3), new LaProp(rate, 0.5, 0.9, 0.1));
  }

  /** Algorithm 1 of Ziyin et al., with the correction of n moved beside ε. */
  @Override
  protected Outcome closedForm(LaProp la, ElementStep s) {
    double g = s.gradient();
    double v = la.beta2() * s.slot("v", 0) + (1 - la.beta2()) * g * g;
    double root = Math.sqrt(1 - Math.pow(la.beta2(), s.age()));
    double scaled = g * root / (Math.sqrt(v) + la.epsilon() * root);
    double m = la.beta1() * s.slot("m", 0) + (1 - la.beta1()) * scaled;
    double rate = s.learningRate() / (1 - Math.pow(la.beta1(), s.age()));
    return Outcome.of(rate * m).with("v", v).with("m", m);
  }
}
