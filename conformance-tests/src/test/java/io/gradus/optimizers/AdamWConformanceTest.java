package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.Preset;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import io.gradus.schedules.Exponential;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdamWConformanceTest extends OptimizerConformance<AdamW> {

  @Override
  protected List<AdamW> optimizers() {
    Schedule rate = Schedule.constant(0.1);
    Schedule half = Schedule.constant(0.5);
    Schedule one = Schedule.constant(1);
    Schedule lambda = Schedule.constant(0.1);
    EpsilonPlacement outside = EpsilonPlacement.OUTSIDE;
    List<AdamW> all = new ArrayList<>(new AdamW().presets().values());
    all.add(new AdamW());
    all.add(new AdamW(rate, half, 0.8, 0.99, 1e-3, outside, false, lambda, false, false));
    all.add(new AdamW(rate, half, 0.8, 0.99, 1e-3, outside, true, lambda, true, false));
    all.add(new AdamW(rate, one, 0.8, 0.99, 1e-3, EpsilonPlacement.HAT, true, half, false, false));
    all.add(
        new AdamW(rate, one, 0.8, 0.9, 1e-3, EpsilonPlacement.INSIDE, false, lambda, true, true));
    return all;
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.MOVES_WITHOUT_GRADIENT, Trait.MOVES_AT_ZERO_RATE);
  }

  /** Algorithm 2 of Loshchilov & Hutter, line 12, Adam's part in the α form. */
  @Override
  protected Outcome closedForm(AdamW adamW, ElementStep s) {
    double g = s.gradient();
    double multiplier = adamW.scheduleMultiplier().at(s.iteration(), 0);
    double lambda = adamW.weightDecay().at(s.iteration(), 0);
    double m = Divisors.average(adamW.beta1(), s.slot("m", 0), g);
    double v = Divisors.average(adamW.beta2(), s.slot("v", 0), g * g);
    Outcome state = Outcome.of(0).with("m", m).with("v", v);
    double second = v;
    if (adamW.amsgrad()) {
      second = v > s.slot("h", 0) ? v : s.slot("h", 0);
      state = state.with("h", second);
    }
    double c2 = 1 - Math.pow(adamW.beta2(), s.age());
    double alpha =
        multiplier * s.learningRate() * Divisors.rateFactor(adamW.beta1(), adamW.beta2(), s.age());
    double adam = alpha * m / Divisors.ofRaw(adamW.epsilonPlacement(), second, adamW.epsilon(), c2);
    double decay = multiplier * lambda * s.parameter();
    if (adamW.scaledByRate()) {
      decay *= s.learningRate();
    }
    return new Outcome(adam + decay, state.state());
  }

  /** Both schedules are read at every step; the multiplier takes the step and the decay alike. */
  @Test
  void schedulesOfTheMultiplierAndTheDecay() {
    Schedule falling = new Exponential(1, 0.5, Schedule.Unit.STEPS);
    GradientOptimizer plain = new AdamW(0.1).with("weightDecay", 0.1);
    ReferenceExecutor constant = new ReferenceExecutor(plain, Precision.DOUBLE, 1);
    ReferenceExecutor multiplied =
        new ReferenceExecutor(plain.with("scheduleMultiplier", falling), Precision.DOUBLE, 1);
    ReferenceExecutor decaying =
        new ReferenceExecutor(
            new AdamW(0).withWeightDecay(falling).withScaledByRate(false), Precision.DOUBLE, 1);
    for (int t = 0; t < 4; t++) {
      double[] theta = {2};
      double update = constant.step(new double[] {0.3 - t}, theta, t, 0)[0];
      assertThat(multiplied.step(new double[] {0.3 - t}, theta, t, 0)[0])
          .isCloseTo(update * Math.pow(0.5, t), within(1e-16));
      assertThat(decaying.step(new double[1], theta, t, 0)[0]).isEqualTo(2 * Math.pow(0.5, t));
    }
  }

  /** Without a gradient the decay is all that happens, once: θ ← (1 − η λ) θ. */
  @Test
  void decaysOnce() {
    double[] byRate =
        new ReferenceExecutor(
                Preset.PYTORCH.of(AdamW.class).with("learningRate", 0.1), Precision.DOUBLE, 1)
            .step(new double[1], new double[] {2}, 0, 0);
    double[] onSchedule =
        new ReferenceExecutor(new AdamW(0.1, 0.01).withScaledByRate(false), Precision.DOUBLE, 1)
            .step(new double[1], new double[] {2}, 0, 0);
    assertThat(byRate[0]).isCloseTo(0.1 * 0.01 * 2, within(1e-17));
    assertThat(onSchedule[0]).isCloseTo(0.01 * 2, within(1e-17));
  }

  /** What PyTorch, Keras and optax call AdamW moves nothing at a rate of 0, decay included. */
  @Test
  void standsStillAtARateOfZero() {
    double[] update =
        new ReferenceExecutor(new AdamW(0), Precision.DOUBLE, 1)
            .step(new double[] {0.5}, new double[] {2}, 0, 0);
    assertThat(update[0]).isZero();
  }
}
