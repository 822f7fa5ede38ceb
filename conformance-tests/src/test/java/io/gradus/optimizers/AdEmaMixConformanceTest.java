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

class AdEmaMixConformanceTest extends OptimizerConformance<AdEmaMix> {

  /**
   * Not the defaults: at β₃ = 0.9999 the kit's gradients cancel, and float keeps no digit of m₂.
   */
  @Override
  protected List<AdEmaMix> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new AdEmaMix(rate, 0.9, 0.999, 0.99, 5, 0, 1e-8, Schedule.constant(0)),
        new AdEmaMix(rate, 0.8, 0.99, 0.999, 8, 5, 1e-3, Schedule.constant(0)),
        new AdEmaMix(rate, 0.7, 0.999, 0.98, 2, 8, 1e-8, Schedule.constant(0.5)));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.MOVES_WITHOUT_GRADIENT);
  }

  /** Algorithm 1 of Pagliardini et al.; β₃ by its half-life, as the paper's appendix derives it. */
  @Override
  protected Outcome closedForm(AdEmaMix mix, ElementStep s) {
    double g = s.gradient();
    double t = s.age();
    double alpha = mix.alpha();
    double b3 = mix.beta3();
    if (mix.warmupSteps() > 0) {
      double x = t / mix.warmupSteps();
      double fast = Math.log(0.5) / Math.log(mix.beta1());
      double slow = Math.log(0.5) / Math.log(mix.beta3());
      alpha = Math.min(x * alpha, alpha);
      b3 = Math.min(Math.pow(0.5, 1 / (fast + x * (slow - fast))), b3);
    }
    double m1 = mix.beta1() * s.slot("m1", 0) + (1 - mix.beta1()) * g;
    double m2 = b3 * s.slot("m2", 0) + (1 - b3) * g;
    double v = mix.beta2() * s.slot("v", 0) + (1 - mix.beta2()) * g * g;
    double c1 = 1 - Math.pow(mix.beta1(), t);
    double c2 = 1 - Math.pow(mix.beta2(), t);
    double root = Math.sqrt(v / c2) + mix.epsilon();
    double update = s.learningRate() * (m1 / c1 / root + alpha * m2 / root);
    update += s.learningRate() * mix.weightDecay().at(s.iteration(), 0) * s.parameter();
    return Outcome.of(update).with("m1", m1).with("m2", m2).with("v", v);
  }

  @Test
  @DisplayName("the first step at the defaults: the slow momentum is not corrected")
  void defaults() {
    ReferenceExecutor run = new ReferenceExecutor(new AdEmaMix(), Precision.DOUBLE, 1);
    double update = run.step(new double[] {4}, new double[1], 0, 0)[0];
    assertThat(update).isCloseTo(1e-3 * (1 + 5 * 1e-4) * 4 / (4 + 1e-8), within(1e-15));
  }

  @Test
  @DisplayName("the warm-up, worked by hand: half way, at its end, past it")
  void warmup() {
    // ln β₁ = 2 ln ½ and ln β₃ = ln ½: half way 1 / ln b = ¾ / ln ½, so b = ½^(4/3).
    ReferenceExecutor run =
        new ReferenceExecutor(
            new AdEmaMix(Schedule.constant(0.1), 0.25, 0.5, 0.5, 4, 2, 0, Schedule.constant(0)),
            Precision.DOUBLE,
            1);
    double[] one = {1};
    double m2 = 1 - 0.3968502629920499;
    assertThat(run.step(one, one, 0, 0)[0]).isCloseTo(0.1 * (1 + 2 * m2), within(1e-15));
    m2 = (m2 + 1) / 2;
    assertThat(run.step(one, one, 1, 0)[0]).isCloseTo(0.1 * (1 + 4 * m2), within(1e-15));
    m2 = (m2 + 1) / 2;
    assertThat(run.step(one, one, 2, 0)[0]).isCloseTo(0.1 * (1 + 4 * m2), within(1e-15));
  }
}
