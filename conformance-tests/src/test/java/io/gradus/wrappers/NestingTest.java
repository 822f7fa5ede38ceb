package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Configuration;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import io.gradus.conformance.Host;
import io.gradus.conformance.Hosts;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.EpsilonPlacement;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Wrappers around wrappers. */
class NestingTest {

  private static final List<GradientOptimizer> NESTS =
      List.of(
          new Lookahead(new ClipNorm(new Adam(0.01), 1), 3, 0.5),
          new SkipIfNotFinite(new Lookahead(new ClipValue(new Momentum(0.01), 0.5))),
          new Accumulate(new DecoupledDecay(new Cautious(new Adam(0.01)), 0.1), 3),
          new ParameterEma(new Accumulate(new ClipNorm(new Adam(0.01), 0.1), 2), 0.9),
          new PolyakAverage(new SkipIfNotFinite(new GradientNoise(new Adam(), 0.1, 3)), 4),
          new SkipIfNotFinite(new Accumulate(new SkipIfNotFinite(new Momentum(0.1)), 4)),
          new ClipNorm(
              new ScheduleFree(
                  new CoupledDecay(
                      new Adam(
                          Schedule.constant(0.01), 0, 0.99, 1e-8, EpsilonPlacement.OUTSIDE, true),
                      0.01)),
              2),
          new Lookahead(new Lookahead(new Sgd(0.1), 2, 0.5), 3, 0.5));

  @Test
  @DisplayName("Every nest survives a map, complete and equal, and hands its rate inwards")
  void configures() {
    for (GradientOptimizer nest : NESTS) {
      assertThat(
              Configuration.fromMap(
                  Optimizer.class, Configuration.toMap(nest), NestingTest.class.getClassLoader()))
          .isEqualTo(nest);
      Schedule rate = Schedule.constant(0.123);
      assertThat(nest.withLearningRate(rate).learningRate()).isEqualTo(rate);
    }
  }

  @Test
  @DisplayName("Every nest gives the reference's bits on every host, bad gradients among them")
  void hostsAgree() {
    for (GradientOptimizer nest : NESTS) {
      for (Host host : Training.hosts(nest)) {
        for (int size : new int[] {1, 9, 1500}) {
          double[] theta = Training.gradients(1, size, 1)[0];
          Training run = new Training(host, nest, theta);
          Training reference = new Training(Hosts.reference(host.precision()), nest, theta);
          double[][] gradients = Training.gradients(14, size, 2);
          if (nest instanceof SkipIfNotFinite) {
            gradients[0][0] = Double.NaN;
            gradients[6][size - 1] = Double.POSITIVE_INFINITY;
          }
          for (double[] gradient : gradients) {
            run.step(gradient);
            reference.step(gradient);
            assertThat(run.parameter)
                .as("%s on %s, size %d", nest, host.name(), size)
                .isEqualTo(reference.parameter);
          }
          assertThat(run.state()).usingRecursiveComparison().isEqualTo(reference.state());
        }
      }
    }
  }

  @Test
  @DisplayName("Every nest resumes after any step as if it had never stopped")
  void resumes() {
    for (GradientOptimizer nest : NESTS) {
      for (Host host : Training.hosts(nest)) {
        double[][] gradients = Training.gradients(10, 3, 4);
        for (int k = 0; k < gradients.length; k++) {
          Training through = new Training(host, nest, 1, 2, 3);
          for (int t = 0; t < k; t++) {
            through.step(gradients[t]);
          }
          Host.Session resumed = host.resume(nest, through.state(), k, 3);
          for (int t = k; t < gradients.length; t++) {
            double[] before = through.parameter.clone();
            assertThat(resumed.step(gradients[t], before, t))
                .as("%s on %s, resumed at %d, step %d", nest, host.name(), k, t + 1)
                .isEqualTo(through.step(gradients[t]));
          }
        }
      }
    }
  }

  @Test
  @DisplayName("Slots lie under the path to their rule")
  void paths() {
    Training run = Training.inDouble(new Lookahead(new Accumulate(new Adam(), 2), 2, 0.5), 1.0);
    assertThat(run.state().keySet())
        .containsExactlyInAnyOrder("slow", "inner/sum", "inner/inner/m", "inner/inner/v");
  }

  @Test
  @DisplayName("X1: the outer wrapper sees the gradient first: clip and coupled decay, both ways")
  void order() {
    Training clipsFirst =
        Training.inDouble(new ClipValue(new CoupledDecay(new Sgd(1.0), 0.5), 1), 4.0);
    assertThat(clipsFirst.step(3)).containsExactly(1 + 2);
    Training decaysFirst =
        Training.inDouble(new CoupledDecay(new ClipValue(new Sgd(1.0), 1), 0.5), 4.0);
    assertThat(decaysFirst.step(3)).containsExactly(1);
  }

  @Test
  @DisplayName("Decay inside accumulation acts once in k, decay around it at every micro-step")
  void decayAndAccumulation() {
    Training inside =
        Training.inDouble(new Accumulate(new DecoupledDecay(new Sgd(1.0), 0.5), 2), 1.0);
    inside.step(0);
    inside.step(0);
    assertThat(inside.parameter[0]).isEqualTo(0.5);
    Training around =
        Training.inDouble(new DecoupledDecay(new Accumulate(new Sgd(1.0), 2), 0.5), 1.0);
    around.step(0);
    around.step(0);
    assertThat(around.parameter[0]).isEqualTo(0.25);
  }

  @Test
  @DisplayName("Lookahead inside accumulation counts the inner steps")
  void lookaheadInsideAccumulation() {
    Lookahead lookahead = new Lookahead(new Sgd(0.1), 3, 0.5);
    Training micro = Training.inDouble(new Accumulate(lookahead, 2), 1.0);
    Training whole = Training.inDouble(lookahead, 1.0);
    for (double[] gradient : Training.gradients(9, 1, 3)) {
      micro.step(gradient);
      micro.step(gradient);
      whole.step(gradient);
      assertThat(micro.parameter[0]).isCloseTo(whole.parameter[0], within(1e-15));
    }
  }
}
