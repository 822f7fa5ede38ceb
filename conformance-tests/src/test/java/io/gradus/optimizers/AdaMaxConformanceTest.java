package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.ArrayList;
import java.util.List;

class AdaMaxConformanceTest extends OptimizerConformance<AdaMax> {

  @Override
  protected List<AdaMax> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    List<AdaMax> all = new ArrayList<>(new AdaMax().presets().values());
    all.add(new AdaMax());
    for (AdaMax.EpsilonIn in : AdaMax.EpsilonIn.values()) {
      all.add(new AdaMax(rate, 0.8, 0.9, 1e-2, in));
      all.add(new AdaMax(rate, 0.8, 0.9, 0, in));
    }
    return all;
  }

  /** Algorithm 2 of Kingma & Ba with the first moment corrected; 0 / 0 is 0. */
  @Override
  protected Outcome closedForm(AdaMax adaMax, ElementStep s) {
    double size = Math.abs(s.gradient());
    double m = Divisors.average(adaMax.beta1(), s.slot("m", 0), s.gradient());
    double mHat = m / (1 - Math.pow(adaMax.beta1(), s.age()));
    double decayed = adaMax.beta2() * s.slot("w", 0);
    double w = 0;
    double divisor = 0;
    switch (adaMax.epsilonIn()) {
      case GRADIENT -> {
        w = decayed > size + adaMax.epsilon() ? decayed : size + adaMax.epsilon();
        divisor = w;
      }
      case DIVISOR -> {
        w = decayed > size ? decayed : size;
        divisor = w + adaMax.epsilon();
      }
      case MAXIMUM -> {
        w = (decayed > size ? decayed : size) + adaMax.epsilon();
        divisor = w;
      }
    }
    double update = divisor == 0 ? 0 : s.learningRate() * mHat / divisor;
    return Outcome.of(update).with("m", m).with("w", w);
  }
}
