package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;

import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class MultiStepConformanceTest extends ScheduleConformance<MultiStep> {

  @Override
  protected List<MultiStep> schedules() {
    return List.of(new MultiStep(), new MultiStep(0.5, List.of(3L, 4L, 40L), 0.3, EPOCHS));
  }

  /** He et al. (2016), section 4.2: the factor at each milestone that has come. */
  @Override
  protected double closedForm(MultiStep s, long step, long epoch) {
    double value = s.initial();
    for (long milestone : s.milestones()) {
      value *= s.unit().count(step, epoch) >= milestone ? s.factor() : 1;
    }
    return value;
  }
}
