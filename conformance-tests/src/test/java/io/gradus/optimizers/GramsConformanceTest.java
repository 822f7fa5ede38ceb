package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class GramsConformanceTest extends OptimizerConformance<Grams> {

  @Override
  protected List<Grams> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(new Grams(), new Grams(rate, 0.8, 0.99, 1e-3), new Grams(rate, 0.5, 0.9, 1e-6));
  }

  /** Cao et al.: Adam's update, turned round where it points away from the gradient. */
  @Override
  protected Outcome closedForm(Grams grams, ElementStep s) {
    double g = s.gradient();
    double m = grams.beta1() * s.slot("m", 0) + (1 - grams.beta1()) * g;
    double v = grams.beta2() * s.slot("v", 0) + (1 - grams.beta2()) * g * g;
    double c1 = 1 - Math.pow(grams.beta1(), s.age());
    double c2 = 1 - Math.pow(grams.beta2(), s.age());
    double adam = s.learningRate() * m / (c1 * Math.sqrt(v / c2) + c1 * grams.epsilon());
    double update = g == 0 ? 0 : adam * g < 0 ? -adam : adam;
    return Outcome.of(update).with("m", m).with("v", v);
  }
}
