package io.gradus.wrappers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import java.util.List;
import java.util.Set;

class CoupledDecayConformanceTest extends OptimizerConformance<CoupledDecay> {

  @Override
  protected List<CoupledDecay> optimizers() {
    return List.of(
        new CoupledDecay(),
        new CoupledDecay(new Sgd(0.1), 0.5),
        new CoupledDecay(new Momentum(0.1), 0.03),
        new CoupledDecay(new Adam(0.1), Schedule.constant(0.02), true));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.MOVES_WITHOUT_GRADIENT);
  }

  /** The inner rule at the gradient of f(θ) + ½ λ θ². */
  @Override
  protected Outcome closedForm(CoupledDecay decay, ElementStep s) {
    double penalized = s.gradient() + decay.weightDecay().at(s.iteration(), 0) * s.parameter();
    return Inner.step(decay.inner(), s, penalized, s.age());
  }
}
