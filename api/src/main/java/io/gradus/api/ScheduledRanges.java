package io.gradus.api;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * The ranges of those hyper-parameters of an optimizer, and of the optimizers within it, that are
 * schedules: a record's constructor sees constants only. Immutable.
 */
final class ScheduledRanges {

  /** One hyper-parameter of an optimizer. */
  private record Scheduled(
      GradientOptimizer optimizer, String name, Schedule schedule, Range range) {}

  private final List<Scheduled> all = new ArrayList<>();

  ScheduledRanges(GradientOptimizer optimizer) {
    collect(optimizer);
  }

  private void collect(GradientOptimizer optimizer) {
    RecordComponent[] components = optimizer.getClass().getRecordComponents();
    for (int i = 0; components != null && i < components.length; i++) {
      Class<?> type = components[i].getType();
      if (Plugin.class.isAssignableFrom(type) || List.class.isAssignableFrom(type)) {
        components[i].getAccessor().trySetAccessible();
        collect(
            optimizer,
            components[i].getName(),
            Hyperparameters.range(components[i]),
            Hyperparameters.read(components[i], optimizer));
      }
    }
  }

  private void collect(GradientOptimizer optimizer, String name, Range range, Object value) {
    if (value instanceof GradientOptimizer inner) {
      collect(inner);
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        collect(optimizer, name + "[" + i + "]", range, list.get(i));
      }
    } else if (value instanceof Schedule schedule && !(value instanceof ConstantSchedule)) {
      all.add(new Scheduled(optimizer, name, schedule, range));
    }
  }

  /**
   * Refuses a step at which a schedule gives what its hyper-parameter must not be.
   *
   * @throws ArithmeticException if there is one
   */
  void check(long iteration, long epoch) {
    for (int i = 0; i < all.size(); i++) {
      Scheduled one = all.get(i);
      double value = one.schedule().at(iteration, epoch);
      if (!one.range().contains(value)) {
        throw new ArithmeticException(
            "%s must be in %s, but the schedule %s of %s gave %s at step %d of epoch %d."
                .formatted(
                    one.name(),
                    one.range(),
                    one.schedule(),
                    one.optimizer().getClass().getSimpleName(),
                    value,
                    iteration,
                    epoch));
      }
    }
  }
}
