package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;

import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class InverseTimeConformanceTest extends ScheduleConformance<InverseTime> {

  @Override
  protected List<InverseTime> schedules() {
    return List.of(new InverseTime(), new InverseTime(0.5, 0.1, 0.75, EPOCHS));
  }

  /** Senior et al. (2013), power scheduling. */
  @Override
  protected double closedForm(InverseTime s, long step, long epoch) {
    double t = s.unit().count(step, epoch);
    return s.initial() * Math.pow(1 + s.decayRate() * t, -s.power());
  }
}
