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

class AdaPnmConformanceTest extends OptimizerConformance<AdaPnm> {

  /** Not the defaults: at β₀ = 1 the kit's 0.5 and 0.25 cancel, and no digit is left to compare. */
  @Override
  protected List<AdaPnm> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new AdaPnm(rate, 0.9, 0.9, 0.999, 1e-8, true),
        new AdaPnm(rate, 0.5, 0.8, 0.9, 1e-3, true),
        new AdaPnm(rate, 1.2, 0.9, 0.99, 1e-2, false),
        new AdaPnm(rate, 0, 0.9, 0.999, 1e-8, false));
  }

  /** Xie et al., AdaPNM: the momentum before the last is the one that takes the gradient in. */
  @Override
  protected Outcome closedForm(AdaPnm pnm, ElementStep s) {
    double g = s.gradient();
    double b = pnm.beta1() * pnm.beta1();
    double last = s.slot("m", 0);
    double m = g + b * (s.slot("previous", 0) - g);
    double v = pnm.beta2() * s.slot("v", 0) + (1 - pnm.beta2()) * g * g;
    double h = pnm.amsGrad() ? Math.max(s.slot("h", 0), v) : v;
    double b0 = pnm.beta0();
    double noise = Math.sqrt(1 + 2 * b0 + 2 * b0 * b0);
    double c1 = 1 - Math.pow(pnm.beta1(), s.age());
    double c2 = 1 - Math.pow(pnm.beta2(), s.age());
    double alpha = s.learningRate() * Math.sqrt(c2) / (c1 * noise);
    double update = alpha * (m + b0 * (m - last)) / (Math.sqrt(h) + pnm.epsilon() * Math.sqrt(c2));
    Outcome outcome = Outcome.of(update).with("m", m).with("previous", last).with("v", v);
    return pnm.amsGrad() ? outcome.with("h", h) : outcome;
  }

  @Test
  @DisplayName("two momenta take turns, worked by hand")
  void takesTurns() {
    AdaPnm pnm = new AdaPnm(Schedule.constant(0.1), 1, 0.5, 0.999, 1e-8, true);
    ReferenceExecutor run = new ReferenceExecutor(pnm, Precision.DOUBLE, 1);
    double[] momenta = {0.75 * 4, 0.75 * 8, 0.25 * 3 + 0.75 * 12, 0.25 * 6};
    double[] gradients = {4, 8, 12, 0};
    double first = 0.3 / Math.sqrt(5); // η (2 · 3 − 0) / √5 / (1 − ½) / √16
    for (int t = 0; t < 4; t++) {
      double update = run.step(new double[] {gradients[t]}, new double[1], t, 0)[0];
      if (t == 0) {
        assertThat(update).isCloseTo(first, within(1e-9));
      }
      assertThat(run.slots().get("m")[0]).isEqualTo(momenta[t]);
      assertThat(run.slots().get("previous")[0]).isEqualTo(t == 0 ? 0 : momenta[t - 1]);
    }
  }
}
