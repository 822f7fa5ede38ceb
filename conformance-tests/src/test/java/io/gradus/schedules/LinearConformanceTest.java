package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;
import static io.gradus.api.Schedule.Unit.STEPS;

import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class LinearConformanceTest extends ScheduleConformance<Linear> {

  @Override
  protected List<Linear> schedules() {
    return List.of(new Linear(), new Linear(0.1, 0.02, 7, EPOCHS), new Linear(0.01, 0.1, 1, STEPS));
  }

  /** Goyal et al. (2017), section 2.2: a line through (0, η₀) and (N, η₁), then level. */
  @Override
  protected double closedForm(Linear s, long step, long epoch) {
    double t = s.unit().count(step, epoch);
    return t >= s.length() ? s.end() : (s.initial() * (s.length() - t) + s.end() * t) / s.length();
  }
}
