package io.gradus.conformance;

import io.gradus.api.Configuration;
import io.gradus.api.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the times at which a schedule may change its law. */
final class Boundaries {

  /** Number of cycles whose ends are examined; the eighth has grown to 2³ − 1 first periods. */
  private static final int MULTIPLES = 8;

  private Boundaries() {}

  /** The whole numbers in a schedule, their running sums, and multiples of these. */
  static Set<Long> of(Schedule schedule) {
    List<Long> lengths = new ArrayList<>();
    collect(Configuration.toMap(schedule), lengths);
    Set<Long> boundaries = new TreeSet<>();
    long sum = 0;
    for (long length : lengths) {
      sum += length;
      for (int k = 1; k <= MULTIPLES; k++) {
        boundaries.add(k * length);
        boundaries.add(k * sum);
      }
    }
    return boundaries;
  }

  private static void collect(Object value, List<Long> lengths) {
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(each -> collect(each, lengths));
    } else if (value instanceof List<?> list) {
      list.forEach(each -> collect(each, lengths));
    } else if ((value instanceof Long || value instanceof Integer)
        && ((Number) value).longValue() > 0
        && ((Number) value).longValue() <= Integer.MAX_VALUE) { // no training is longer
      lengths.add(((Number) value).longValue());
    }
  }
}
