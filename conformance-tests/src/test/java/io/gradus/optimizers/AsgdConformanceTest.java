package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Trait;
import java.util.List;
import java.util.Set;

class AsgdConformanceTest extends OptimizerConformance<Asgd> {

  @Override
  protected List<Asgd> optimizers() {
    return List.of(
        new Asgd(),
        new Asgd(Schedule.constant(0.1), 0.05, 0.6, 3),
        new Asgd(Schedule.constant(0.1), 0, 0.75, 0));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.MOVES_WITHOUT_GRADIENT);
  }

  /** PyTorch's order: decay the parameter, step, then average; ηₜ and μₜ are of the step before. */
  @Override
  protected Outcome closedForm(Asgd asgd, ElementStep s) {
    double lambda = asgd.lambda();
    double eta =
        s.learningRate()
            * Math.pow(1 + lambda * s.learningRate() * (s.age() - 1), -asgd.power());
    double mu = s.age() == 1 ? 1 : 1.0 / Math.max(1, s.age() - 1 - asgd.averagingStart());
    double next = s.parameter() * (1 - lambda * eta) - eta * s.gradient();
    double average = (1 - mu) * s.slot("average", 0) + mu * next;
    return Outcome.of(eta * s.gradient() + eta * lambda * s.parameter()).with("average", average);
  }
}
