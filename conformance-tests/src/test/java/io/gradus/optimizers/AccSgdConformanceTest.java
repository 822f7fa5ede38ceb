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

class AccSgdConformanceTest extends OptimizerConformance<AccSgd> {

  @Override
  protected List<AccSgd> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(new AccSgd(), new AccSgd(rate, 100, 10, 1), new AccSgd(rate, 20, 1.5, 0.4));
  }

  /** Kidambi et al. in their two points w and θ, with θ at the origin before the step. */
  @Override
  protected Outcome closedForm(AccSgd acc, ElementStep s) {
    double k = acc.smallConst();
    double g = s.gradient();
    double alpha = 1 - k * k * acc.xi() / acc.kappa();
    double longStep = s.learningRate() * acc.kappa() / k;
    double w = alpha * s.slot("d", 0) - (1 - alpha) * longStep * g;
    double theta = (k * -s.learningRate() * g + (1 - alpha) * w) / (k + 1 - alpha);
    return Outcome.of(-theta).with("d", w - theta);
  }

  @Test
  @DisplayName("the weights are those of the authors' two sequences")
  void followsTheTwoSequences() {
    ReferenceExecutor run = new ReferenceExecutor(new AccSgd(0.1), Precision.DOUBLE, 1);
    double beta = 0.0049; // ξ k² / κ = 10 · 0.49 / 1000
    double[] weight = {1.5};
    double theta = 1.5;
    double w = 1.5;
    double[] gradients = {3, -2, 0.5, 0, 0.25, -1};
    for (int t = 0; t < gradients.length; t++) {
      double g = gradients[t];
      w = (1 - beta) * w + beta * (theta - 0.1 * 1000 / 0.7 * g);
      double zeta = 0.7 / (0.7 + beta);
      theta = zeta * (theta - 0.1 * g) + (1 - zeta) * w;
      weight[0] -= run.step(new double[] {g}, weight, t, 0)[0];
      assertThat(weight[0]).isCloseTo(theta, within(1e-13));
    }
  }
}
