package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Precision;
import io.gradus.api.Preset;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdaBeliefConformanceTest extends OptimizerConformance<AdaBelief> {

  @Override
  protected List<AdaBelief> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new AdaBelief(),
        new AdaBelief(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.OUTSIDE),
        new AdaBelief(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.INSIDE),
        new AdaBelief(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.HAT),
        new AdaBelief(rate, 0.9, 0.999, 1e-16, EpsilonPlacement.OUTSIDE),
        new AdaBelief().presets().get(Preset.DL4J));
  }

  /** Algorithm 2 of Zhuang et al., with g − m written by the mean before; DL4J's form for ε̂. */
  @Override
  protected Outcome closedForm(AdaBelief belief, ElementStep s) {
    double b1 = belief.beta1();
    double b2 = belief.beta2();
    double epsilon = belief.epsilon();
    double t = s.age();
    double surprise = s.gradient() - s.slot("m", 0);
    double m = s.gradient() - b1 * surprise;
    double deviation = b2 * s.slot("s", 0) + (1 - b2) * Math.pow(b1 * surprise, 2) + epsilon;
    double c1 = 1 - Math.pow(b1, t);
    double c2 = 1 - Math.pow(b2, t);
    double alpha = s.learningRate() * Math.sqrt(c2) / c1;
    double update =
        switch (belief.epsilonPlacement()) {
          case OUTSIDE -> alpha * m / (Math.sqrt(deviation) + epsilon * Math.sqrt(c2));
          case INSIDE -> alpha * m / Math.sqrt(deviation + epsilon * c2);
          case HAT -> alpha * m / (Math.sqrt(deviation) + epsilon);
        };
    return Outcome.of(update).with("m", m).with("s", deviation);
  }

  @Test
  @DisplayName("ε adds up to ε / (1 − β₂)")
  void epsilonAccumulates() {
    AdaBelief belief =
        new AdaBelief(Schedule.constant(0.1), 0.5, 0.75, 1e-3, EpsilonPlacement.OUTSIDE);
    ReferenceExecutor run = new ReferenceExecutor(belief, Precision.DOUBLE, 1);
    for (int t = 0; t < 200; t++) {
      run.step(new double[1], new double[1], t, 0);
    }
    assertThat(run.slots().get("s")[0]).isCloseTo(4e-3, within(1e-15));
  }
}
