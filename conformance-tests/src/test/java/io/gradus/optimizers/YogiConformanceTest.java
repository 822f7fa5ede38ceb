package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class YogiConformanceTest extends OptimizerConformance<Yogi> {

  @Override
  protected List<Yogi> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new Yogi(),
        new Yogi(rate, 0.8, 0.9, 0, 1e-8, false),
        new Yogi(rate, 0.8, 0.99, 1e-6, 1e-2, true),
        new Yogi(rate, 0.8, 0.9, 0.5, 1e-3, true));
  }

  /** Algorithm 2 of Zaheer et al.: v goes up or down by (1 − β₂) g², towards g². */
  @Override
  protected Outcome closedForm(Yogi yogi, ElementStep s) {
    double g = s.gradient();
    double m = Divisors.average(yogi.beta1(), s.slot("m", 0), g);
    double v = s.slot("v", yogi.initialAccumulator());
    double move = g * g * (1 - yogi.beta2());
    if (v < g * g) {
      v += move;
    } else if (v > g * g) {
      v -= move;
    }
    double update = s.learningRate() * m / (Math.sqrt(v) + yogi.epsilon());
    if (yogi.biasCorrection()) {
      double c2 = 1 - Math.pow(yogi.beta2(), s.age());
      update =
          s.learningRate()
              * Divisors.rateFactor(yogi.beta1(), yogi.beta2(), s.age())
              * m
              / Divisors.ofRaw(EpsilonPlacement.OUTSIDE, v, yogi.epsilon(), c2);
    }
    return Outcome.of(update).with("m", m).with("v", v);
  }
}
