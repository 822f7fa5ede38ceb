package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class AdamConformanceTest extends OptimizerConformance<Adam> {

  @Override
  protected List<Adam> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new Adam(),
        new Adam(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.OUTSIDE, true),
        new Adam(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.INSIDE, true),
        new Adam(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.HAT, true),
        new Adam(rate, 0.9, 0.999, 1e-8, EpsilonPlacement.OUTSIDE, false));
  }

  @Override
  protected double stepBound(Adam optimizer) {
    // section 2.1 of the paper
    boolean corrected =
        optimizer.biasCorrection() && optimizer.epsilonPlacement() != EpsilonPlacement.HAT;
    double sparse = (1 - optimizer.beta1()) / Math.sqrt(1 - optimizer.beta2());
    return corrected ? Math.max(1, sparse) : Double.POSITIVE_INFINITY;
  }

  /** Algorithm 1 of Kingma & Ba; ε̂ as the remark at the end of their section 2 has it. */
  @Override
  protected Outcome closedForm(Adam adam, ElementStep s) {
    double g = s.gradient();
    double t = s.age();
    double m = adam.beta1() * s.slot("m", 0) + (1 - adam.beta1()) * g;
    double v = adam.beta2() * s.slot("v", 0) + (1 - adam.beta2()) * g * g;
    double mHat = adam.biasCorrection() ? m / (1 - Math.pow(adam.beta1(), t)) : m;
    double vHat = adam.biasCorrection() ? v / (1 - Math.pow(adam.beta2(), t)) : v;
    double alpha =
        s.learningRate()
            * Math.sqrt(1 - Math.pow(adam.beta2(), t))
            / (1 - Math.pow(adam.beta1(), t));
    double update =
        switch (adam.epsilonPlacement()) {
          case OUTSIDE -> s.learningRate() * mHat / (Math.sqrt(vHat) + adam.epsilon());
          case INSIDE -> s.learningRate() * mHat / Math.sqrt(vHat + adam.epsilon());
          case HAT -> alpha * m / (Math.sqrt(v) + adam.epsilon());
        };
    return Outcome.of(update).with("m", m).with("v", v);
  }
}
