package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.Schedule;
import io.gradus.kernel.Kernel;
import io.gradus.kernel.Memory;
import io.gradus.kernel.Operands;
import io.gradus.kernel.Tensors;
import io.gradus.optimizers.Asgd;
import io.gradus.optimizers.Sgd;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Averages in float whose increments are less than half a unit in the last place. */
class StandingAveragesTest {

  private static final int STEPS = 2_000_000;

  /** Trains by a rate of 0, so that the weights are what this test says: first, then second. */
  private static double average(GradientOptimizer rule, double first, double second) {
    Kernel kernel = new Kernel(rule, Precision.FLOAT);
    List<Memory> state =
        kernel.slots().stream().map(slot -> Memory.of((float) slot.initial())).toList();
    Memory theta = Memory.of((float) first);
    Memory u = Memory.of(0f);
    Operands operands = new Operands(u, theta, state, u, Tensors.single(1));
    for (long t = 1; t <= STEPS; t++) {
      u.set(0, 0);
      kernel.step(operands, t, t - 1, 0);
      theta.set(0, second);
    }
    for (int i = 0; i < state.size(); i++) {
      if (kernel.slots().get(i).name().equals("average")) {
        return state.get(i).get(0);
      }
    }
    throw new AssertionError("There is no average.");
  }

  /** (1 − d)·|θ − θ̄| is 10⁻⁸ at first, and half a unit in the last place of 1 is 3 · 10⁻⁸. */
  @Test
  @DisplayName("An exponential average of decay 1 − 10⁻⁶ follows its closed form over 2·10⁶ steps")
  void exponential() {
    double expected = 1.01 + (1 - 1.01) * Math.pow(1 - 1e-6, STEPS - 1);
    for (EmaStart start : List.of(EmaStart.FIRST_UPDATED, EmaStart.INITIAL)) {
      double actual = average(new ParameterEma(new Sgd(0.0), 1 - 1e-6, start), 1, 1.01);
      assertThat(actual).as("%s", start).isCloseTo(expected, within(1.2e-7));
    }
  }

  /** One 1 and n − 1 times 1.001. */
  @Test
  @DisplayName("A mean of 2·10⁶ weights is their mean")
  void mean() {
    double expected = 1.001 - 0.001 / STEPS;
    assertThat(average(new PolyakAverage(new Sgd(0.0)), 1, 1.001))
        .isCloseTo(expected, within(1.2e-7));
  }

  /** λ = 0 and η = 0: μ is 1 at the first two steps, 1/(t − 1) from there. */
  @Test
  @DisplayName("ASGD's mean of weights that move away by little does not stand still")
  void asgd() {
    Asgd asgd = new Asgd(Schedule.constant(0), 0, 0.75, 0);
    Kernel kernel = new Kernel(asgd, Precision.FLOAT);
    List<Memory> state = kernel.slots().stream().map(slot -> Memory.of(0f)).toList();
    Memory theta = Memory.of(1f);
    Memory u = Memory.of(0f);
    Operands operands = new Operands(u, theta, state, u, Tensors.single(1));
    double sum = 0;
    int n = 1_000_000;
    for (int t = 1; t <= n; t++) {
      float now = (float) (1 + 1e-2 * t / n); // rises by 1 %
      theta.set(0, now);
      sum += t == 1 ? 0 : now;
      u.set(0, 0);
      kernel.step(operands, t, t - 1, 0);
    }
    assertThat(state.get(0).get(0)).isCloseTo(sum / (n - 1), within(1.2e-7));
  }

  /** z is 4 at the first step and 3.99 from the second, and x the mean of z over all steps. */
  @Test
  @DisplayName("The average of schedule-free learning is the mean of its iterates over 2·10⁶ steps")
  void scheduleFree() {
    GradientOptimizer free = new ScheduleFree(new Sgd(1.0), 1);
    Kernel kernel = new Kernel(free, Precision.FLOAT);
    List<Memory> state =
        kernel.slots().stream().map(slot -> Memory.of((float) slot.initial())).toList();
    Memory theta = Memory.of(4f);
    Memory u = Memory.of(0f);
    Operands operands = new Operands(u, theta, state, u, Tensors.single(1));
    double y = 4;
    for (long t = 1; t <= STEPS; t++) {
      u.set(0, t == 2 ? 0.01 : 0);
      kernel.step(operands, t, t - 1, 0);
      y -= u.get(0);
      theta.set(0, y);
    }
    int at = kernel.slots().stream().map(slot -> slot.name()).toList().indexOf("average");
    assertThat(state.get(at).get(0)).isCloseTo(3.99 + 0.01 / STEPS, within(5e-7));
  }
}
