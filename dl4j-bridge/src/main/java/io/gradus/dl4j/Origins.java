package io.gradus.dl4j;

import io.gradus.api.ConstantSchedule;
import io.gradus.api.GradusVersion;
import io.gradus.api.Plugin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a saved plug-in came from, for the sentence that refuses it.
 *
 * @param gradus the version of Gradus that saved it; null if it did not say
 * @param artifacts the class and the jar of the plug-in and of those within it, by name; null if it
 *     did not say
 */
record Origins(String gradus, Map<String, String> artifacts) {

  /** What a saved object says of itself. */
  static Origins of(Fields fields) {
    return new Origins(fields.text("gradus"), fields.texts("origins"));
  }

  /** The artifacts of a plug-in and of those within it. */
  static Map<String, String> of(Plugin plugin) {
    Map<String, String> artifacts = new LinkedHashMap<>();
    collect(plugin, artifacts);
    return artifacts;
  }

  private static void collect(Object value, Map<String, String> artifacts) {
    if (value instanceof List<?> list) {
      list.forEach(each -> collect(each, artifacts));
    } else if (value instanceof Plugin plugin && !(value instanceof ConstantSchedule)) {
      artifacts.put(plugin.description().name(), plugin.description().artifact());
      plugin.hyperparameters().values().forEach(each -> collect(each, artifacts));
    }
  }

  /** What a reader should know where a plug-in is missing; begins with a space. */
  String whatToAdd() {
    return artifacts == null || artifacts.isEmpty()
        ? ""
        : " The model was saved with %s: add what is missing to the class path."
            .formatted(artifacts);
  }

  /** What a reader should know where a configuration is refused; begins with a space. */
  String whoSaved() {
    return gradus == null || artifacts == null || artifacts.isEmpty()
        ? ""
        : " It was saved by Gradus %s with %s; this is Gradus %s. A model of a later version is read by that version."
            .formatted(gradus, artifacts, GradusVersion.current());
  }
}
