package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
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

class AsgdConformanceTest extends OptimizerConformance<Asgd> {

  @Override
  protected List<Asgd> optimizers() {
    return List.of(
        new Asgd(),
        new Asgd(Schedule.constant(0.1), 0.05, 0.6, 3),
        new Asgd(Schedule.constant(0.1), 0, 0.75, 0),
        new Asgd(Schedule.constant(0.1), 0.05, 0.6, 3, true));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.MOVES_WITHOUT_GRADIENT);
  }

  /**
   * PyTorch's order: decay the parameter, step, then average, then the rate of the next step. ηₜ
   * and μₜ are of the step before.
   */
  @Override
  protected Outcome closedForm(Asgd asgd, ElementStep s) {
    double lambda = asgd.lambda();
    long steps = s.age();
    double own =
        s.learningRate() * Math.pow(1 + lambda * s.learningRate() * (steps - 1), -asgd.power());
    double eta = asgd.lateRate() && steps > 1 ? s.slot("next", 0) : own;
    double mu = steps == 1 ? 1 : 1.0 / Math.max(1, steps - 1 - asgd.averagingStart());
    double next = s.parameter() * (1 - lambda * eta) - eta * s.gradient();
    double average = (1 - mu) * s.slot("average", 0) + mu * next;
    Outcome outcome =
        Outcome.of(eta * s.gradient() + eta * lambda * s.parameter()).with("average", average);
    double following =
        s.learningRate() * Math.pow(1 + lambda * s.learningRate() * steps, -asgd.power());
    return asgd.lateRate() ? outcome.with("next", following) : outcome;
  }

  /** By hand: with λ = 0 and g = 1 a step is as long as its rate, which is that before it. */
  @Test
  @DisplayName("In PyTorch's preset a rate that changes is one step late")
  void lateRate() {
    double[] rates = {0.1, 0.01, 0.01, 0.5, 0.2};
    double[] lengths = {0.1, 0.1, 0.01, 0.01, 0.5};
    GradientOptimizer asgd =
        Preset.PYTORCH
            .of(Asgd.class)
            .with("lambda", 0.0)
            .withLearningRate(new Rates(List.of(0.1, 0.01, 0.01, 0.5, 0.2)));
    ReferenceExecutor late = new ReferenceExecutor(asgd, Precision.DOUBLE, 1);
    ReferenceExecutor own =
        new ReferenceExecutor(asgd.with("lateRate", false), Precision.DOUBLE, 1);
    for (int t = 0; t < rates.length; t++) {
      assertThat(late.step(new double[] {1}, new double[1])).containsExactly(lengths[t]);
      assertThat(own.step(new double[] {1}, new double[1])).containsExactly(rates[t]);
    }
  }
}
