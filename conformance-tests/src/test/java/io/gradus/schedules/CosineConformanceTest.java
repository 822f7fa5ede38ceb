package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;

import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class CosineConformanceTest extends ScheduleConformance<Cosine> {

  @Override
  protected List<Cosine> schedules() {
    return List.of(new Cosine(), new Cosine(0.1, 0.02, 13, EPOCHS));
  }

  /** Loshchilov & Hutter (2017), equation 5, with one period. */
  @Override
  protected double closedForm(Cosine s, long step, long epoch) {
    double t = Math.min(s.unit().count(step, epoch), s.length());
    return s.end() + (s.initial() - s.end()) / 2 * (1 + Math.cos(Math.PI * t / s.length()));
  }
}
