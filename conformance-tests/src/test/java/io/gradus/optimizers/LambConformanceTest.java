package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Precision;
import io.gradus.api.Preset;
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

class LambConformanceTest extends OptimizerConformance<Lamb> {

  @Override
  protected List<Lamb> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new Lamb(),
        new Lamb().presets().get(Preset.KERAS),
        new Lamb(rate, 0.8, 0.99, 1e-3, Schedule.constant(0.5), false),
        new Lamb(rate, 0.5, 0.9, 0.1, Schedule.constant(0), true));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.COUPLES_ELEMENTS, Trait.SPREADS_BAD_ELEMENTS, Trait.MOVES_WITHOUT_GRADIENT);
  }

  /** Algorithm 2 of You et al., the parameters as one layer. */
  @Override
  protected Outcome closedForm(Lamb lamb, ElementStep s) {
    double thetas = 0;
    double directions = 0;
    for (int i = 0; i < s.gradients().size(); i++) {
      thetas += s.parameters().get(i) * s.parameters().get(i);
      directions += Math.pow(direction(lamb, s.at(i)), 2);
    }
    double phi = thetas > 0 && directions > 0 ? Math.sqrt(thetas) / Math.sqrt(directions) : 1;
    return Outcome.of(s.learningRate() * phi * direction(lamb, s))
        .with("m", Divisors.average(lamb.beta1(), s.slot("m", 0), s.gradient()))
        .with("v", Divisors.average(lamb.beta2(), s.slot("v", 0), s.gradient() * s.gradient()));
  }

  private static double direction(Lamb lamb, ElementStep s) {
    double m = Divisors.average(lamb.beta1(), s.slot("m", 0), s.gradient());
    double v = Divisors.average(lamb.beta2(), s.slot("v", 0), s.gradient() * s.gradient());
    double mHat = m / (1 - Math.pow(lamb.beta1(), s.age()));
    double vHat = v / (1 - Math.pow(lamb.beta2(), s.age()));
    return mHat / (Math.sqrt(vHat) + lamb.epsilon())
        + lamb.weightDecay().at(s.iteration(), 0) * s.parameter();
  }

  /** θ = (3, 4), g = (1, −1): r = (1, −1) + 0.1 θ = (1.3, −0.6), ‖θ‖ = 5. */
  @Test
  @DisplayName("The first step in numbers: it is as long as the weights, times the rate")
  void inNumbers() {
    Lamb lamb = new Lamb(Schedule.constant(0.01), 0.9, 0.999, 0, Schedule.constant(0.1), true);
    double[] u =
        new ReferenceExecutor(lamb, Precision.DOUBLE, 2)
            .step(new double[] {1, -1}, new double[] {3, 4});
    double norm = Math.sqrt(1.3 * 1.3 + 0.6 * 0.6);
    assertThat(u[0]).isCloseTo(0.01 * 5 * 1.3 / norm, within(1e-15));
    assertThat(u[1]).isCloseTo(0.01 * 5 * -0.6 / norm, within(1e-15));
    double[] zero =
        new ReferenceExecutor(lamb, Precision.DOUBLE, 2).step(new double[] {1, -1}, new double[2]);
    assertThat(zero[0]).as("weights of 0").isCloseTo(0.01, within(1e-16));
  }

  /** Two tensors, θ = (3, 4) and (6, 8), g = (1, −1) each; r as above and (1.6, −0.2). */
  @Test
  @DisplayName("Biases and normalisations take a plain Adam step, unless they shall not")
  void biases() {
    for (boolean weightsOnly : new boolean[] {true, false}) {
      Memory u = Memory.of(1.0, -1, 1, -1);
      Tensors tensors =
          new Tensors(List.of(new Tensors.Tensor(2, true), new Tensors.Tensor(4, false)));
      List<Memory> state = List.of(Memory.of(new double[4]), Memory.of(new double[4]));
      Lamb lamb =
          new Lamb(Schedule.constant(0.01), 0.9, 0.999, 0, Schedule.constant(0.1), weightsOnly);
      new Kernel(lamb, Precision.DOUBLE)
          .step(new Operands(u, Memory.of(3.0, 4, 6, 8), state, u, tensors), 1, 0, 0);
      assertThat(u.get(0)).isCloseTo(0.01 * 5 * 1.3 / Math.hypot(1.3, 0.6), within(1e-15));
      double scale = 0.01 * 10 / Math.hypot(1.6, 0.2);
      assertThat(u.get(2)).isCloseTo(weightsOnly ? 0.01 : scale * 1.6, within(1e-15));
      assertThat(u.get(3)).isCloseTo(weightsOnly ? -0.01 : scale * -0.2, within(1e-15));
    }
  }
}
