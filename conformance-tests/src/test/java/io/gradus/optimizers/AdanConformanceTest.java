package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdanConformanceTest extends OptimizerConformance<Adan> {

  @Override
  protected List<Adan> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new Adan(),
        new Adan(rate, 0.9, 0.7, 0.95, 1e-3, Schedule.constant(0), true),
        new Adan(rate, 0.98, 0.92, 0.99, 1e-8, Schedule.constant(0.5), true),
        new Adan(rate, 0.98, 0.92, 0.99, 1e-2, Schedule.constant(0.5), false));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.MOVES_WITHOUT_GRADIENT);
  }

  /** Algorithm 1 of Xie et al. in the paper's own β, which are 1 − β of the code. */
  @Override
  protected Outcome closedForm(Adan adan, ElementStep s) {
    double b1 = 1 - adan.beta1();
    double b2 = 1 - adan.beta2();
    double b3 = 1 - adan.beta3();
    double g = s.gradient();
    double d = g - s.slot("previous", g);
    double m = (1 - b1) * s.slot("m", 0) + b1 * g;
    double v = (1 - b2) * s.slot("v", 0) + b2 * d;
    double ahead = g + (1 - b2) * d;
    double n = (1 - b3) * s.slot("n", 0) + b3 * ahead * ahead;
    double c1 = 1 - Math.pow(adan.beta1(), s.age());
    double c2 = 1 - Math.pow(adan.beta2(), s.age());
    double c3 = 1 - Math.pow(adan.beta3(), s.age());
    double etaK = s.learningRate() / (Math.sqrt(n / c3) + adan.epsilon());
    double move = etaK * (m / c1) + etaK * (1 - b2) * (v / c2);
    double shrunk = s.learningRate() * adan.weightDecay().at(s.iteration(), 0);
    double update =
        adan.proximal()
            ? move / (1 + shrunk) + s.parameter() * shrunk / (1 + shrunk)
            : move + s.parameter() * shrunk;
    return Outcome.of(update).with("previous", g).with("m", m).with("v", v).with("n", n);
  }

  @Test
  @DisplayName("the decay alone divides by 1 + ηλ, or multiplies by 1 − ηλ, once")
  void decay() {
    Adan proximal =
        new Adan(Schedule.constant(0.5), 0.98, 0.92, 0.99, 1e-8, Schedule.constant(0.5), true);
    double[] still = {0};
    double[] weight = {2};
    assertThat(new ReferenceExecutor(proximal, Precision.DOUBLE, 1).step(still, weight, 0, 0)[0])
        .isCloseTo(2 - 2 / 1.25, within(1e-15));
    Adan plain =
        new Adan(Schedule.constant(0.5), 0.98, 0.92, 0.99, 1e-8, Schedule.constant(0.5), false);
    assertThat(new ReferenceExecutor(plain, Precision.DOUBLE, 1).step(still, weight, 0, 0)[0])
        .isCloseTo(2 - 2 * 0.75, within(1e-15));
  }
}
