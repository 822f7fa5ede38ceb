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

class MSvagConformanceTest extends OptimizerConformance<MSvag> {

  @Override
  protected List<MSvag> optimizers() {
    return List.of(new MSvag(), new MSvag(Schedule.constant(0.1), 0.6));
  }

  @Override
  protected double statedState(String slot, int element) {
    return slot.equals("m") ? 0.1 * element - 0.05 : 0.5 + element;
  }

  /** Balles & Hennig: the factor 1 / (1 + ρ s / m²), with ρ as the sum of squared weights. */
  @Override
  protected Outcome closedForm(MSvag msvag, ElementStep s) {
    double b = msvag.beta();
    double g = s.gradient();
    double m = b * s.slot("m", 0) + (1 - b) * g;
    double v = b * s.slot("v", 0) + (1 - b) * g * g;
    Outcome state = Outcome.of(0).with("m", m).with("v", v);
    double weights = 0;
    double squares = 0;
    for (int k = 0; k < s.age(); k++) {
      weights += Math.pow(b, k);
      squares += Math.pow(b, 2 * k);
    }
    double rho = squares / (weights * weights);
    double mean = m / ((1 - b) * weights);
    if (mean == 0 || s.age() == 1) {
      return new Outcome(s.learningRate() * mean, state.state());
    }
    double variance = Math.max(0, v / ((1 - b) * weights) - mean * mean) / (1 - rho);
    double update = s.learningRate() * mean / (1 + rho * variance / (mean * mean));
    return new Outcome(update, state.state());
  }

  @Test
  @DisplayName("steps 1 and 2, worked by hand")
  void firstSteps() {
    ReferenceExecutor run =
        new ReferenceExecutor(new MSvag(Schedule.constant(1), 0.5), Precision.DOUBLE, 1);
    assertThat(run.step(new double[] {1}, new double[1], 0, 0)[0]).isCloseTo(1, within(1e-15));
    // m̂ = 7/3, v̂ = 19/3, ρ = 5/9, s = 2: the sample variance of 1 and 3; factor 49/59.
    assertThat(run.step(new double[] {3}, new double[1], 1, 0)[0])
        .isCloseTo(343.0 / 177, within(1e-14));
  }
}
