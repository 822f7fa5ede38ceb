package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class PadamConformanceTest extends OptimizerConformance<Padam> {

  @Override
  protected List<Padam> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new Padam(),
        new Padam(rate, 0.8, 0.9, 0.25, 1e-2, true, true),
        new Padam(rate, 0.8, 0.99, 0.5, 1e-3, false, true),
        new Padam(rate, 0.9, 0.999, 0.0625, 1e-3, false, false));
  }

  /** Algorithm 1 of Chen et al., the power by logarithms. */
  @Override
  protected Outcome closedForm(Padam padam, ElementStep s) {
    double g = s.gradient();
    double m = Divisors.average(padam.beta1(), s.slot("m", 0), g);
    double v = Divisors.average(padam.beta2(), s.slot("v", 0), g * g);
    Outcome state = Outcome.of(0).with("m", m).with("v", v);
    double second = v;
    if (padam.amsgrad()) {
      second = v > s.slot("h", 0) ? v : s.slot("h", 0);
      state = state.with("h", second);
    }
    double factor =
        padam.biasCorrection() ? Divisors.rateFactor(padam.beta1(), padam.beta2(), s.age()) : 1;
    double power = Math.exp(-2 * padam.power() * Math.log(Math.sqrt(second) + padam.epsilon()));
    return new Outcome(s.learningRate() * factor * m * power, state.state());
  }
}
