package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class AdaGradConformanceTest extends OptimizerConformance<AdaGrad> {

  @Override
  protected List<AdaGrad> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new AdaGrad(),
        new AdaGrad(rate, 0, 0, 1e-3, EpsilonPlacement.OUTSIDE),
        new AdaGrad(rate, 0.05, 0.1, 1e-3, EpsilonPlacement.INSIDE));
  }

  @Override
  protected Outcome closedForm(AdaGrad adaGrad, ElementStep s) {
    double g = s.gradient();
    double sum = s.slot("G", adaGrad.initialAccumulator()) + g * g;
    double eta = s.learningRate() / (1 + adaGrad.learningRateDecay() * (s.age() - 1));
    double root =
        adaGrad.epsilonPlacement() == EpsilonPlacement.INSIDE
            ? Math.sqrt(sum + adaGrad.epsilon())
            : adaGrad.epsilon() + Math.sqrt(sum);
    return Outcome.of(eta * g / root).with("G", sum);
  }
}
