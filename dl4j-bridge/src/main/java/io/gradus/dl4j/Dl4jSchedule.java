package io.gradus.dl4j;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A schedule of DL4J's as Gradus's. Made by {@link Dl4j#schedule(ISchedule)}.
 *
 * <p>DL4J 1.0.0-M2.1's PolySchedule, CycleSchedule and RampSchedule do not compute what their names
 * say; they are passed through as they are.
 *
 * @param json DL4J's JSON of the schedule
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "dl4j",
    summary = "A schedule of Deeplearning4j's own.",
    citation = "Deeplearning4j 1.0.0-M2.1, org.nd4j.linalg.schedule")
public record Dl4jSchedule(@Hyperparameter("DL4J's JSON of the schedule") String json)
    implements Schedule {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Parsed once: a schedule is asked several times a step. */
  private static final Map<String, ISchedule> PARSED =
      Collections.synchronizedMap(new WeakHashMap<>());

  public Dl4jSchedule {
    Hyperparameters.check(Dl4jSchedule.class, json);
    PARSED.put(json, Wire.fromJson(ISchedule.class, json));
  }

  /** DL4J's FixedSchedule at 0.001. */
  public Dl4jSchedule() {
    this(write(new FixedSchedule(1e-3)));
  }

  static Dl4jSchedule of(ISchedule schedule) {
    return new Dl4jSchedule(write(schedule));
  }

  private static String write(ISchedule schedule) {
    try {
      return JSON.writerFor(ISchedule.class).writeValueAsString(schedule);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("DL4J's JSON cannot carry the schedule " + schedule, e);
    }
  }

  @Override
  public double at(long step, long epoch) {
    return PARSED
        .computeIfAbsent(json, text -> Wire.fromJson(ISchedule.class, text))
        .valueAt(Math.toIntExact(step), Math.toIntExact(epoch));
  }

  @Override
  public Unit unit() {
    return Unit.STEPS;
  }
}
