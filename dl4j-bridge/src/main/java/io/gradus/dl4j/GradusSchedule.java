package io.gradus.dl4j;

import io.gradus.api.Configuration;
import io.gradus.api.GradusVersion;
import io.gradus.api.Schedule;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.util.Map;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;

/**
 * A schedule of Gradus as DL4J's. Made by {@link Dl4j#schedule(Schedule)}; public because DL4J's
 * JSON names it. Immutable and thread-safe.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.NONE,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonDeserialize(using = GradusSchedule.Reader.class)
public final class GradusSchedule implements ISchedule {

  private static final long serialVersionUID = 1L;

  private final transient Schedule schedule;

  GradusSchedule(Schedule schedule) {
    this.schedule = schedule;
  }

  /** Reads one from JSON. */
  static final class Reader extends Fields.Reader<GradusSchedule> {
    Reader() {
      super(
          GradusSchedule.class,
          fields ->
              new GradusSchedule(
                  Wire.read(Schedule.class, fields.object("schedule"), Origins.of(fields))),
          "schedule",
          "gradus",
          "origins");
    }
  }

  /**
   * The schedule.
   *
   * @return an immutable record
   */
  public Schedule schedule() {
    return schedule;
  }

  @JsonProperty("schedule")
  Map<String, Object> configuration() {
    return Configuration.toMap(schedule);
  }

  @JsonProperty("gradus")
  String gradus() {
    return GradusVersion.current();
  }

  @JsonProperty("origins")
  Map<String, String> origins() {
    return Origins.of(schedule);
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    return schedule.at(iteration, epoch);
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public GradusSchedule clone() {
    return new GradusSchedule(schedule);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GradusSchedule that && schedule.equals(that.schedule);
  }

  @Override
  public int hashCode() {
    return schedule.hashCode();
  }

  @Override
  public String toString() {
    return "GradusSchedule(" + schedule + ")";
  }

  private Object writeReplace() {
    return Wire.Serialized.of(GradusSchedule.class, this);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("A GradusSchedule is serialized as its JSON.");
  }
}
