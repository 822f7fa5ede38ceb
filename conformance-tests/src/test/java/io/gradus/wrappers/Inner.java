package io.gradus.wrappers;

import io.gradus.api.GradientOptimizer;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Outcome;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;

/** Steps of one element of the optimizers within wrappers, written from their papers. */
final class Inner {

  private Inner() {}

  /** A step with the wrapper's gradient and clock. */
  static Outcome step(GradientOptimizer inner, ElementStep s) {
    return step(inner, s, s.gradient(), s.age());
  }

  /** A step with another gradient or age; the slots lie under {@code inner/}. */
  static Outcome step(GradientOptimizer inner, ElementStep s, double g, double age) {
    double eta = s.learningRate();
    if (inner instanceof Sgd) {
      return Outcome.of(eta * g);
    }
    if (inner instanceof Momentum momentum) {
      double mu = momentum.momentum().at(0, 0);
      double v = mu * s.slot("inner/v", 0) + eta * g;
      return Outcome.of(v).with("inner/v", v);
    }
    if (inner instanceof Adam adam) {
      double m = adam.beta1() * s.slot("inner/m", 0) + (1 - adam.beta1()) * g;
      double v = adam.beta2() * s.slot("inner/v", 0) + (1 - adam.beta2()) * g * g;
      double mHat = m / (1 - Math.pow(adam.beta1(), age));
      double vHat = v / (1 - Math.pow(adam.beta2(), age));
      return Outcome.of(eta * mHat / (Math.sqrt(vHat) + adam.epsilon()))
          .with("inner/m", m)
          .with("inner/v", v);
    }
    throw new IllegalArgumentException("No closed form of " + inner);
  }

  /** The inner slots as they were. */
  static Outcome rest(GradientOptimizer inner, ElementStep s) {
    Outcome rest = Outcome.of(0);
    for (String slot : step(inner, s).state().keySet()) {
      rest = rest.with(slot, s.slot(slot, 0));
    }
    return rest;
  }

  /** The same state with another update. */
  static Outcome withUpdate(Outcome outcome, double update) {
    return new Outcome(update, outcome.state());
  }

  /** A slot that begins as a copy of what the first step knows. */
  static double slotOr(ElementStep s, String slot, double first) {
    double content = s.slot(slot, Double.NaN);
    return Double.isNaN(content) ? first : content;
  }
}
