package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdoptConformanceTest extends OptimizerConformance<Adopt> {

  @Override
  protected List<Adopt> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new Adopt(),
        new Adopt(rate, 0.8, 0.99, 0.3, true),
        new Adopt(rate, 0.8, 0.99, 1e-2, false),
        new Adopt(rate, 0.7, 0.9999, 1e-6, false));
  }

  /** Taniguchi et al.: their step t is the one after the t-th gradient; v₀ = g₀². */
  @Override
  protected Outcome closedForm(Adopt adopt, ElementStep s) {
    double g = s.gradient();
    if (s.age() == 1) {
      return Outcome.of(0).with("m", 0).with("v", g * g);
    }
    double before = s.slot("v", 0);
    double scaled = g / Math.max(adopt.epsilon(), Math.sqrt(before));
    double bound = adopt.clipped() ? Math.sqrt(Math.sqrt(s.age() - 1.0)) : Double.POSITIVE_INFINITY;
    if (Math.abs(scaled) > bound) {
      scaled = Math.signum(scaled) * bound;
    }
    double m = adopt.beta1() * s.slot("m", 0) + (1 - adopt.beta1()) * scaled;
    double v = adopt.beta2() * before + (1 - adopt.beta2()) * g * g;
    return Outcome.of(s.learningRate() * m).with("m", m).with("v", v);
  }

  @Test
  @DisplayName(
      "steps 1 to 4, worked by hand: v first, then the root from before and bounds 1 and 2^¼")
  void firstSteps() {
    ReferenceExecutor run =
        new ReferenceExecutor(
            new Adopt(Schedule.constant(0.1), 0.5, 0.75, 1e-6, true), Precision.DOUBLE, 1);
    double[] weight = {7};
    // v = 2² and nothing moves.
    assertThat(run.step(new double[] {2}, weight, 0, 0)[0]).isZero();
    assertThat(run.slots().get("m")[0]).isZero();
    assertThat(run.slots().get("v")[0]).isEqualTo(4);
    // 3 / √4 = 1.5 is bounded by 1; m = 0.5; v = ¾ · 4 + ¼ · 9.
    assertThat(run.step(new double[] {3}, weight, 1, 0)[0]).isCloseTo(0.05, within(1e-15));
    assertThat(run.slots().get("v")[0]).isEqualTo(5.25);
    // −6 / √5.25 = −2.62 is bounded by 2^¼ = 1.189207115; m = ½ · 0.5 − ½ · 1.189207115.
    assertThat(run.step(new double[] {-6}, weight, 2, 0)[0])
        .isCloseTo(-0.03446035575013604, within(1e-15));
    assertThat(run.slots().get("v")[0]).isEqualTo(12.9375);
    // 2 / √12.9375 is within 3^¼.
    assertThat(run.step(new double[] {2}, weight, 3, 0)[0])
        .isCloseTo(0.1 * (0.5 * -0.3446035575013604 + 1 / Math.sqrt(12.9375)), within(1e-15));
  }

  @Test
  @DisplayName("step 2 without the bound, worked by hand")
  void secondStepUnclipped() {
    ReferenceExecutor run =
        new ReferenceExecutor(
            new Adopt(Schedule.constant(0.1), 0.5, 0.75, 1e-6, false), Precision.DOUBLE, 1);
    run.step(new double[] {2}, new double[1], 0, 0);
    assertThat(run.step(new double[] {3}, new double[1], 1, 0)[0]).isCloseTo(0.075, within(1e-15));
  }
}
