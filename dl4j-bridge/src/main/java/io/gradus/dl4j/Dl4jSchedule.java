package io.gradus.dl4j;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.InvalidConfigurationException;
import io.gradus.api.Schedule;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.core.StreamReadFeature;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.JavaType;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.cfg.MapperConfig;
import org.nd4j.shade.jackson.databind.json.JsonMapper;
import org.nd4j.shade.jackson.databind.jsontype.PolymorphicTypeValidator;

/**
 * A schedule of DL4J's as Gradus's. Made by {@link Dl4j#schedule(ISchedule)}.
 *
 * <p>DL4J 1.0.0-M2.1's PolySchedule, CycleSchedule and RampSchedule do not compute what their names
 * say; the first two are passed through as they are, and DL4J's JSON cannot carry the third. DL4J
 * counts iterations and epochs in an int: from 2³¹ on the value stays.
 *
 * @param json DL4J's JSON of the schedule
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "dl4j",
    summary = "A schedule of Deeplearning4j's own.",
    citation = "Deeplearning4j 1.0.0-M2.1, org.nd4j.linalg.schedule",
    link =
        "https://javadoc.io/doc/org.nd4j/nd4j-api/1.0.0-M2.1/org/nd4j/linalg/schedule/package-summary.html")
public record Dl4jSchedule(@Hyperparameter("DL4J's JSON of the schedule") String json)
    implements Schedule {

  private static final String CLASS = "@class";
  private static final int MOST_LEVELS = 100;
  private static final int MOST_LETTERS = 300;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .polymorphicTypeValidator(new OnlySchedules())
          .build();

  /** Parsed once: a schedule is asked several times a step. */
  private static final Map<String, ISchedule> PARSED =
      Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * Reads the schedule.
   *
   * @throws InvalidConfigurationException if the text is not what DL4J writes of a schedule
   */
  public Dl4jSchedule {
    Hyperparameters.check(Dl4jSchedule.class, json);
    PARSED.put(json, read(json));
  }

  /** DL4J's FixedSchedule at 0.001. */
  public Dl4jSchedule() {
    this(write(new FixedSchedule(1e-3)));
  }

  static Dl4jSchedule of(ISchedule schedule) {
    try {
      Dl4jSchedule carried = new Dl4jSchedule(write(schedule));
      for (int i = 0; i <= 100; i += 10) {
        if (Double.compare(carried.at(i, i / 10), schedule.valueAt(i, i / 10)) != 0) {
          throw new InvalidConfigurationException("It comes back with other values.");
        }
      }
      return carried;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "DL4J's JSON cannot carry a %s, so that no model with it could be saved; take a schedule of Gradus's, such as Warmup, or write one."
              .formatted(schedule.getClass().getName()),
          e);
    }
  }

  private static String write(ISchedule schedule) {
    try {
      return JSON.writerFor(ISchedule.class).writeValueAsString(schedule);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  private static ISchedule read(String json) {
    try {
      look(json);
      ISchedule schedule = JSON.readValue(json, ISchedule.class);
      JsonNode asGiven = JSON.readTree(json);
      if (asGiven.isObject()
          && asGiven.equals(Dl4jSchedule::compare, JSON.readTree(write(schedule)))) {
        return schedule;
      }
      throw refused(json, "it lacks a key, or has one too many or of another type");
    } catch (JsonProcessingException e) {
      throw refused(json, e.getOriginalMessage());
    } catch (IOException | LinkageError e) {
      throw refused(json, e.toString());
    }
  }

  /** Looks at the text before anything is made of it: a name of a class can be any class's. */
  private static void look(String json) throws IOException {
    try (JsonParser tokens = JSON.createParser(json)) {
      int level = 0;
      for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
        level += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (level > MOST_LEVELS) {
          throw refused(json, "it is more than " + MOST_LEVELS + " levels deep");
        }
        if (token.isScalarValue()
            && CLASS.equals(tokens.getCurrentName())
            && !isSchedule(tokens.getText())) {
          throw refused(json, tokens.getText() + " is no schedule of DL4J's on the class path");
        }
      }
    }
  }

  /** Without running anything of the class. */
  private static boolean isSchedule(String type) {
    return isSchedule(type, Thread.currentThread().getContextClassLoader())
        || isSchedule(type, Dl4jSchedule.class.getClassLoader());
  }

  private static boolean isSchedule(String type, ClassLoader loader) {
    try {
      return ISchedule.class.isAssignableFrom(Class.forName(type, false, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Numbers are equal however they are written. */
  private static int compare(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    return a.equals(b) ? 0 : 1;
  }

  private static InvalidConfigurationException refused(String json, String reason) {
    String shown = json.length() <= MOST_LETTERS ? json : json.substring(0, MOST_LETTERS) + "…";
    return new InvalidConfigurationException(
        "This is not the JSON of a schedule of DL4J's: %s (%s).".formatted(shown, reason));
  }

  @Override
  public double at(long step, long epoch) {
    return PARSED
        .computeIfAbsent(json, Dl4jSchedule::read)
        .valueAt((int) Math.min(step, Integer.MAX_VALUE), (int) Math.min(epoch, Integer.MAX_VALUE));
  }

  @Override
  public Unit unit() {
    return Unit.STEPS;
  }

  /** Wherever DL4J's annotations let a text name a class. */
  private static final class OnlySchedules extends PolymorphicTypeValidator.Base {
    private static final long serialVersionUID = 1L;

    @Override
    public Validity validateSubClassName(
        MapperConfig<?> config, JavaType base, String subClassName) {
      return isSchedule(subClassName) ? Validity.ALLOWED : Validity.DENIED;
    }
  }
}
