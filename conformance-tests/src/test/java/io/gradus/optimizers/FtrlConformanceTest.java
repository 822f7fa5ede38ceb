package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Precision;
import io.gradus.api.Preset;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FtrlConformanceTest extends OptimizerConformance<Ftrl> {

  @Override
  protected List<Ftrl> optimizers() {
    Schedule rate = Schedule.constant(0.5);
    return List.of(
        new Ftrl(),
        new Ftrl(rate, 2, 0.5, 0.1, 0.3, 0.25, 0.125, false),
        new Ftrl(rate, 0, 0.7, 0.1, 0, 0, 0, false),
        new Ftrl(rate, 1, 0.5, 0.1, 0, 0.5, 0, true),
        new Ftrl().presets().get(Preset.KERAS));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.MOVES_WITHOUT_GRADIENT);
  }

  /** Within [−λ₁, λ₁] once a step was taken. */
  @Override
  protected double statedState(String slot, int element) {
    return slot.equals("c") ? 0.05 * element - 0.1 : super.statedState(slot, element);
  }

  /**
   * McMahan's algorithm 1 where z is kept; otherwise the minimum of (g + 2κθ + c) w + λ₁ |w| + ½ q
   * w² − q θ w, by its three cases.
   */
  @Override
  protected Outcome closedForm(Ftrl ftrl, ElementStep s) {
    double g = s.gradient();
    double theta = s.parameter();
    double eta = s.learningRate();
    double before = s.slot("n", ftrl.initialAccumulator());
    double n = before + g * g;
    double q = ftrl.beta() / eta + Math.pow(n, ftrl.power()) / eta + ftrl.lambda2();
    if (ftrl.startsAtZero()) {
      assertThat(ftrl.power()).isEqualTo(0.5); // √n − √n₋ = g² / (√n + √n₋) cancels nothing
      double sigma = g == 0 ? 0 : g * g / (Math.sqrt(n) + Math.sqrt(before)) / eta;
      double z = s.slot("z", 0) + g + 2 * ftrl.shrinkage() * theta - sigma * theta;
      double sum = Math.signum(z) * ftrl.lambda1() - z;
      double next = Math.abs(z) <= ftrl.lambda1() ? 0 : sum / q;
      return Outcome.of(theta - next)
          .with("n", n)
          .with("z", z)
          .amongNumbersOf(Math.max(Math.abs(theta), Math.abs(next)));
    }
    double first = -ftrl.lambda1() * Math.signum(theta);
    double slope = g + 2 * ftrl.shrinkage() * theta + s.slot("c", first);
    double z = slope - q * theta;
    if (z > ftrl.lambda1()) {
      return Outcome.of((slope - ftrl.lambda1()) / q).with("n", n).with("c", ftrl.lambda1());
    }
    if (z < -ftrl.lambda1()) {
      return Outcome.of((slope + ftrl.lambda1()) / q).with("n", n).with("c", -ftrl.lambda1());
    }
    return Outcome.of(theta).with("n", n).with("c", z);
  }

  @Test
  @DisplayName("weights follow McMahan's algorithm 1, and Keras, in their z")
  void followsTheLinearForm() {
    for (Ftrl ftrl :
        List.of(
            new Ftrl(Schedule.constant(0.5), 1, 0.5, 0, 0.2, 0.25, 0, true),
            new Ftrl(Schedule.constant(0.5), 0, 0.5, 0.1, 0.05, 0, 0.125, true),
            new Ftrl().presets().get(Preset.KERAS))) {
      double alpha = ftrl.learningRate().at(0, 0);
      double n = ftrl.initialAccumulator();
      double z = 0;
      double w = ftrl.beta() > 0 ? 0 : 0.75; // the paper's weights are 0 at first; Keras's are not
      double[] weight = {w};
      ReferenceExecutor run = new ReferenceExecutor(ftrl, Precision.DOUBLE, 1);
      double[] gradients = {3, -2, 0.05, 0.5, -0.25, 0, 0.125, -4, 1, 0.3, -0.2, 0.1};
      for (int t = 0; t < gradients.length; t++) {
        double g = gradients[t];
        double sigma = (Math.sqrt(n + g * g) - Math.sqrt(n)) / alpha;
        z += g + 2 * ftrl.shrinkage() * w - sigma * w;
        n += g * g;
        w =
            Math.abs(z) <= ftrl.lambda1()
                ? 0
                : -(z - Math.signum(z) * ftrl.lambda1())
                    / ((ftrl.beta() + Math.sqrt(n)) / alpha + ftrl.lambda2());
        weight[0] -= run.step(new double[] {g}, weight, t, 0)[0];
        assertThat(weight[0]).as("%s, step %d", ftrl, t + 1).isCloseTo(w, within(1e-13));
      }
    }
  }

  /**
   * Keras: q has the rate of the step, z those of all steps. By hand with n₀ next to 0, g = 1: at η
   * = 1, σ = q = 1, so that z = 1 − θ and the weight is −z. At η = ½, n = 2: σ = 2 (√2 − 1), z
   * grows by 1 − σ θ, q = 2 √2. A decay in between is forgotten but for σ θ.
   */
  @Test
  @DisplayName("With its state alone, weights follow the rate, and forget what others do to them")
  void stateAlone() {
    Ftrl ftrl = new Ftrl(new Rates(List.of(1.0, 0.5, 0.5)), 0, 0.5, 1e-300, 0, 0, 0, true);
    for (double shrunk : new double[] {1, 0.5}) {
      ReferenceExecutor run = new ReferenceExecutor(ftrl, Precision.DOUBLE, 1);
      double[] weight = {0.25};
      weight[0] -= run.step(new double[] {1}, weight)[0];
      double first = -(1 - 0.25); // z = g − σ θ with σ = 1
      assertThat(weight[0]).isCloseTo(first, within(1e-15));
      weight[0] *= shrunk;
      weight[0] -= run.step(new double[] {1}, weight)[0];
      double sigma = 2 * (Math.sqrt(2) - 1);
      double second = -(-first + 1 - sigma * first * shrunk) / (2 * Math.sqrt(2));
      assertThat(weight[0]).isCloseTo(second, within(1e-15));
    }
  }

  @Test
  @DisplayName("small weights become exactly 0, and stay so while |z| is at most λ₁")
  void exactZeros() {
    Ftrl ftrl = new Ftrl(Schedule.constant(1), 1, 0.5, 0, 0.5, 0, 0, false);
    ReferenceExecutor run = new ReferenceExecutor(ftrl, Precision.FLOAT, 1);
    // c₀ = −½, n = 1, q = 2: z = 1 − ½ − 2 · 0.3 = −0.1, within ±½.
    double[] weight = {0.3f};
    double update = run.step(new double[] {1}, weight, 0, 0)[0];
    assertThat(weight[0] - update).isZero();
    // z = −0.1 + 0.5 = 0.4, then 0.4 + 0.5 = 0.9 > ½: it moves.
    assertThat(run.step(new double[] {0.5}, new double[1], 1, 0)[0]).isZero();
    assertThat(run.step(new double[] {0.5}, new double[1], 2, 0)[0]).isPositive();
  }

  @Test
  @DisplayName("a rate of 0 leaves the state alone, and a q of 0 is refused")
  void degenerate() {
    Ftrl ftrl = new Ftrl(new Rates(List.of(1.0, 0.0, 1.0)), 1, 0.5, 0, 0.25, 0, 0, false);
    ReferenceExecutor run = new ReferenceExecutor(ftrl, Precision.DOUBLE, 1);
    run.step(new double[] {1}, new double[] {2}, 0, 0);
    double n = run.slots().get("n")[0];
    double c = run.slots().get("c")[0];
    assertThat(run.step(new double[] {5}, new double[] {2}, 1, 0)[0]).isZero();
    assertThat(run.slots().get("n")[0]).isEqualTo(n);
    assertThat(run.slots().get("c")[0]).isEqualTo(c);
    assertThatThrownBy(() -> new Ftrl().with("beta", 0.0)).hasMessageContaining("greater than 0");
  }
}
