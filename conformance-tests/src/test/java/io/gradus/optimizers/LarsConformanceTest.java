package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import io.gradus.kernel.Kernel;
import io.gradus.kernel.Memory;
import io.gradus.kernel.Operands;
import io.gradus.kernel.Tensors;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LarsConformanceTest extends OptimizerConformance<Lars> {

  @Override
  protected List<Lars> optimizers() {
    Schedule rate = Schedule.constant(2);
    return List.of(
        new Lars(),
        new Lars(rate, Schedule.constant(0.8), Schedule.constant(0.5), 0.1, false, false),
        new Lars(rate, Schedule.constant(0.5), Schedule.constant(0.5), 0.1, true, true),
        new Lars(rate, Schedule.constant(0), Schedule.constant(0), 0.01, true, false));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.COUPLES_ELEMENTS, Trait.SPREADS_BAD_ELEMENTS, Trait.MOVES_WITHOUT_GRADIENT);
  }

  /** Algorithm 1 of You, Gitman & Ginsburg, the parameters as one layer. */
  @Override
  protected Outcome closedForm(Lars lars, ElementStep s) {
    double beta = lars.weightDecay().at(s.iteration(), 0);
    double w = 0;
    double g = 0;
    double both = 0;
    for (int i = 0; i < s.gradients().size(); i++) {
      w += Math.pow(s.parameters().get(i), 2);
      g += Math.pow(s.gradients().get(i), 2);
      both += Math.pow(s.gradients().get(i) + beta * s.parameters().get(i), 2);
    }
    double divisor = lars.normOfSum() ? Math.sqrt(both) : Math.sqrt(g) + beta * Math.sqrt(w);
    double local = w > 0 && divisor > 0 ? lars.trustCoefficient() * Math.sqrt(w) / divisor : 1;
    double v =
        lars.momentum().at(s.iteration(), 0) * s.slot("v", 0)
            + s.learningRate() * local * (s.gradient() + beta * s.parameter());
    return Outcome.of(v).with("v", v);
  }

  /** θ = (3, 4), g = (6, 8), λ = 0.5, η = 0.1: ρ = 0.1 · 5 / (10 + 2.5), g + λ θ = (7.5, 10). */
  @Test
  @DisplayName("The first step in numbers")
  void inNumbers() {
    Lars lars =
        new Lars(
            Schedule.constant(2), Schedule.constant(0.9), Schedule.constant(0.5), 0.1, false, true);
    double[] u =
        new ReferenceExecutor(lars, Precision.DOUBLE, 2)
            .step(new double[] {6, 8}, new double[] {3, 4});
    assertThat(u[0]).isCloseTo(2 * 0.04 * 7.5, within(1e-15));
    assertThat(u[1]).isCloseTo(2 * 0.04 * 10, within(1e-15));
  }

  @Test
  @DisplayName("Biases and normalisations take a plain step of momentum, unless they shall not")
  void biases() {
    for (boolean weightsOnly : new boolean[] {true, false}) {
      Memory u = Memory.of(6.0, 8, 6, 8);
      Tensors tensors =
          new Tensors(List.of(new Tensors.Tensor(2, true), new Tensors.Tensor(4, false)));
      Lars lars =
          new Lars(
              Schedule.constant(2),
              Schedule.constant(0.9),
              Schedule.constant(0.5),
              0.1,
              false,
              weightsOnly);
      List<Memory> state = List.of(Memory.of(new double[4]));
      new Kernel(lars, Precision.DOUBLE)
          .step(new Operands(u, Memory.of(3.0, 4, 3, 4), state, u, tensors), 1, 0, 0);
      assertThat(u.get(0)).isCloseTo(2 * 0.04 * 7.5, within(1e-15));
      assertThat(u.get(2)).isCloseTo(weightsOnly ? 2 * 6 : 2 * 0.04 * 7.5, within(1e-14));
    }
  }
}
