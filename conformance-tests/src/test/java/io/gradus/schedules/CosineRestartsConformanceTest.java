package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;
import static io.gradus.api.Schedule.Unit.STEPS;

import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class CosineRestartsConformanceTest extends ScheduleConformance<CosineRestarts> {

  @Override
  protected List<CosineRestarts> schedules() {
    return List.of(
        new CosineRestarts(),
        new CosineRestarts(0.1, 0.02, 5, 1, EPOCHS),
        new CosineRestarts(0.1, 0, 3, 3, STEPS));
  }

  /** Loshchilov & Hutter (2017), equation 5: the i-th period is T₀ mⁱ long. */
  @Override
  protected double closedForm(CosineRestarts s, long step, long epoch) {
    long t = s.unit().count(step, epoch);
    long from = 0;
    long period = s.period();
    while (t - from >= period) {
      from += period;
      period *= s.growth();
    }
    double passed = (double) (t - from) / period;
    return s.end() + (s.initial() - s.end()) / 2 * (1 + Math.cos(Math.PI * passed));
  }
}
