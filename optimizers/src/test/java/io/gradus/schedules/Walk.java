package io.gradus.schedules;

import io.gradus.api.Schedule;
import java.util.Arrays;
import java.util.stream.LongStream;

/** Reads schedules at many times. */
final class Walk {

  private Walk() {}

  /** The values at some steps of epoch 0. */
  static double[] at(Schedule schedule, long... steps) {
    return Arrays.stream(steps).mapToDouble(step -> schedule.at(step, 0)).toArray();
  }

  /** The values at every step from 0 to a last one. */
  static double[] to(long last, Schedule schedule) {
    return at(schedule, LongStream.rangeClosed(0, last).toArray());
  }
}
