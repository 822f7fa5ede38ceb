package io.gradus.schedules;

import io.gradus.api.Schedule;
import java.util.Collections;
import java.util.List;

/** Lists of times in ascending order, and clocks that start later. */
final class Times {

  private Times() {}

  /** Whether there are times and each is later than the one before; null is accepted. */
  static boolean ascend(List<Long> times) {
    if (times == null) {
      return true;
    }
    for (int i = 1; i < times.size(); i++) {
      Long before = times.get(i - 1);
      Long after = times.get(i);
      if (before != null && after != null && before >= after) {
        return false;
      }
    }
    return !times.isEmpty();
  }

  /** Whether the times are increasing and the value count matches; null is accepted. */
  static boolean match(List<Long> times, List<?> others, int more) {
    return times == null
        || others == null
        || (ascend(times) && others.size() == times.size() + more);
  }

  /** How many of the times have been reached. */
  static int passed(List<Long> times, long now) {
    int found = Collections.binarySearch(times, now);
    return found < 0 ? -found - 1 : found + 1;
  }

  /** The value of a schedule with one clock started later and the other unchanged. */
  static double since(long start, Schedule.Unit unit, Schedule schedule, long step, long epoch) {
    return unit == Schedule.Unit.STEPS
        ? schedule.at(step - start, epoch)
        : schedule.at(step, epoch - start);
  }
}
