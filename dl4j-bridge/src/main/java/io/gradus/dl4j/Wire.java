package io.gradus.dl4j;

import io.gradus.api.Configuration;
import io.gradus.api.ConstantSchedule;
import io.gradus.api.Plugin;
import io.gradus.api.PluginNotFoundException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.exc.ValueInstantiationException;

/** How plug-ins stand in the JSON of DL4J's configurations. */
final class Wire {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Wire() {}

  /**
   * Reads a plug-in; where one is missing, says which jar it was saved from.
   *
   * @param plugins where each plug-in came from when the model was saved
   */
  static <T extends Plugin> T read(
      Class<T> kind, Map<String, Object> configuration, Map<String, String> plugins) {
    if (configuration == null) {
      throw new IllegalArgumentException(
          "This %s was saved without its configuration; the file is damaged or not from Gradus."
              .formatted(kind.getSimpleName().toLowerCase(java.util.Locale.ROOT)));
    }
    try {
      return Configuration.fromMap(kind, configuration, Wire.class.getClassLoader());
    } catch (PluginNotFoundException missing) {
      throw new PluginNotFoundException(
          missing.getMessage()
              + (plugins == null || plugins.isEmpty()
                  ? ""
                  : " The model was saved with %s: add what is missing to the class path."
                      .formatted(plugins)));
    }
  }

  /** Where this plug-in and those within it come from, by name. */
  static Map<String, String> plugins(Plugin plugin) {
    Map<String, String> origins = new LinkedHashMap<>();
    collect(plugin, origins);
    return origins;
  }

  private static void collect(Object value, Map<String, String> origins) {
    if (value instanceof List<?> list) {
      list.forEach(each -> collect(each, origins));
    } else if (value instanceof Plugin plugin && !(value instanceof ConstantSchedule)) {
      origins.put(plugin.description().name(), plugin.description().artifact());
      plugin.hyperparameters().values().forEach(each -> collect(each, origins));
    }
  }

  /** Takes the class's name out of the JSON. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NONE)
  private interface Unnamed {}

  /**
   * What Java serialization writes in place of an object that DL4J's JSON can carry. No more than
   * the types below can be made of it, and their JSON names no class.
   */
  record Serialized(Class<?> type, String json) implements Serializable {

    private static final ObjectMapper UNNAMED =
        new ObjectMapper()
            .addMixIn(IUpdater.class, Unnamed.class)
            .addMixIn(ISchedule.class, Unnamed.class)
            .addMixIn(IWeightInit.class, Unnamed.class);

    Serialized {
      reader(type);
    }

    static Serialized of(Class<?> type, Object value) {
      try {
        return new Serialized(type, UNNAMED.writeValueAsString(value));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Fields.Reader<?> reader(Class<?> type) {
      if (type == GradusUpdater.class) {
        return new GradusUpdater.Reader();
      }
      if (type == GradusSchedule.class) {
        return new GradusSchedule.Reader();
      }
      if (type == GradusWeightInit.class) {
        return new GradusWeightInit.Reader();
      }
      throw new IllegalArgumentException(
          "Gradus serializes its updaters, schedules and initializers, not objects of %s."
              .formatted(type));
    }

    private Object readResolve() throws InvalidObjectException {
      try {
        return reader(type).read(json);
      } catch (IOException | RuntimeException e) {
        throw (InvalidObjectException) new InvalidObjectException(e.getMessage()).initCause(e);
      }
    }
  }

  static <T> T fromJson(Class<T> type, String json) {
    try {
      return JSON.readValue(json, type);
    } catch (ValueInstantiationException refused) {
      throw new IllegalArgumentException(refused.getCause().getMessage(), refused.getCause());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "This is not the JSON of %s: %s".formatted(type.getSimpleName(), json), e);
    }
  }
}
