package io.gradus.conformance.dl4j;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** Configurations through the JSON that DL4J saves with a model. */
final class Json {

  private static final Map<String, List<?>> CLOCKS =
      Map.of("ITERATION", List.of("EPOCH"), "EPOCH", List.of("ITERATION"));

  private Json() {}

  /** Written and read by DL4J's mapper. */
  static <T> T copy(Class<T> root, T value) throws IOException {
    ObjectMapper mapper = JsonMappers.getMapper();
    return mapper.readValue(mapper.writerFor(root).writeValueAsString(value), root);
  }

  /** An updater, as a network's configuration gives it back. */
  static IUpdater throughNetwork(IUpdater updater) {
    return layerThroughNetwork(updater, new WeightInitXavier()).getIUpdater();
  }

  /** A schedule of a learning rate, as a network's configuration gives it back. */
  static ISchedule throughNetwork(ISchedule schedule) {
    return ((Sgd) throughNetwork(new Sgd(schedule))).getLearningRateSchedule();
  }

  /** A weight initialization, as a network's configuration gives it back. */
  static IWeightInit throughNetwork(IWeightInit weightInit) {
    return layerThroughNetwork(new Sgd(0.1), weightInit).getWeightInitFn();
  }

  private static BaseLayer layerThroughNetwork(IUpdater updater, IWeightInit weightInit) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .updater(updater)
            .weightInit(weightInit)
            .list()
            .layer(new OutputLayer.Builder().nIn(2).nOut(2).build())
            .build();
    return (BaseLayer)
        MultiLayerConfiguration.fromJson(configuration.toJson()).getConf(0).getLayer();
  }

  /** What DL4J's JSON contains of a configuration, without class names. */
  static String text(Object configuration) {
    JsonNode tree = JsonMappers.getMapper().valueToTree(configuration);
    for (JsonNode typed : tree.findParents("@class")) {
      ((ObjectNode) typed).remove("@class");
    }
    return tree.toString();
  }

  /**
   * Copies of a configuration that each differ from it in one number, by its path. Numbers for
   * which every other value is rejected are omitted.
   */
  static <T> Map<String, T> otherNumbers(Class<T> root, T value) throws IOException {
    return altered(root, value, Json::numbers);
  }

  /** The same, plus copies that differ in one flag or in the clock of a schedule. */
  static <T> Map<String, T> altered(Class<T> root, T value) throws IOException {
    return altered(
        root,
        value,
        old ->
            old.isBoolean()
                ? List.of(!old.booleanValue())
                : CLOCKS.getOrDefault(old.asText(), numbers(old)));
  }

  private static <T> Map<String, T> altered(
      Class<T> root, T value, Function<JsonNode, List<?>> others) throws IOException {
    ObjectMapper mapper = JsonMappers.getMapper();
    JsonNode tree = mapper.readTree(mapper.writerFor(root).writeValueAsString(value));
    Map<String, T> copies = new LinkedHashMap<>();
    alter(tree, tree, new ArrayDeque<>(), root, others, copies);
    return copies;
  }

  private static <T> void alter(
      JsonNode tree,
      JsonNode node,
      Deque<String> path,
      Class<T> root,
      Function<JsonNode, List<?>> others,
      Map<String, T> copies) {
    ObjectMapper mapper = JsonMappers.getMapper();
    List<String> names = new ArrayList<>();
    for (Iterator<String> each = node.fieldNames(); each.hasNext(); ) {
      names.add(each.next());
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      names.add(String.valueOf(i));
    }
    for (String name : names) {
      JsonNode old = get(node, name);
      path.addLast(name);
      for (Object other : others.apply(old)) {
        set(node, name, mapper.valueToTree(other));
        try {
          copies.put(String.join(".", path), mapper.readValue(tree.toString(), root));
          break;
        } catch (IOException | RuntimeException refused) {
          // another number may work
        }
      }
      set(node, name, old);
      alter(tree, old, path, root, others, copies);
      path.removeLast();
    }
  }

  private static JsonNode get(JsonNode node, String name) {
    return node.isArray() ? node.get(Integer.parseInt(name)) : node.get(name);
  }

  private static void set(JsonNode node, String name, JsonNode value) {
    if (node instanceof ArrayNode array) {
      array.set(Integer.parseInt(name), value);
    } else {
      ((ObjectNode) node).set(name, value);
    }
  }

  /** Numbers to try in place of one; at least one of them differs from it. */
  private static List<?> numbers(JsonNode old) {
    if (old.isIntegralNumber()) {
      long number = old.longValue();
      return List.of(number + 1, number - 1, 2 * number + 2);
    }
    if (old.isNumber()) {
      double number = old.doubleValue();
      return Stream.of(number * 0.5 + 1e-3, number * 2 + 1e-3, 0.5 + 0.25 * number, -number)
          .filter(other -> other != number)
          .toList();
    }
    return List.of();
  }
}
