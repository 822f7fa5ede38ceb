package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;
import static io.gradus.api.Schedule.Unit.STEPS;

import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class CyclicConformanceTest extends ScheduleConformance<Cyclic> {

  @Override
  protected List<Cyclic> schedules() {
    return List.of(
        new Cyclic(),
        new Cyclic(0.1, 0.6, 4, 3, Cyclic.Mode.TRIANGULAR2, 1, EPOCHS),
        new Cyclic(0.1, 0.6, 2, 5, Cyclic.Mode.EXP_RANGE, 0.99, STEPS));
  }

  /** Smith (2017), section 3: straight lines between η₀ and η⁺, halved or shrunk by aᵗ. */
  @Override
  protected double closedForm(Cyclic s, long step, long epoch) {
    long t = s.unit().count(step, epoch);
    long cycle = t / (s.up() + s.down());
    double since = t - cycle * (s.up() + s.down());
    double rise = Math.min(since / s.up(), (s.up() + s.down() - since) / s.down());
    double shrunk =
        switch (s.mode()) {
          case TRIANGULAR -> rise;
          case TRIANGULAR2 -> rise / Math.pow(2, cycle);
          case EXP_RANGE -> rise * Math.pow(s.gamma(), t);
        };
    return s.initial() + (s.peak() - s.initial()) * shrunk;
  }
}
