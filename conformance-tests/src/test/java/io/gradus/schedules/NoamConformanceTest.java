package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;

import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class NoamConformanceTest extends ScheduleConformance<Noam> {

  @Override
  protected List<Noam> schedules() {
    return List.of(new Noam(), new Noam(0.5, 7, EPOCHS));
  }

  /** Vaswani et al. (2017), equation 3, whose step number counts from 1. */
  @Override
  protected double closedForm(Noam s, long step, long epoch) {
    double number = 1.0 + s.unit().count(step, epoch);
    double law = Math.min(1 / Math.sqrt(number), number * Math.pow(s.warmupSteps(), -1.5));
    return s.peak() * Math.sqrt(s.warmupSteps()) * law;
  }
}
