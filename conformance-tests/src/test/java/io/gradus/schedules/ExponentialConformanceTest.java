package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;
import static io.gradus.api.Schedule.Unit.STEPS;

import io.gradus.conformance.ScheduleConformance;
import io.gradus.conformance.ScheduleTrait;
import java.util.List;
import java.util.Set;

class ExponentialConformanceTest extends ScheduleConformance<Exponential> {

  @Override
  protected List<Exponential> schedules() {
    return List.of(
        new Exponential(), new Exponential(0.1, 0.95, EPOCHS), new Exponential(1e-5, 1.1, STEPS));
  }

  @Override
  protected Set<ScheduleTrait> traits() {
    return Set.of(ScheduleTrait.OVERFLOWS);
  }

  /** Senior et al. (2013): η₀ aᵗ. With a > 1 it outgrows every double. */
  @Override
  protected double closedForm(Exponential s, long step, long epoch) {
    return s.initial() * Math.pow(s.gamma(), s.unit().count(step, epoch));
  }
}
