package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;
import static io.gradus.api.Schedule.Unit.STEPS;

import io.gradus.conformance.ScheduleConformance;
import io.gradus.conformance.ScheduleTrait;
import java.util.List;
import java.util.Set;

class ProductConformanceTest extends ScheduleConformance<Product> {

  @Override
  protected List<Product> schedules() {
    return List.of(
        new Product(),
        new Product(List.of(new Exponential(0.5, 0.9, EPOCHS), new StepDecay(2, 0.5, 10, STEPS))));
  }

  @Override
  protected Set<ScheduleTrait> traits() {
    return Set.of(ScheduleTrait.FOLLOWS_BOTH_CLOCKS);
  }

  /** The factors' own forms, multiplied; each reads its own clock. */
  @Override
  protected double closedForm(Product s, long step, long epoch) {
    if (s.factors().size() == 1) {
      return 1;
    }
    return 0.5 * Math.pow(0.9, epoch) * 2 * Math.pow(0.5, Math.floor(step / 10.0));
  }
}
