package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import java.util.List;
import java.util.Set;

class TigerConformanceTest extends OptimizerConformance<Tiger> {

  @Override
  protected List<Tiger> optimizers() {
    Schedule rate = Schedule.constant(0.01);
    return List.of(
        new Tiger(),
        new Tiger(rate, 0.9, Schedule.constant(0)),
        new Tiger(rate, 0.8, Schedule.constant(0.5)));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.MOVES_WITHOUT_GRADIENT);
  }

  @Override
  protected Outcome closedForm(Tiger tiger, ElementStep s) {
    double before = s.slot("m", 0);
    double m = s.gradient() + tiger.beta() * (before - s.gradient());
    double direction = m > 0 ? 1 : m < 0 ? -1 : 0;
    double decay = s.learningRate() * tiger.weightDecay().at(s.iteration(), 0) * s.parameter();
    return Outcome.of(decay + s.learningRate() * direction).with("m", m);
  }
}
