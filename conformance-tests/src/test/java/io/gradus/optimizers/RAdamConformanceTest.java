package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Precision;
import io.gradus.api.Preset;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RAdamConformanceTest extends OptimizerConformance<RAdam> {

  @Override
  protected List<RAdam> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    List<RAdam> all = new ArrayList<>(new RAdam().presets().values());
    all.add(new RAdam());
    all.add(new RAdam(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.HAT, 5, true));
    all.add(new RAdam(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.OUTSIDE, 4, false));
    all.add(new RAdam(rate, 0.9, 0.999, 1e-3, EpsilonPlacement.INSIDE, 5, false));
    all.add(new RAdam(rate, 0.9, 0.5, 1e-8, EpsilonPlacement.HAT, 4, true));
    return all;
  }

  /** Algorithm 2 of Liu et al., r as a product of quotients. */
  @Override
  protected Outcome closedForm(RAdam radam, ElementStep s) {
    double g = s.gradient();
    double t = s.age();
    double beta2 = radam.beta2();
    double m = Divisors.average(radam.beta1(), s.slot("m", 0), g);
    double v = Divisors.average(beta2, s.slot("v", 0), g * g);
    double c2 = 1 - Math.pow(beta2, t);
    double longest = (1 + beta2) / (1 - beta2);
    double length = longest - 2 * t * (1 / c2 - 1);
    double step = s.learningRate() * m / (1 - Math.pow(radam.beta1(), t));
    if (length > radam.threshold()) {
      double r =
          Math.sqrt((length - 4) / (longest - 4))
              * Math.sqrt((length - 2) / (longest - 2))
              * Math.sqrt(longest / length);
      step *= r * Math.sqrt(c2) / Divisors.ofRaw(radam.epsilonPlacement(), v, radam.epsilon(), c2);
    } else if (!radam.momentumBeforeRectification()) {
      step = 0;
    }
    return Outcome.of(step).with("m", m).with("v", v);
  }

  /** With β₂ = 0.999, ρ is 3.9975, 4.9960, 5.9942 at t = 4, 5, 6. */
  @Test
  void paperAndPyTorchDifferInTheFifthStepAlone() {
    ReferenceExecutor paper = new ReferenceExecutor(new RAdam(), Precision.DOUBLE, 1);
    ReferenceExecutor torch =
        new ReferenceExecutor(Preset.PYTORCH.of(RAdam.class), Precision.DOUBLE, 1);
    for (int t = 1; t <= 8; t++) {
      double[] gradient = {0.01};
      double one = paper.step(gradient, new double[1], t - 1, 0)[0];
      double other = torch.step(gradient, new double[1], t - 1, 0)[0];
      assertThat(one == other).as("step %d", t).isEqualTo(t != 5);
    }
  }
}
