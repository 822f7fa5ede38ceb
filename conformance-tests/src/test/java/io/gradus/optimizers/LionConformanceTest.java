package io.gradus.optimizers;

import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.conformance.Capability;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import java.util.List;
import java.util.Set;

class LionConformanceTest extends OptimizerConformance<Lion> {

  @Override
  protected List<Lion> optimizers() {
    Schedule rate = Schedule.constant(0.01);
    return List.of(
        new Lion(),
        new Lion(rate, 0.7, 0.95, Schedule.constant(0)),
        new Lion(rate, 0.9, 0.99, Schedule.constant(0.5)),
        new Lion().presets().get(Preset.KERAS));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.MOVES_WITHOUT_GRADIENT);
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SCALE_INVARIANT);
  }

  @Override
  protected double stepBound(Lion optimizer) {
    return optimizer.weightDecay().isAlways(0) ? 1 : Double.POSITIVE_INFINITY;
  }

  /** Algorithm 2 of Chen et al.: θ ← θ − η (sign c + λθ), as a shrunken weight less a sign. */
  @Override
  protected Outcome closedForm(Lion lion, ElementStep s) {
    double before = s.slot("m", 0);
    double c = before + (1 - lion.beta1()) * (s.gradient() - before);
    double m = s.gradient() + lion.beta2() * (before - s.gradient());
    double direction = c > 0 ? 1 : c < 0 ? -1 : 0;
    double decay = s.learningRate() * lion.weightDecay().at(s.iteration(), 0) * s.parameter();
    return Outcome.of(decay + s.learningRate() * direction).with("m", m);
  }
}
