package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.Preset;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class NAdamConformanceTest extends OptimizerConformance<NAdam> {

  @Override
  protected List<NAdam> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    double never = Double.POSITIVE_INFINITY;
    List<NAdam> all = new ArrayList<>(new NAdam().presets().values());
    all.add(new NAdam());
    for (NAdam.Form form : NAdam.Form.values()) {
      all.add(new NAdam(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.OUTSIDE, 0.5, form, true));
      all.add(new NAdam(rate, 0.9, 0.999, 1e-3, EpsilonPlacement.HAT, never, form, true));
      all.add(new NAdam(rate, 0.8, 0.99, 1e-3, EpsilonPlacement.INSIDE, 1, form, false));
    }
    return all;
  }

  @Override
  protected double statedState(String slot, int element) {
    return slot.equals("muProduct") ? 0.3 - 0.05 * element : super.statedState(slot, element);
  }

  /** Dozat's ḡ and m̄, corrected one by one, over a common denominator. */
  @Override
  protected Outcome closedForm(NAdam nadam, ElementStep s) {
    double g = s.gradient();
    long t = s.age();
    double beta1 = nadam.beta1();
    double m = Divisors.average(beta1, s.slot("m", 0), g);
    double v = Divisors.average(nadam.beta2(), s.slot("v", 0), g * g);
    Outcome state = Outcome.of(0).with("m", m).with("v", v);
    double ahead;
    if (nadam.form() == NAdam.Form.SIMPLE) {
      double c1 = 1 - Math.pow(beta1, t);
      ahead = beta1 * (m / c1) + (1 - beta1) * (g / c1);
    } else {
      double mu = beta1 - beta1 / 2 * Math.pow(0.96, t * nadam.momentumDecay());
      double next = beta1 - beta1 / 2 * Math.pow(0.96, (t + 1) * nadam.momentumDecay());
      double p = mu * s.slot("muProduct", 1);
      double later = p * next;
      state = state.with("muProduct", p);
      ahead = (next * m * (1 - p) + (1 - mu) * g * (1 - later)) / ((1 - p) * (1 - later));
    }
    double c2 = nadam.secondMomentCorrection() ? 1 - Math.pow(nadam.beta2(), t) : 1;
    double divisor =
        Divisors.ofRaw(nadam.epsilonPlacement(), v, nadam.epsilon(), c2) / Math.sqrt(c2);
    return new Outcome(s.learningRate() * ahead / divisor, state.state());
  }

  /** What five libraries answered to the gradients 1e-4, 1e-4, 2e-4 at the rate 0.1. */
  @TestFactory
  @DisplayName("The forms of NAdam give the numbers that the libraries gave")
  Stream<DynamicTest> libraries() {
    NAdam torch = new NAdam().presets().get(Preset.PYTORCH);
    NAdam keras = new NAdam().presets().get(Preset.KERAS);
    NAdam dl4j = new NAdam().presets().get(Preset.DL4J);
    return Stream.of(
        gives("PyTorch 2", torch, 0.105634614, 0.078360600, 0.097841796),
        gives("Keras", keras.with("epsilon", 1e-8), 0.106268154, 0.077351333, 0.093914262),
        gives(
            "optax",
            torch.with("momentumDecay", Double.POSITIVE_INFINITY),
            0.147353686,
            0.115719638,
            0.120800781),
        gives(
            "Ruder",
            dl4j.with("secondMomentCorrection", true),
            0.189981002,
            0.142617317,
            0.139263182),
        gives("DL4J", dl4j, 5.98938745, 3.18301747, 2.54075693));
  }

  private static DynamicTest gives(String library, GradientOptimizer nadam, double... updates) {
    return DynamicTest.dynamicTest(
        library,
        () -> {
          ReferenceExecutor run =
              new ReferenceExecutor(nadam.with("learningRate", 0.1), Precision.DOUBLE, 1);
          double[] gradients = {1e-4, 1e-4, 2e-4};
          for (int t = 0; t < 3; t++) {
            double update = run.step(new double[] {gradients[t]}, new double[1], t, 0)[0];
            assertThat(update).as("step %d", t + 1).isCloseTo(updates[t], withinPercentage(1e-6));
          }
        });
  }
}
