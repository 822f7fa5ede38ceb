package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
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

class LookaheadConformanceTest extends OptimizerConformance<Lookahead> {

  @Override
  protected List<Lookahead> optimizers() {
    return List.of(
        new Lookahead(),
        new Lookahead(new Sgd(0.1), 1, 0.3),
        new Lookahead(new Momentum(0.1), 2, 0.8),
        new Lookahead(new Adam(0.1), 3, 0.5),
        new Lookahead(new Adam(0.1), 5, 0));
  }

  /** Algorithm 1 of Zhang et al. */
  @Override
  protected Outcome closedForm(Lookahead lookahead, ElementStep s) {
    Outcome inner = Inner.step(lookahead.inner(), s);
    double slow = Inner.slotOr(s, "slow", s.parameter());
    if (s.age() % lookahead.syncPeriod() != 0) {
      return inner.with("slow", slow);
    }
    double travelled = s.parameter() - slow;
    double update = travelled - lookahead.slowStepSize() * (travelled - inner.update());
    double fast = s.parameter() - inner.update();
    double synced = slow + lookahead.slowStepSize() * (fast - slow);
    return Inner.withUpdate(inner, update).with("slow", synced);
  }

  @Test
  @DisplayName(
      "X1: by hand around gradient descent: four fast steps, and half the way at the fifth")
  void workedByHand() {
    Lookahead lookahead = new Lookahead(new Sgd(0.125));
    for (Host host : Training.hosts(lookahead)) {
      Training run = new Training(host, lookahead, 1.0);
      double[] expected = {0.875, 0.75, 0.625, 0.5, 0.6875, 0.5625, 0.4375, 0.3125, 0.1875, 0.375};
      for (int t = 0; t < expected.length; t++) {
        run.step(1);
        assertThat(run.parameter[0]).as(host.name()).isEqualTo(expected[t]);
        assertThat(run.slot("slow")[0])
            .as(host.name())
            .isEqualTo(t < 4 ? 1 : t < 9 ? 0.6875 : 0.375);
      }
    }
  }

  @Test
  @DisplayName("X1: at k the network holds the slow weights to the bit; between, inner steps")
  void holdsSlowWeights() {
    for (GradientOptimizer inner : List.of(new Momentum(), new Adam(0.01))) {
      Lookahead lookahead = new Lookahead(inner, 4, 0.3);
      for (Host host : Training.hosts(lookahead)) {
        Training run = new Training(host, lookahead, 1, -0.1, 7);
        Training plain = new Training(host, inner, 1, -0.1, 7);
        double[][] gradients = Training.gradients(40, 3, 8);
        for (int t = 1; t <= gradients.length; t++) {
          double[] slow = run.slot("slow");
          run.step(gradients[t - 1]);
          plain.step(gradients[t - 1]);
          if (t % 4 == 0) {
            assertThat(run.slot("slow")).as(host.name()).isEqualTo(run.parameter);
          } else {
            assertThat(run.update).as(host.name()).isEqualTo(plain.update);
            assertThat(run.slot("slow"))
                .as(host.name())
                .isEqualTo(t == 1 ? run.slot("slow") : slow);
          }
        }
      }
    }
  }

  @Test
  @DisplayName("With α = 1 it is the inner optimizer to the bit")
  void keepsAll() {
    Adam adam = new Adam(0.01);
    Lookahead lookahead = new Lookahead(adam, 3, 1);
    for (Host host : Training.hosts(lookahead)) {
      Training run = new Training(host, lookahead, 1, -2, 3);
      Training plain = new Training(host, adam, 1, -2, 3);
      for (double[] gradient : Training.gradients(30, 3, 9)) {
        assertThat(run.step(gradient)).as(host.name()).isEqualTo(plain.step(gradient));
      }
    }
  }
}
