package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class AdaBoundConformanceTest extends OptimizerConformance<AdaBound> {

  @Override
  protected List<AdaBound> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    return List.of(
        new AdaBound(),
        new AdaBound(0.01),
        new AdaBound(rate, 0.8, 0.99, 0.5, 0.3, 1e-3, false),
        new AdaBound(rate, 0.8, 0.9, 2, 0.1, 1e-1, true),
        new AdaBound(rate, 0.9, 0.999, 10, 1e-3, 1e-3, true));
  }

  /** Algorithm 2 of Luo et al. with the rate in the bounds, as their code has it. */
  @Override
  protected Outcome closedForm(AdaBound bound, ElementStep s) {
    double g = s.gradient();
    double m = Divisors.average(bound.beta1(), s.slot("m", 0), g);
    double v = Divisors.average(bound.beta2(), s.slot("v", 0), g * g);
    double factor =
        bound.biasCorrection() ? Divisors.rateFactor(bound.beta1(), bound.beta2(), s.age()) : 1;
    double rate = rate(s, v, bound.finalRatio(), bound.gamma(), bound.epsilon(), factor);
    return Outcome.of(rate * m).with("m", m).with("v", v);
  }

  /** clip(η s / (√v + ε), α* γ t / (γ t + 1), α* (γ t + 1) / (γ t)) with α* = κ η. */
  static double rate(
      ElementStep s, double second, double ratio, double gamma, double epsilon, double factor) {
    double eta = s.learningRate();
    double progress = gamma * s.age();
    double low = ratio * eta * progress / (progress + 1);
    double high = ratio * eta * (progress + 1) / progress;
    double free = factor * eta / (Math.sqrt(second) + epsilon);
    return free < low ? low : free > high ? high : free;
  }
}
