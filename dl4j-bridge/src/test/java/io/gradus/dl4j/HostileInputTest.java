package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Sgd;
import io.gradus.schedules.Cosine;
import io.gradus.schedules.Plateau;
import io.gradus.wrappers.CentralizeGradient;
import io.gradus.wrappers.ClipGlobalNorm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What was mistyped, damaged or forged in a file is refused in a sentence before it does harm. */
class HostileInputTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DataSet BATCH = Networks.batches(1, DataType.DOUBLE).get(0);

  /** What nobody who reads a model has asked for. */
  public static class Evil {
    static final List<String> DEEDS = new ArrayList<>();

    static {
      DEEDS.add("initialized");
    }

    /** Sets a property. */
    public void setCommand(String command) {
      DEEDS.add(command);
    }
  }

  private static String trainedAdam() throws IOException {
    GradusUpdater updater = new GradusUpdater(new Adam(0.1));
    updater.note(5, 14);
    return JSON.writerFor(IUpdater.class).writeValueAsString(updater);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"age\":5 | \"age\":-5 | 'age' of a GradusUpdater must be a whole number from 0",
        "\"age\":5 | \"age\":1.9 | must be a whole number from 0 to 9007199254740992, but is 1.9",
        "\"age\":5 | \"age\":5.0 | but is 5.0",
        "\"age\":5 | \"age\":\"7\" | but is 7",
        "\"age\":5 | \"age\":true | but is true",
        "\"age\":5 | \"age\":[5] | but is [5]",
        "\"age\":5 | \"age\":9223372036854775807 | but is 9223372036854775807",
        "\"age\":5 | \"age\":9223372036854775808 | but is 9223372036854775808",
        "\"age\":5 | \"age\":null | lacks its field 'age'",
        "\"age\":5, | ~~ | lacks its field 'age'",
        "\"iteration\":14 | \"iteration\":-9223372036854775808 | 'iteration' of a GradusUpdater",
        "\"iteration\":14 | \"iteration\":null | lacks its field 'iteration'",
        "\"iteration\":14, | ~~ | lacks its field 'iteration'",
        "\"stateOf\":\"adam [m, v]\" | \"stateOf\":7 | 'stateOf' of a GradusUpdater must be a text",
        "\"age\":5 | \"age\":5,\"block\":0 | 'block' of a GradusUpdater must be a whole number from 1",
        "\"age\":5 | \"age\":5,\"sharedBy\":[{\"age\":5}] | lacks its field 'iteration'",
        "\"age\":5 | \"age\":5,\"sharedBy\":[null] | must be a list of objects with the fields",
        "\"age\":5 | \"age\":5,\"sharedBy\":[{\"ages\":5}] | must be a list of objects",
        "\"age\":5 | \"age\":5,\"sharedBy\":{} | must be a list of objects",
        "\"age\":5 | \"age\":5,\"age\":6 | 'age' stands twice",
        "\"age\":5 | \"age\":5,\"Age\":6 | but this one also has 'Age'",
        "\"beta1\":0.9 | \"beta1\":0.9,\"beta1\":0.5 | 'beta1' stands twice",
        "\"optimizer\":{ | \"optimiser\":{},\"optimizer\":{ | also has 'optimiser'",
        "\"origins\":{ | \"origins\":{\"a\":1, | must be an object of texts",
        "\"age\":5 | \"age\":5,\"bound\":\"true\" | 'bound' of a GradusUpdater must be true or false",
        "\"age\":5 | \"age\":5,\"bound\":1 | must be true or false, but is 1",
      })
  @DisplayName("A field of an updater that is mistyped, unknown or there twice is refused by name")
  void updater(String from, String to, String sentence) throws IOException {
    String json = trainedAdam();
    assertThat(json).contains(from);
    String forged = json.replace(from, to == null ? "" : to);
    assertThatThrownBy(() -> JSON.readValue(forged, IUpdater.class)).hasMessageContaining(sentence);
    // and so through DL4J's own reader, which is lenient
    MultiLayerNetwork network = Networks.network(Dl4j.updater(new Adam(0.1)));
    String model =
        network
            .getLayerWiseConfigurations()
            .toJson()
            .replaceFirst("(?s)\"iupdater\" : \\{.*?\\}\\s*\\}", "\"iupdater\" : XXX")
            .replace("XXX", forged);
    assertThatThrownBy(() -> MultiLayerConfiguration.fromJson(model))
        .hasStackTraceContaining(sentence);
  }

  @Test
  @DisplayName("What is right is read, in whatever order its fields stand")
  void order() throws IOException {
    GradusUpdater read = (GradusUpdater) JSON.readValue(trainedAdam(), IUpdater.class);
    assertThat(read.optimizer()).isEqualTo(new Adam(0.1));
    assertThat(read.age()).isEqualTo(5);
    String type = "\"@class\":\"io.gradus.dl4j.GradusUpdater\"";
    String last = trainedAdam().replace(type + ",", "").replaceFirst("}$", "," + type + "}");
    GradusUpdater again = (GradusUpdater) JSON.readValue(last, IUpdater.class);
    assertThat(again.optimizer()).isEqualTo(new Adam(0.1));
    assertThat(again.iteration()).isEqualTo(14);
  }

  @Test
  @DisplayName("So it is with schedules, initializers and the marks of a binding")
  void others() throws IOException {
    String schedule =
        JSON.writerFor(ISchedule.class).writeValueAsString(Dl4j.schedule(new Cosine()));
    String initializer =
        JSON.writerFor(IWeightInit.class).writeValueAsString(Dl4j.weightInit("he-normal"));
    for (String twice : List.of("\"origins\":{},\"origins\":", "\"other\":1,\"origins\":")) {
      for (String json : List.of(schedule, initializer)) {
        Class<?> type = json.equals(schedule) ? ISchedule.class : IWeightInit.class;
        String forged = json.replace("\"origins\":", twice);
        assertThatThrownBy(() -> JSON.readValue(forged, type))
            .hasMessageContaining(twice.startsWith("\"other\"") ? "'other'" : "twice");
      }
    }
    String variables =
        TrainingConfig.builder()
            .updater(Dl4j.updater(new Adam()))
            .dataSetFeatureMapping("in")
            .dataSetLabelMapping("out")
            .build()
            .toJson();
    assertThat(TrainingConfig.fromJson(variables)).isNotNull();
    String bound =
        Dl4j.bind(TrainingConfig.fromJson(variables))
            .toJson()
            .replaceFirst("(VariableAccess\")", "$1, \"isWeight\" : true");
    assertThat(bound).contains("isWeight");
    assertThatThrownBy(() -> TrainingConfig.fromJson(bound)).hasStackTraceContaining("'isWeight'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[ 0, 93 ] | [ 0, 2000000 ]",
        "[ 0, 93 ] | [ 0, 2000 ]",
        "[ 0, 93 ] | [ 0, 94 ]",
        "[ 0, 93 ] | [ 0, 10 ]",
        "[ 0, 93 ] | [ 0, 35 ]",
        "[ 0, 93 ] | [ 35, 93 ]",
        "[ 0, 93 ] | [ 1, 93 ]",
        "[ 0, 93 ] | [ 0, 35, 75, 93 ]",
        "[ 0, 93 ] | [ 0, 35, 35, 93 ]",
        "[ 0, 93 ] | [ 0, 60, 20, 93 ]",
        "[ 0, 93 ] | [ 0, 93, 0, 93 ]",
        "[ 0, 93 ] | [ 93, 0 ]",
        "[ 0, 93 ] | [ 0, 0 ]",
        "[ 0, 93 ] | [ 0 ]",
        "[ 0, 93 ] | [ ]",
        "[ 0, 93 ] | [ -1, 93 ]",
        "[ 0, 93 ] | [ -9223372036854775808, 93 ]",
        "[ 0, 93 ] | [ 0, 9223372036854775807 ]",
        "[ 0, 93 ] | [ 9223372036854775800, 9223372036854775807 ]",
        "[ 0, 93 ] | [ 0, null ]",
        "[ 0, 93 ] | [ 0, 93.5 ]",
        "[ 0, 93 ] | [ 0, \"93\" ]",
        "[ 0, 93 ] | { }",
        "[ 0, 93 ] | 93",
        "[ 0, 93 ] | null",
        "\"networkLength\" : 93 | \"networkLength\" : 0",
        "\"networkLength\" : 93 | \"networkLength\" : 2000000",
        "\"networkLength\" : 93 | \"networkLength\" : -93",
        "\"networkLength\" : 93 | \"networkLength\" : 93.0",
        "\"networkLength\" : 93 | \"networkLength\" : 93, \"networkLength\" : 92",
        "\"networkLength\" : 93, | ~~",
        "\"28\" : 4 | \"28\" : 5",
        "\"28\" : 4 | \"28\" : -4",
        "\"28\" : 4 | \"28\" : 0",
        "\"28\" : 4 | \"28\" : 56",
        "\"28\" : 4 | \"28\" : 9223372036854775807",
        "\"28\" : 4 | \"-28\" : 4",
        "\"28\" : 4 | \"0\" : 0",
        "\"28\" : 4 | \"028\" : 4, \"28\" : 4",
        "\"28\" : 4 | \"28\" : null",
        "\"28\" : 4 | \"28\" : 4.5",
        "\"isWeight\" : true, | ~~",
        "\"isWeight\" : true | \"isWeight\" : null",
        "\"isWeight\" : true | \"isWeight\" : 1",
        "\"isWeight\" : true | \"isWeight\" : \"true\"",
        "\"isWeight\" : true | \"isBiasFirst\" : 2, \"isWeight\" : true",
      })
  @DisplayName(
      "A number in a model that becomes a place in memory is checked as it is read, and again")
  void places(String from, String to) {
    MultiLayerNetwork network =
        Networks.network(
            Dl4j.bind(
                Networks.perceptron(
                    Dl4j.updater(new ClipGlobalNorm(new CentralizeGradient(new Sgd(0.1)), 1)),
                    DataType.DOUBLE)));
    String json = network.getLayerWiseConfigurations().toJson();
    assertThat(json).contains(from);
    for (String forged :
        List.of(
            json.replace(from, to == null ? "" : to),
            json.substring(0, json.indexOf(from))
                + (to == null ? "" : to)
                + json.substring(json.indexOf(from) + from.length()))) {
      double[] before = Networks.parameters(network);
      assertThatThrownBy(
              () -> Networks.network(MultiLayerConfiguration.fromJson(forged)).fit(BATCH))
          .satisfies(HostileInputTest::isSentence);
      assertThat(Networks.parameters(network)).containsExactly(before);
    }
  }

  /** Of the refusal or of what caused it. */
  private static void isSentence(Throwable refused) {
    Throwable cause = refused;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    assertThat(cause).isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class);
    assertThat(cause.getMessage()).matches("(?s)[A-Z0-9].* .*[.)}]");
  }

  @Test
  @DisplayName("Java serialization makes Gradus's own updaters, schedules and initializers only")
  void serialization() throws Exception {
    for (Object own :
        List.of(
            Dl4j.updater(new Adam(0.3)),
            Dl4j.schedule(new Cosine()),
            Dl4j.weightInit("he-normal"))) {
      assertThat(read(bytes(own))).isEqualTo(own);
    }
    // the bytes of an updater, its type and its JSON replaced
    String json = "{\"command\":\"rm\"}";
    String evil = Evil.class.getName();
    for (Object own : List.of(Dl4j.updater(new Adam(0.3)))) {
      byte[] forged = renamed(bytes(own), GradusUpdater.class.getName(), evil);
      assertThatThrownBy(() -> read(forged)).hasMessageContaining("Gradus serializes its updaters");
    }
    for (Class<?> type :
        List.of(Object.class, IUpdater.class, ISchedule.class, IWeightInit.class, String.class)) {
      assertThatThrownBy(() -> new Wire.Serialized(type, json))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(type.getSimpleName());
    }
    for (Class<?> type :
        List.of(GradusUpdater.class, GradusSchedule.class, GradusWeightInit.class)) {
      for (String forged :
          List.of(
              json,
              "{\"@class\":\"%s\",\"command\":\"rm\"}".formatted(evil),
              "{\"optimizer\":{\"@class\":\"%s\"}}".formatted(evil),
              "{}",
              "[]",
              "",
              "null",
              "{} {}")) {
        byte[] bytes = bytes(new Wire.Serialized(type, forged));
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(java.io.InvalidObjectException.class);
      }
    }
    assertThat(Evil.DEEDS).containsExactly("initialized"); // by this line
  }

  private static byte[] bytes(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("BanSerializableRead") // to see what it refuses
  private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }

  /** With another class's name, which has a length before it. */
  private static byte[] renamed(byte[] bytes, String from, String to) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String old = (char) 0 + "" + (char) from.length() + from;
    assertThat(text).contains(old);
    return text.replace(old, (char) 0 + "" + (char) to.length() + to)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"best\":1,\"badEpochs\":-1,\"cooldown\":0,\"reductions\":0}",
        "{\"best\":1,\"badEpochs\":1.5,\"cooldown\":0,\"reductions\":0}",
        "{\"best\":1,\"badEpochs\":\"1\",\"cooldown\":0,\"reductions\":0}",
        "{\"best\":1,\"badEpochs\":9223372036854775807,\"cooldown\":0,\"reductions\":0}",
        "{\"best\":1,\"badEpochs\":null,\"cooldown\":0,\"reductions\":0}",
        "{\"best\":\"one\",\"badEpochs\":1,\"cooldown\":0,\"reductions\":0}",
        "{\"best\":null,\"badEpochs\":1,\"cooldown\":0,\"reductions\":0}",
        "{\"best\":1,\"badEpochs\":1,\"badEpochs\":1,\"cooldown\":0,\"reductions\":0}",
        "{\"best\":1,\"badEpochs\":1,\"cooldown\":0,\"reductions\":0,\"other\":0}",
        "{\"best\":1,\"badEpochs\":1,\"cooldown\":0,\"reductions\":0} and more",
        "{\"best\":1,\"badEpochs\":1,\"cooldown\":0",
        "null",
        "7"
      })
  @DisplayName("The state of a plateau is read strictly")
  void plateau(String json) {
    assertThatThrownBy(() -> ReduceOnPlateauListener.State.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not the state of a ReduceOnPlateauListener");
  }

  /** An object in a model's file that would do something as it is read. */
  public static final class Trap implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    static boolean isSprung;

    private void readObject(ObjectInputStream in) {
      isSprung = true;
    }
  }

  @Test
  @DisplayName("No other object is made of what a file holds in the place of a plateau's state")
  void plateauInFile(@TempDir Path directory) throws IOException {
    for (Object forged : List.of(new Trap(), Map.of("best", 1), "not JSON", List.of(new Trap()))) {
      File file = Files.createTempFile(directory, "model", ".zip").toFile();
      ModelSerializer.writeModel(Networks.network(Dl4j.updater(new Adam())), file, true);
      ModelSerializer.addObjectToFile(file, "gradus-reduce-on-plateau", forged);
      assertThatThrownBy(() -> new ReduceOnPlateauListener(new Plateau.Rule()).restoreFrom(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ReduceOnPlateauListener");
    }
    assertThat(Trap.isSprung).isFalse();
  }

  @Test
  @DisplayName("The state of a variable of SameDiff has slots of one length, and a whole age")
  void stateOfVariable() {
    IUpdater adam = Dl4j.updater(new Adam());
    INDArray three = Nd4j.zeros(DataType.DOUBLE, 3);
    for (INDArray other : List.of(Nd4j.zeros(DataType.DOUBLE, 5), Nd4j.zeros(DataType.FLOAT, 3))) {
      assertThatThrownBy(() -> adam.instantiate(Map.of("m", three, "v", other), false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("of one length and one type");
    }
    for (INDArray age :
        List.of(
            Nd4j.scalar(-5L),
            Nd4j.scalar(Long.MIN_VALUE),
            Nd4j.scalar(Long.MAX_VALUE),
            Nd4j.scalar(1.9),
            Nd4j.scalar(Double.NaN),
            Nd4j.zeros(DataType.INT64, 2))) {
      assertThatThrownBy(() -> adam.instantiate(Map.of("m", three, "v", three, "#age", age), false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("The age of a saved state must be one whole number from 0");
    }
    adam.instantiate(Map.of("m", three, "v", three, "#age", Nd4j.scalar(7L)), false);
  }

  @Test
  @DisplayName("What is nested without end is refused, not run out of stack")
  void depth() throws IOException {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    String json = trainedAdam().replace("\"beta1\":0.9", "\"beta1\":" + deep);
    assertThatThrownBy(() -> JSON.readValue(json, IUpdater.class))
        .hasMessageContaining("nests its values more than 500 deep");
  }
}
