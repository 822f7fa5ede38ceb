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

class CautiousConformanceTest extends OptimizerConformance<Cautious> {

  @Override
  protected List<Cautious> optimizers() {
    return List.of(
        new Cautious(),
        new Cautious(new Sgd(0.1)),
        new Cautious(new Momentum(0.1), 0.6),
        new Cautious(new Adam(0.1)));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.COUPLES_ELEMENTS, Trait.SPREADS_BAD_ELEMENTS);
  }

  /** Algorithm 1 of Liang et al. with the divisor of the authors' code. */
  @Override
  protected Outcome closedForm(Cautious cautious, ElementStep s) {
    double aligned = 0;
    int size = s.gradients().size();
    for (int i = 0; i < size; i++) {
      ElementStep each = s.at(i);
      if (Inner.step(cautious.inner(), each).update() * each.gradient() > 0) {
        aligned++;
      }
    }
    Outcome inner = Inner.step(cautious.inner(), s);
    boolean moves = inner.update() * s.gradient() > 0;
    double mean = Math.max(aligned / size, cautious.epsilon());
    return Inner.withUpdate(inner, moves ? inner.update() / mean : 0);
  }

  @Test
  @DisplayName("What goes against the gradient rests, and the others go further in turn")
  void masks() {
    Cautious cautious = new Cautious(new Momentum(1.0));
    for (Host host : Training.hosts(cautious)) {
      Training run = new Training(host, cautious, 0, 0, 0, 0);
      assertThat(run.step(1, 1, -1, -1)).as(host.name()).containsExactly(1, 1, -1, -1);
      // velocities 0.9 − 0.5, 0.9 + 1, −0.9 − 1, −0.9 + 0.5: two of four agree
      double[] update = run.step(-0.5, 1, -1, 0.5);
      assertThat(update[0]).as(host.name()).isZero();
      assertThat(update[1]).as(host.name()).isCloseTo(1.9 * 2, within(1e-6));
      assertThat(update[2]).as(host.name()).isCloseTo(-1.9 * 2, within(1e-6));
      assertThat(update[3]).as(host.name()).isZero();
      assertThat(run.slot("inner/v")[0]).as("the velocity goes on").isCloseTo(0.4, within(1e-6));
    }
  }

  @Test
  @DisplayName("Where all agree it is the inner step to the bit; tiny numbers do not vanish")
  void identity() {
    Cautious cautious = new Cautious(new Sgd(1e-3));
    for (Host host : Training.hosts(cautious)) {
      double[] gradient = {1e-30, -1e-25, 3};
      assertThat(new Training(host, cautious, 0, 0, 0).step(gradient))
          .as(host.name())
          .isEqualTo(new Training(host, cautious.inner(), 0, 0, 0).step(gradient));
    }
  }
}
