package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizers;
import io.gradus.api.Precision;
import io.gradus.conformance.Host;
import io.gradus.kernel.Kernel;
import io.gradus.kernel.Memory;
import io.gradus.kernel.Operands;
import io.gradus.kernel.Tensors;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.MadGrad;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The age of a state is the number of updates that it has seen, which a skipped step is not. */
class SkippedStepsTest {

  private static final double NAN = Double.NaN;

  @Test
  @DisplayName("What a rule does at age 1 it does at the first step that is taken")
  void theFirstStepIsTheFirstThatIsTaken() {
    SkipIfNotFinite skip = new SkipIfNotFinite(new MadGrad());
    for (Host host : Training.hosts(skip)) {
      Training run = new Training(host, skip, 1.0);
      run.step(NAN);
      for (int t = 0; t < 60; t++) {
        run.step(0);
      }
      assertThat(run.parameter).as(host.name()).containsExactly(1);
    }
  }

  @Test
  @DisplayName("A skipped micro-step is not one of the k that are accumulated")
  void accumulatesWhatIsTaken() {
    SkipIfNotFinite skip = new SkipIfNotFinite(new Accumulate(new Sgd(1.0), 4));
    for (Host host : Training.hosts(skip)) {
      for (int bad = 0; bad < 8; bad++) {
        Training run = new Training(host, skip, 0.0);
        List<Double> steps = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
          if (t == bad || t == bad + 2) {
            assertThat(run.step(NAN)).containsExactly(0);
          }
          double u = run.step(1)[0];
          if (u != 0) {
            steps.add(u);
          }
        }
        assertThat(steps).as("%s, bad at %d", host.name(), bad).containsExactly(1.0, 1.0, 1.0, 1.0);
      }
    }
  }

  /** Adam's first step is η whatever the gradient; with the age of 2 it would be another. */
  @Test
  @DisplayName("A batch that is skipped within an accumulation is no step of the inner rule")
  void skipsWithinAccumulation() {
    Accumulate accumulate = new Accumulate(new SkipIfNotFinite(new Adam(0.5)), 2);
    Accumulate plain = new Accumulate(new Adam(0.5), 2);
    for (Host host : Training.hosts(accumulate)) {
      Training run = new Training(host, accumulate, 1, 2);
      Training expected = new Training(host, plain, 1, 2);
      double[][] gradients = Training.gradients(8, 2, 5);
      for (int t = 0; t < gradients.length; t++) {
        if (t % 4 == 2) {
          run.step(0.5, NAN);
          run.step(1, 1);
        }
        assertThat(run.step(gradients[t])).isEqualTo(expected.step(gradients[t]));
      }
      assertThat(run.slot("inner/inner_skipped")).containsOnly(2);
    }
  }

  static Stream<GradientOptimizer> family() {
    return Optimizers.installed().all().stream()
        .filter(GradientOptimizer.class::isInstance)
        .map(GradientOptimizer.class::cast);
  }

  /** The wrappers that make something of the gradient, so that NaN reaches what they wrap. */
  static Stream<GradientOptimizer> nests() {
    Adam adam = new Adam(0.1);
    return Stream.concat(
        family(),
        Stream.of(
            new SkipIfNotFinite(new SkipIfNotFinite(adam)),
            new Accumulate(new SkipIfNotFinite(new Momentum(0.1)), 3),
            new Lookahead(new Accumulate(new MadGrad(), 2), 3, 0.5),
            new PolyakAverage(new Lookahead(new SkipIfNotFinite(adam), 2, 0.5), 3),
            new DecoupledDecay(new Cautious(new ClipNorm(adam, 1)), 0.1)));
  }

  @ParameterizedTest
  @MethodSource("nests")
  @DisplayName("Steps that are skipped leave a rule as if they had never been")
  void asIfTheyHadNeverBeen(GradientOptimizer inner) {
    SkipIfNotFinite skip = new SkipIfNotFinite(inner);
    double[][] gradients = Training.gradients(12, 3, 8);
    for (Host host : Training.hosts(skip)) {
      Training run = new Training(host, skip, 1, -2, 3);
      Training plain = new Training(host, inner, 1, -2, 3);
      for (int t = 0; t < gradients.length; t++) {
        for (int bad = 0; bad < (t % 5 == 0 ? 2 : 0); bad++) {
          assertThat(run.step(1, bad == 0 ? NAN : 1 / 0.0, 2)).containsOnly(0);
        }
        assertThat(run.step(gradients[t]))
            .as("%s on %s, step %d", inner, host.name(), t + 1)
            .isEqualTo(plain.step(gradients[t]));
      }
      Map<String, double[]> state = run.state();
      assertThat(state.remove("inner_skipped")).containsOnly(6);
      plain
          .state()
          .forEach((slot, content) -> assertThat(state.get("inner/" + slot)).isEqualTo(content));
    }
  }

  @ParameterizedTest
  @MethodSource("nests")
  @DisplayName("A run with skipped steps resumes after any step in the same bits")
  void resumes(GradientOptimizer inner) {
    SkipIfNotFinite skip = new SkipIfNotFinite(inner);
    double[][] gradients = Training.gradients(9, 3, 9);
    gradients[0][1] = NAN;
    gradients[4][2] = NAN;
    gradients[5][0] = 1 / 0.0;
    for (Host host : Training.hosts(skip)) {
      for (int k = 0; k < gradients.length; k++) {
        Training through = new Training(host, skip, 1, 2, 3);
        for (int t = 0; t < k; t++) {
          through.step(gradients[t]);
        }
        Host.Session resumed = host.resume(skip, through.state(), k, 3);
        for (int t = k; t < gradients.length; t++) {
          double[] before = through.parameter.clone();
          assertThat(resumed.step(gradients[t], before, t))
              .as("%s on %s, resumed at %d, step %d", inner, host.name(), k, t + 1)
              .isEqualTo(through.step(gradients[t]));
        }
      }
    }
  }

  @Test
  @DisplayName("Tensors that lie side by side skip steps of their own")
  void byTensor() {
    SkipIfNotFinite skip = new SkipIfNotFinite(new Accumulate(new Adam(0.5), 2));
    Tensors tensors =
        new Tensors(List.of(new Tensors.Tensor(2, true), new Tensors.Tensor(3, false)));
    for (Precision precision : Precision.values()) {
      Kernel kernel = new Kernel(skip, precision);
      List<Memory> state = kernel.slots().stream().map(slot -> memory(precision, 0, 0, 0)).toList();
      Memory u = memory(precision, 0, 0, 0);
      Operands operands = new Operands(u, null, state, u, tensors);
      Kernel[] alone = {new Kernel(skip, precision), new Kernel(skip, precision)};
      Memory[] parts = {memory(precision, 0, 0), memory(precision, 0)};
      List<Operands> each = new ArrayList<>();
      for (Memory part : parts) {
        List<Memory> own =
            kernel.slots().stream()
                .map(slot -> memory(precision, new double[(int) part.length()]))
                .toList();
        each.add(new Operands(part, null, own, part, Tensors.single(part.length())));
      }
      double[][] gradients = Training.gradients(9, 3, 3);
      gradients[1][0] = NAN;
      gradients[4][2] = NAN;
      gradients[5][2] = NAN;
      for (int t = 0; t < gradients.length; t++) {
        for (int i = 0; i < 3; i++) {
          u.set(i, gradients[t][i]);
          parts[i / 2].set(i % 2, gradients[t][i]);
        }
        kernel.step(operands, t + 1, t, 0);
        for (int part = 0; part < 2; part++) {
          alone[part].step(each.get(part), t + 1, t, 0);
        }
        for (int i = 0; i < 3; i++) {
          assertThat(u.get(i)).as("step %d", t + 1).isEqualTo(parts[i / 2].get(i % 2));
        }
      }
      int count = kernel.slots().size() - 4;
      assertThat(kernel.slots().get(count).name()).isEqualTo("inner_skipped");
      assertThat(state.get(count).get(0)).isEqualTo(1);
      assertThat(state.get(count).get(2)).isEqualTo(2);
    }
  }

  private static Memory memory(Precision precision, double... values) {
    Memory memory =
        precision == Precision.FLOAT
            ? Memory.of(new float[values.length])
            : Memory.of(new double[values.length]);
    for (int i = 0; i < values.length; i++) {
      memory.set(i, values[i]);
    }
    return memory;
  }

  /** In float, 2e19 squared is infinite: Adam's v would be so for ever, and its step 0. */
  @Test
  @DisplayName("A finite gradient whose square overflows is skipped as well")
  void overflow() {
    SkipIfNotFinite skip = new SkipIfNotFinite(new Adam(0.5));
    for (Host host : Training.hosts(skip)) {
      double huge = host.precision() == Precision.FLOAT ? 2e19 : 2e154;
      Training run = new Training(host, skip, 0.0);
      assertThat(run.step(huge)).as(host.name()).containsExactly(0);
      assertThat(run.step(3)[0]).isBetween(0.4999, 0.5001); // Adam's first step is η
      assertThat(run.slot("inner/v")[0]).isBetween(0.008, 0.01);
    }
  }

  @Test
  @DisplayName("A state that has skipped more steps than it has seen is refused in a sentence")
  void refusesAnotherState() {
    SkipIfNotFinite skip = new SkipIfNotFinite(new Sgd(1.0));
    for (Host host : Training.hosts(skip)) {
      Map<String, double[]> state = Map.of("inner_skipped", new double[] {3});
      assertThatThrownBy(
              () -> host.resume(skip, state, 2, 1).step(new double[] {1}, new double[1], 2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("'inner_skipped' says that 3 steps were skipped");
    }
  }
}
