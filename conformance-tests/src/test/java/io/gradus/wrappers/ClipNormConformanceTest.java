package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Host;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClipNormConformanceTest extends OptimizerConformance<ClipNorm> {

  @Override
  protected List<ClipNorm> optimizers() {
    return List.of(
        new ClipNorm(),
        new ClipNorm(new Sgd(0.1), 0.3),
        new ClipNorm(new Momentum(0.1), 1.5, 1e-6),
        new ClipNorm(new Adam(0.1), 0.6, 0.5));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.COUPLES_ELEMENTS, Trait.SPREADS_BAD_ELEMENTS);
  }

  /** Algorithm 1 of Pascanu, Mikolov & Bengio; ε as PyTorch adds it. */
  @Override
  protected Outcome closedForm(ClipNorm clip, ElementStep s) {
    double squares = 0;
    for (double g : s.gradients()) {
      squares += g * g;
    }
    double norm = Math.sqrt(squares) + clip.epsilon();
    double g = norm > clip.maxNorm() ? s.gradient() * clip.maxNorm() / norm : s.gradient();
    return Inner.step(clip.inner(), s, g, s.age());
  }

  @Test
  @DisplayName("X1: below the threshold and at it clipping is the identity to the bit")
  void identityBelow() {
    for (io.gradus.api.GradientOptimizer plain :
        List.of(new Sgd(0.3), new Momentum(), new Adam())) {
      ClipNorm clip = new ClipNorm(plain, 5);
      for (Host host : Training.hosts(clip)) {
        Training clipped = new Training(host, clip, 1, 2, 3);
        Training free = new Training(host, plain, 1, 2, 3);
        for (double[] gradient : Training.gradients(50, 3, 7)) { // ‖g‖ < √12
          assertThat(clipped.step(gradient)).as(host.name()).isEqualTo(free.step(gradient));
        }
        assertThat(clipped.step(3, 4, 0)).as(host.name()).isEqualTo(free.step(3, 4, 0));
        assertThat(clipped.step(0, 0, 0)).as(host.name()).isEqualTo(free.step(0, 0, 0));
      }
    }
  }

  @Test
  @DisplayName("Above the threshold the norm is c and the direction is kept")
  void shortens() {
    assertThat(Training.inDouble(new ClipNorm(new Sgd(1.0), 1), 0, 0).step(30, -40))
        .containsExactly(0.6, -0.8);
    ClipNorm torch = new ClipNorm(new Sgd(1.0), 1, 1e-6);
    assertThat(Training.inDouble(torch, 0, 0).step(3, 4)[0]).isCloseTo(3 / 5.000001, within(1e-15));
    double[] large = Training.gradients(1, 5000, 3)[0];
    double[] update = Training.inDouble(new ClipNorm(new Sgd(1.0), 2), large).step(large);
    double squares = 0;
    for (double u : update) {
      squares += u * u;
    }
    assertThat(Math.sqrt(squares)).isCloseTo(2, within(1e-12));
  }
}
