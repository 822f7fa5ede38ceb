package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;

import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class StepDecayConformanceTest extends ScheduleConformance<StepDecay> {

  @Override
  protected List<StepDecay> schedules() {
    return List.of(new StepDecay(), new StepDecay(0.5, 0.7, 4, EPOCHS));
  }

  /** Jia et al. (2014), policy step: the factor once in every N. */
  @Override
  protected double closedForm(StepDecay s, long step, long epoch) {
    double whole = Math.floor((double) s.unit().count(step, epoch) / s.length());
    return s.initial() * Math.pow(s.factor(), whole);
  }
}
