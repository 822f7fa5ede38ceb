package com.example.plugin;

import io.gradus.api.Schedule;
import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class RexTest extends ScheduleConformance<Rex> {

  @Override
  protected List<Rex> schedules() {
    return List.of(new Rex(), new Rex(0.1, 30, Schedule.Unit.EPOCHS));
  }

  @Override
  protected double closedForm(Rex schedule, long step, long epoch) {
    double t = schedule.unit().count(step, epoch);
    double z = t < schedule.length() ? 1 - t / schedule.length() : 0;
    return schedule.initial() * z / (0.5 + 0.5 * z);
  }
}
