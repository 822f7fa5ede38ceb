package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;

import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class PolynomialConformanceTest extends ScheduleConformance<Polynomial> {

  @Override
  protected List<Polynomial> schedules() {
    return List.of(new Polynomial(), new Polynomial(0.1, 0.01, 9, 2, EPOCHS));
  }

  /** Chen et al. (2018), policy poly. */
  @Override
  protected double closedForm(Polynomial s, long step, long epoch) {
    double t = Math.min(s.unit().count(step, epoch), s.length());
    return s.end() + (s.initial() - s.end()) * Math.pow((s.length() - t) / s.length(), s.power());
  }
}
