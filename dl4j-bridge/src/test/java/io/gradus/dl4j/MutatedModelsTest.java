package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Schedule;
import io.gradus.optimizers.AdaGrad;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.EpsilonPlacement;
import io.gradus.optimizers.Sgd;
import io.gradus.schedules.Cosine;
import io.gradus.wrappers.CentralizeGradient;
import io.gradus.wrappers.ClipGlobalNorm;
import io.gradus.wrappers.GradientNoise;
import io.gradus.wrappers.Lookahead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Saved models of which something has been changed at random, by seeds. Each loads and trains, or
 * is refused: in a sentence where it was Gradus that read it, in whatever way where it was DL4J.
 */
class MutatedModelsTest {

  private static final int MUTANTS = 500;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Charset THEIRS = Charset.defaultCharset(); // DL4J writes in it

  /** What a field is replaced by. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "\"\"",
          "\"adam\"",
          "\"NaN\"",
          "\"-Infinity\"",
          "\"7\"",
          "{}",
          "[]",
          "[null]",
          "{\"name\":\"adam\"}",
          "{\"name\":null}",
          "-1",
          "0",
          "1",
          "2",
          "7",
          "43",
          "2000",
          "2000000",
          "1.9",
          "-0.0",
          "1e-320",
          "1e308",
          "0.5",
          "2147483647",
          "2147483648",
          "-2147483648",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "1e400",
          "[0, 2000000]",
          "[-8, 8]",
          "[0, 9223372036854775807]",
          "{\"8\": 3}");

  /** Numbers with which a rule may well overflow, or divide by 0. */
  private static final List<String> EXTREME =
      List.of("0", "-0.0", "1.0E-320", "2000000", "1.0E308", "2147483647", "2147483648");

  /** Before a name that stands in the object already. */
  private static final String TWICE = "TWICE ";

  /** What a mutant came to. */
  private enum End {
    TRAINS,
    IS_REFUSED_BY_GRADUS,
    IS_REFUSED_BY_DL4J
  }

  private static final List<GradientOptimizer> OPTIMIZERS =
      List.of(
          new ClipGlobalNorm(new CentralizeGradient(new AdamW(0.01)), 1),
          new Lookahead(new Adam().withLearningRate(new Cosine()), 2, 0.5),
          new AdaGrad(Schedule.constant(0.1), 1, 0.1, 1e-10, EpsilonPlacement.OUTSIDE),
          new GradientNoise(new Sgd(0.1), 0.01, 0));

  private static final List<byte[]> MODELS = OPTIMIZERS.stream().map(o -> model(o)).toList();

  /** Two layers of 8 + 2 and 4 + 2 parameters, trained for three steps. */
  private static byte[] model(GradientOptimizer optimizer) {
    MultiLayerNetwork network =
        Networks.network(
            Dl4j.bind(
                new NeuralNetConfiguration.Builder()
                    .seed(3)
                    .dataType(DataType.DOUBLE)
                    .updater(Dl4j.updater(optimizer))
                    .weightInit(Dl4j.weightInit("he-normal"))
                    .activation(Activation.TANH)
                    .list(
                        new DenseLayer.Builder().nIn(4).nOut(2).build(),
                        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                            .nOut(2)
                            .activation(Activation.IDENTITY)
                            .build())
                    .build()));
    for (int step = 0; step < 3; step++) {
      network.fit(batch(step));
    }
    return Networks.save(network, true);
  }

  private static DataSet batch(int step) {
    INDArray input = Nd4j.createFromArray(new double[][] {{1, -0.5 * step, 0.3, 0.1}});
    return new DataSet(input, Nd4j.createFromArray(new double[][] {{0.2, 0.4}}));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  @DisplayName(
      "A model with a changed value, field, number or byte trains or is refused in a sentence")
  void mutants(long seed) throws IOException {
    Random random = new Random(seed);
    Map<End, Integer> ends = new TreeMap<>();
    for (int i = 0; i < MUTANTS; i++) {
      byte[] model = MODELS.get(random.nextInt(MODELS.size()));
      Map<String, byte[]> entries = ModelBytes.entries(model);
      String what = mutate(entries, random);
      End end = end(ModelBytes.of(entries), "seed %d, mutant %d: %s".formatted(seed, i, what));
      ends.merge(end, 1, Integer::sum);
    }
    // lest one of them stand for all
    assertThat(ends.get(End.TRAINS)).isGreaterThan(MUTANTS / 20);
    assertThat(ends.get(End.IS_REFUSED_BY_GRADUS)).isGreaterThan(MUTANTS / 4);
  }

  private static End end(byte[] model, String what) {
    MultiLayerNetwork network;
    try {
      network = ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(model), true);
      network.fit(batch(3));
    } catch (Throwable thrown) {
      Throwable cause = cause(thrown);
      if (!isOfGradus(cause) || cause instanceof JsonProcessingException) {
        assertThat(cause).as(what).isNotInstanceOfAny(StackOverflowError.class);
        return End.IS_REFUSED_BY_DL4J;
      }
      assertThat(cause)
          .as(what)
          .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class);
      assertThat(cause.getMessage()).as(what).matches("(?s)['A-Z0-9].* .*[.)}\\]]");
      return End.IS_REFUSED_BY_GRADUS;
    }
    if (EXTREME.stream().noneMatch(value -> what.endsWith(" becomes " + value))) {
      assertThat(Networks.parameters(network)).as(what).doesNotContain(Double.NaN);
    }
    return End.TRAINS;
  }

  private static Throwable cause(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Whether Gradus threw it, or what Gradus called. */
  private static boolean isOfGradus(Throwable thrown) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (frame.getClassName().startsWith("io.gradus.")) {
        return !frame.getClassName().startsWith(MutatedModelsTest.class.getName());
      }
    }
    return false;
  }

  /** Changes something, and says what. */
  private static String mutate(Map<String, byte[]> entries, Random random) throws IOException {
    String configuration = new String(entries.get("configuration.json"), THEIRS);
    switch (random.nextInt(12)) {
      case 0 -> {
        byte[] other = MODELS.get(random.nextInt(MODELS.size()));
        byte[] state = ModelBytes.entries(other).get("updaterState.bin");
        if (state == null || random.nextInt(4) == 0) {
          entries.remove("updaterState.bin");
          return "no state";
        }
        entries.put("updaterState.bin", state);
        return "another's state";
      }
      case 1 -> {
        String name = List.copyOf(entries.keySet()).get(random.nextInt(entries.size()));
        byte[] content = entries.get(name);
        entries.put(name, Arrays.copyOf(content, random.nextInt(content.length)));
        return name + " is cut off";
      }
      case 2 -> {
        // a byte within the updaters, where Gradus reads
        List<Integer> ours = new ArrayList<>();
        for (String word : List.of("io.gradus.dl4j.GradusUpdater", "ParameterAccess")) {
          int at = configuration.indexOf(word);
          if (at >= 0) {
            ours.add(at);
          }
        }
        byte[] content = entries.get("configuration.json");
        int at = ours.get(random.nextInt(ours.size())) + random.nextInt(400);
        byte old = content[at];
        content[at] = (byte) (32 + random.nextInt(95));
        return "byte %d, %c to %c".formatted(at, old, content[at]);
      }
      default -> {
        JsonNode tree = JSON.readTree(configuration);
        List<JsonNode> ours = new ArrayList<>();
        tree.findParents("@class").stream()
            .filter(node -> node.get("@class").asText().startsWith("io.gradus"))
            .forEach(node -> collect(node, ours));
        JsonNode node = ours.get(random.nextInt(ours.size()));
        String text = change(node, random);
        String changed = tree.toString().replace(TWICE, "");
        entries.put("configuration.json", changed.getBytes(THEIRS));
        return text;
      }
    }
  }

  /** The objects and lists within, and the node itself. */
  private static void collect(JsonNode node, List<JsonNode> all) {
    if (node.isContainerNode() && node.size() > 0) {
      all.add(node);
      node.forEach(child -> collect(child, all));
    }
  }

  private static String change(JsonNode node, Random random) throws IOException {
    JsonNode value = JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
    if (node instanceof ArrayNode list) {
      int at = random.nextInt(list.size());
      return random.nextInt(4) == 0
          ? "without " + list.remove(at)
          : "%s in a list becomes %s".formatted(list.set(at, value), value);
    }
    ObjectNode object = (ObjectNode) node;
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = names.get(random.nextInt(names.size()));
    int kind = random.nextInt(6);
    if (kind == 0) {
      object.remove(name);
      return "without " + name;
    }
    String key = kind == 1 ? name + "s" : kind == 2 ? TWICE + name : name;
    JsonNode content = kind == 3 ? JSON.readTree(nested(random, value.toString())) : value;
    object.set(key, content);
    return "%s becomes %s".formatted(key, content);
  }

  private static String nested(Random random, String value) {
    int depth = 1 << random.nextInt(10);
    String open = random.nextBoolean() ? "[" : "{\"name\":\"clip-norm\",\"inner\":";
    String close = open.equals("[") ? "]" : "}";
    return open.repeat(depth) + value + close.repeat(depth);
  }
}
