package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;
import java.util.List;

/**
 * A map from times to values: each value holds from its time until the next.
 *
 * <pre>
 * η(t) = values[i],   i = the last with times[i] ≤ t
 * </pre>
 *
 * <p>DL4J (2017), {@code MapSchedule}. The last value holds forever, and the first also before its
 * own time; DL4J requires time 0. The values need not fall. {@link Piecewise} expresses the same
 * without a time for the first value.
 *
 * <pre>{@code
 * new MapSchedule(List.of(0L, 10L, 20L), List.of(0.1, 0.05, 0.01), Schedule.Unit.EPOCHS)
 * }</pre>
 *
 * @param times at least one, each at least 0, ascending
 * @param values one for every time, each at least 0
 * @param unit the clock that t and the times are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "map-schedule",
    aliases = "map",
    summary = "Takes each value at its own time and keeps it until the next.",
    citation = "Deeplearning4j (2017), MapSchedule",
    link =
        "https://javadoc.io/doc/org.nd4j/nd4j-api/1.0.0-M2.1/org/nd4j/linalg/schedule/MapSchedule.html")
public record MapSchedule(
    @Hyperparameter(value = "when each value begins", range = "[0, inf)", unit = "steps or epochs")
        List<Long> times,
    @Hyperparameter(value = "the value from each time on", range = "[0, inf)") List<Double> values,
    @Hyperparameter("the clock that t and the times are in") Unit unit)
    implements Schedule, MapScheduleWithers {

  public MapSchedule {
    Hyperparameters.checkThat(
        MapSchedule.class,
        Times.match(times, values, 0),
        "times must be at least one and ascend, and values be as many, but are %s and %s"
            .formatted(times, values),
        times,
        values,
        unit);
    times = List.copyOf(times);
    values = List.copyOf(values);
  }

  /**
   * A schedule that counts steps.
   *
   * @param times at least one, each at least 0, ascending
   * @param values one for every time, each at least 0
   */
  public MapSchedule(List<Long> times, List<Double> values) {
    this(times, values, Unit.STEPS);
  }

  /** 0.01 from step 0, 0.001 from step 1000. */
  public MapSchedule() {
    this(List.of(0L, 1_000L), List.of(0.01, 0.001), Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    int begun = Times.passed(times, unit.count(step, epoch));
    return values.get(Math.max(0, begun - 1));
  }
}
