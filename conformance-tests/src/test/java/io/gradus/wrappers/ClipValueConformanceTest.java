package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Host;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClipValueConformanceTest extends OptimizerConformance<ClipValue> {

  @Override
  protected List<ClipValue> optimizers() {
    return List.of(
        new ClipValue(),
        new ClipValue(new Sgd(0.1), 0.3),
        new ClipValue(new Momentum(0.1), 1e-3),
        new ClipValue(new Adam(0.1), 0.6));
  }

  @Override
  protected Outcome closedForm(ClipValue clip, ElementStep s) {
    double g = s.gradient();
    double limit = clip.clipValue();
    double clipped = g > limit ? limit : g < -limit ? -limit : g;
    return Inner.step(clip.inner(), s, clipped, s.age());
  }

  @Test
  @DisplayName("Within the bounds the gradient passes to the bit; both bounds hold; NaN stays")
  void bounds() {
    ClipValue clip = new ClipValue(new Sgd(1.0), 0.7);
    for (Host host : Training.hosts(clip)) {
      double c = host.precision().round(0.7);
      double pi = host.precision().round(Math.PI / 5);
      double[] update =
          host.start(clip, 7)
              .step(
                  new double[] {pi, -pi, c, 1, -1e30, Double.NEGATIVE_INFINITY, Double.NaN},
                  new double[7],
                  0);
      assertThat(update).as(host.name()).containsExactly(pi, -pi, c, c, -c, -c, Double.NaN);
    }
  }
}
