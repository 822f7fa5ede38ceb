package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;
import static io.gradus.api.Schedule.Unit.STEPS;

import io.gradus.conformance.ScheduleConformance;
import io.gradus.conformance.ScheduleTrait;
import java.util.List;
import java.util.Set;

class WarmupConformanceTest extends ScheduleConformance<Warmup> {

  @Override
  protected List<Warmup> schedules() {
    return List.of(
        new Warmup(),
        new Warmup(new Exponential(0.5, 0.9, EPOCHS), 0.1, 6, EPOCHS),
        new Warmup(new Exponential(0.5, 0.9, EPOCHS), 0.1, 6, STEPS));
  }

  @Override
  protected Set<ScheduleTrait> traits() {
    return Set.of(ScheduleTrait.FOLLOWS_BOTH_CLOCKS);
  }

  /** Goyal et al. (2017), section 2.2: a line to where f begins, then f from its beginning. */
  @Override
  protected double closedForm(Warmup s, long step, long epoch) {
    long t = s.unit().count(step, epoch);
    boolean steps = s.unit() == STEPS;
    if (t < s.length()) {
      double first = s.schedule().at(steps ? 0 : step, steps ? epoch : 0);
      return s.initial() + (first - s.initial()) * t / s.length();
    }
    return s.schedule().at(steps ? t - s.length() : step, steps ? epoch : t - s.length());
  }
}
