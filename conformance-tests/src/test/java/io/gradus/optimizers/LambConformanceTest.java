package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Dialect;
import io.gradus.api.Precision;
import io.gradus.api.Reference;
import io.gradus.api.Schedule;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Situation;
import io.gradus.conformance.Trait;
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
        new Lamb().dialects().get(Dialect.KERAS),
        new Lamb(rate, 0.8, 0.99, 1e-3, Schedule.constant(0.5), false),
        new Lamb(rate, 0.5, 0.9, 0.1, Schedule.constant(0), true));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.COUPLES_ELEMENTS, Trait.MOVES_WITHOUT_GRADIENT);
  }

  /** Algorithm 2 of You et al., the parameters as one layer. */
  @Override
  protected Outcome closedForm(Lamb lamb, Situation s) {
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

  private static double direction(Lamb lamb, Situation s) {
    double m = Divisors.average(lamb.beta1(), s.slot("m", 0), s.gradient());
    double v = Divisors.average(lamb.beta2(), s.slot("v", 0), s.gradient() * s.gradient());
    double mHat = m / (1 - Math.pow(lamb.beta1(), s.number()));
    double vHat = v / (1 - Math.pow(lamb.beta2(), s.number()));
    return mHat / (Math.sqrt(vHat) + lamb.epsilon())
        + lamb.weightDecay().at(s.iteration(), 0) * s.parameter();
  }

  /** θ = (3, 4), g = (1, −1): r = (1, −1) + 0.1 θ = (1.3, −0.6), ‖θ‖ = 5. */
  @Test
  @DisplayName("The first step in numbers: it is as long as the weights, times the rate")
  void inNumbers() {
    Lamb lamb = new Lamb(Schedule.constant(0.01), 0.9, 0.999, 0, Schedule.constant(0.1), true);
    double[] u =
        new Reference(lamb, Precision.DOUBLE, 2).step(new double[] {1, -1}, new double[] {3, 4});
    double norm = Math.sqrt(1.3 * 1.3 + 0.6 * 0.6);
    assertThat(u[0]).isCloseTo(0.01 * 5 * 1.3 / norm, within(1e-15));
    assertThat(u[1]).isCloseTo(0.01 * 5 * -0.6 / norm, within(1e-15));
    double[] zero =
        new Reference(lamb, Precision.DOUBLE, 2).step(new double[] {1, -1}, new double[2]);
    assertThat(zero[0]).as("weights of 0").isCloseTo(0.01, within(1e-16));
  }
}
