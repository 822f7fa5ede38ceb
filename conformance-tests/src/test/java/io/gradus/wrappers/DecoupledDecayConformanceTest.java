package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.Preset;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.conformance.ChangingRate;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Lamb;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DecoupledDecayConformanceTest extends OptimizerConformance<DecoupledDecay> {

  @Override
  protected List<DecoupledDecay> optimizers() {
    return List.of(
        new DecoupledDecay(),
        new DecoupledDecay(new Sgd(0.1), 0.5),
        new DecoupledDecay(new Momentum(0.1), Schedule.constant(0.03), false, false),
        new DecoupledDecay(new Adam(0.1), Schedule.constant(0.02), false, true),
        new DecoupledDecay(new Sgd(0.1), Schedule.constant(0.5), true, false, true));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.MOVES_WITHOUT_GRADIENT, Trait.MOVES_AT_ZERO_RATE);
  }

  /** Algorithm 2 of Loshchilov & Hutter, line 12: θ − u − λ θ. */
  @Override
  protected Outcome closedForm(DecoupledDecay decay, ElementStep s) {
    Outcome inner = Inner.step(decay.inner(), s);
    double lambda = decay.weightDecay().at(s.iteration(), 0);
    double factor = decay.scaledByRate() ? lambda * s.learningRate() : lambda;
    return Inner.withUpdate(inner, inner.update() + factor * s.parameter());
  }

  @Test
  @DisplayName("Scaled decay is PyTorch's: shrink by 1 − ηλ, then the inner step")
  void shrinksFirst() {
    Training decayed = Training.inDouble(new DecoupledDecay(new Sgd(0.5), 0.25), 8, -4);
    decayed.step(1, 2);
    assertThat(decayed.parameter).containsExactly(8 * 0.875 - 0.5, -4 * 0.875 - 1);
  }

  /** θ = 1, g = 1, η = 0.1, λ = 0.5: the ratio is θ/1, so that the step is 0.05 + 0.1 · 0.95. */
  @Test
  @DisplayName("Shrunk first, LAMB measures what is left of the parameter, as in Keras")
  void shrinksBeforeLamb() {
    GradientOptimizer lamb = Preset.KERAS.of(Lamb.class).with("learningRate", 0.1);
    for (boolean first : new boolean[] {false, true}) {
      Training decayed =
          Training.inDouble(
              new DecoupledDecay(lamb, Schedule.constant(0.5), true, false, first), 1.0);
      decayed.step(1);
      assertThat(decayed.parameter[0]).isCloseTo(first ? 0.855 : 0.85, within(1e-15));
    }
  }

  /** Shrunk first, what an average inside sees is the weight at the end: 4 · 0.95 − 0.1 = 3.7. */
  @Test
  @DisplayName("Shrunk first, an average within is of the weights as they are")
  void averagesWithin() {
    GradientOptimizer average = new PolyakAverage(new Sgd(0.1));
    for (boolean first : new boolean[] {false, true}) {
      DecoupledDecay decay =
          new DecoupledDecay(average, Schedule.constant(0.5), true, false, first);
      ReferenceExecutor run = new ReferenceExecutor(decay, Precision.DOUBLE, 1);
      double update = run.step(new double[] {1}, new double[] {4})[0];
      assertThat(4 - update).isCloseTo(3.7, within(1e-15));
      assertThat(run.slots().get("inner/average")[0]).isCloseTo(first ? 3.7 : 3.9, within(1e-15));
    }
  }

  @Test
  @DisplayName("Unscaled decay with a schedule is the paper's η_t λ, whatever the rate")
  void followsTheScheduleOnly() {
    Training decayed =
        Training.inDouble(
            new DecoupledDecay(new Sgd(123), new ChangingRate(0.1), false, false), 1.0);
    double expected = 1;
    for (double multiplier : new double[] {1, 1, 1, 0.5, 0.5, 0.5, 0.5, 2}) {
      decayed.step(0);
      expected *= 1 - 0.1 * multiplier;
      assertThat(decayed.parameter[0]).isCloseTo(expected, within(1e-15));
    }
  }
}
