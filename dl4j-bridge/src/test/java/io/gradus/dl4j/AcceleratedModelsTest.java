package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gradus.api.PluginNotFoundException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;

/** Models in files, accelerated without a network in hand. */
class AcceleratedModelsTest {

  private static final int SAVED_AT = 10;
  private static final List<DataSet> BATCHES = Networks.batches(30, DataType.DOUBLE);

  @TempDir private Path directory;

  @Test
  @DisplayName(
      "A network's file is accelerated; parameters, normalizer and objects are the same bytes")
  void network() throws IOException {
    MultiLayerNetwork theirs =
        Networks.network(AccelerateTest.layers(new Nesterovs(0.05, 0.9), new Adam(0.01)));
    BATCHES.subList(0, SAVED_AT).forEach(theirs::fit);
    Path model = write(theirs, true);
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(BATCHES.get(0));
    ModelSerializer.addNormalizerToModel(model.toFile(), normalizer);
    ModelSerializer.addObjectToFile(model.toFile(), "note", "kept");
    byte[] before = Files.readAllBytes(model);

    Path result = directory.resolve("new.zip");
    AccelerationPlan plan = Dl4j.accelerate(model, result, false);

    assertThat(plan).isEqualTo(Dl4j.accelerationPlan(model));
    assertThat(plan.changes()).hasSize(2).allMatch(change -> change.optimizer().isPresent());
    assertThat(Files.readAllBytes(model)).isEqualTo(before);
    Map<String, byte[]> given = entries(model);
    Map<String, byte[]> made = entries(result);
    assertThat(made.keySet()).containsExactlyElementsOf(given.keySet());
    for (String name : given.keySet()) {
      boolean changes = name.equals("configuration.json") || name.equals("updaterState.bin");
      assertThat(same(given, made, name)).as(name).isEqualTo(!changes);
    }
    NormalizerStandardize kept = ModelSerializer.restoreNormalizerFromFile(result.toFile());
    assertThat(kept.getMean()).isEqualTo(normalizer.getMean());
    assertThat((String) ModelSerializer.getObjectFromFile(result.toFile(), "note"))
        .isEqualTo("kept");

    MultiLayerNetwork ours = MultiLayerNetwork.load(result.toFile(), true);
    assertThat(ours.getIterationCount()).isEqualTo(SAVED_AT);
    for (DataSet batch : BATCHES.subList(SAVED_AT, BATCHES.size())) {
      theirs.fit(batch);
      ours.fit(batch);
    }
    assertThat(AccelerateTest.distance(theirs.params(), ours.params())).isLessThan(1e-12);
  }

  @Test
  @DisplayName("A graph's file is told from a network's and accelerated")
  void graph() throws IOException {
    ComputationGraph theirs = new ComputationGraph(AccelerateTest.graph(new Adam(0.01)));
    theirs.init();
    BATCHES.subList(0, SAVED_AT).forEach(theirs::fit);
    Path result = directory.resolve("new.zip");

    AccelerationPlan plan = Dl4j.accelerate(write(theirs, true), result, false);

    assertThat(plan.changes())
        .extracting("layer")
        .containsExactlyInAnyOrder("left", "right", "right", "out");
    ComputationGraph ours = ComputationGraph.load(result.toFile(), true);
    for (DataSet batch : BATCHES.subList(SAVED_AT, BATCHES.size())) {
      theirs.fit(batch);
      ours.fit(batch);
    }
    assertThat(AccelerateTest.distance(theirs.params(), ours.params())).isLessThan(1e-12);
  }

  @Test
  @DisplayName("A file without updater state gives one without, and the plan says that it is new")
  void withoutState() throws IOException {
    MultiLayerNetwork network = Networks.network(new Adam(0.01));
    BATCHES.subList(0, SAVED_AT).forEach(network::fit);
    Path result = directory.resolve("new.zip");

    AccelerationPlan plan = Dl4j.accelerate(write(network, false), result, false);

    assertThat(plan.remarks()).hasSize(1);
    assertThat(entries(result)).doesNotContainKey("updaterState.bin");
    assertThat(MultiLayerNetwork.load(result.toFile(), true).params()).isEqualTo(network.params());
  }

  @Test
  @DisplayName("A file that is there is replaced only if told, and the model itself never")
  void overwriting() throws IOException {
    Path model = write(Networks.network(new Adam(0.01)), true);
    byte[] before = Files.readAllBytes(model);
    Path result = Files.writeString(directory.resolve("new.zip"), "precious");

    assertThatThrownBy(() -> Dl4j.accelerate(model, result, false))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(result).hasContent("precious");
    assertThatThrownBy(() -> Dl4j.accelerate(model, model, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("would overwrite the model");
    assertThat(Files.readAllBytes(model)).isEqualTo(before);

    Dl4j.accelerate(model, result, true);
    assertThat(MultiLayerNetwork.load(result.toFile(), true).getLayerWiseConfigurations().toJson())
        .contains("GradusUpdater");
    assertOnly("model.zip", "new.zip");
  }

  @Test
  @DisplayName("A directory is no place for the result, and is never replaced by it")
  void directories() throws IOException {
    Path model = write(Networks.network(new Adam(0.01)), true);
    Path empty = Files.createDirectory(directory.resolve("empty"));
    for (boolean replace : new boolean[] {false, true}) {
      assertThatThrownBy(() -> Dl4j.accelerate(model, empty, replace))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The result must be a file, but %s is a directory.", empty);
    }
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> Dl4j.accelerate(model, none.resolve("new.zip"), true))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(none.toString());
    assertThat(empty).isEmptyDirectory();
    assertOnly("model.zip", "empty");
  }

  @Test
  @DisplayName("The result may be read by whoever may read a new file")
  void permissions() throws IOException {
    Path result = directory.resolve("new.zip");
    Dl4j.accelerate(write(Networks.network(new Adam(0.01)), true), result, false);
    Path other = Files.writeString(directory.resolve("other"), "new");
    assertThat(permissions(result)).isEqualTo(permissions(other));
  }

  /** Nothing where the file system has none. */
  private static Object permissions(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return view == null ? null : view.readAttributes().permissions();
  }

  @Test
  @DisplayName("Where nothing is to be changed, nothing is written")
  void nothingToDo() throws IOException {
    Path model = write(Networks.network(new NoOp()), true);
    AccelerationPlan plan = Dl4j.accelerate(model, directory.resolve("new.zip"), false);
    assertThat(plan.changesAnything()).isFalse();
    assertOnly("model.zip");
  }

  @Test
  @DisplayName("What is no model is refused in a sentence, and nothing is left behind")
  void noModels() throws IOException {
    Path result = directory.resolve("new.zip");
    Path text = Files.writeString(directory.resolve("text.zip"), "not a zip file");
    assertThatThrownBy(() -> Dl4j.accelerate(text, result, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s is no model of DL4J's: it is not a zip file.", text);

    Path other = zip("other.zip", Map.of("readme.txt", new byte[] {1}));
    assertThatThrownBy(() -> Dl4j.accelerationPlan(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s is no model of DL4J's: it holds no configuration.json.", other);

    Path torn = zip("torn.zip", Map.of("configuration.json", "{ \"confs".getBytes(ASCII)));
    assertThatThrownBy(() -> Dl4j.accelerationPlan(torn))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s is no model of DL4J's: its configuration.json is not JSON.", torn);

    Map<String, byte[]> cut = entries(write(Networks.network(new Adam()), true));
    cut.put("coefficients.bin", new byte[] {1, 2, 3});
    Path damaged = zip("damaged.zip", cut);
    assertThatThrownBy(() -> Dl4j.accelerate(damaged, result, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("DL4J cannot read the model %s: ".formatted(damaged));

    cut.put("coefficients.bin", new byte[0]);
    Path empty = zip("damaged.zip", cut);
    assertThatThrownBy(() -> Dl4j.accelerate(empty, result, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s is no model of DL4J's: it holds no coefficients.bin.", empty);

    Map<String, byte[]> list = Map.of("configuration.json", "[1]".getBytes(ASCII));
    Path nonsense = zip("nonsense.zip", list);
    assertThatThrownBy(() -> Dl4j.accelerate(nonsense, result, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s is no model of DL4J's: its configuration.json is not of a network.", nonsense);

    assertThatThrownBy(() -> Dl4j.accelerate(directory.resolve("none.zip"), result, false))
        .isInstanceOf(NoSuchFileException.class);
    assertOnly("damaged.zip", "model.zip", "nonsense.zip", "other.zip", "text.zip", "torn.zip");
  }

  @Test
  @DisplayName("A directory is told from a file that is not there")
  void noFile() {
    assertThatThrownBy(() -> Dl4j.accelerationPlan(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s is no model of DL4J's: it is a directory or a device.", directory);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("A plug-in that is missing is named in one sentence, without the configuration")
  void missingPlugin(boolean isGraph) throws IOException {
    MultiLayerNetwork network = Networks.network(Dl4j.updater("adam"));
    Map<String, byte[]> saved =
        entries(write(isGraph ? network.toComputationGraph() : network, true));
    String configuration = new String(saved.get("configuration.json"), ASCII);
    saved.put(
        "configuration.json",
        configuration.replace("\"name\" : \"adam\"", "\"name\" : \"my-rule\"").getBytes(ASCII));
    Path missing = zip("missing.zip", saved);
    assertThatThrownBy(() -> Dl4j.accelerationPlan(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "DL4J cannot read the model %s: No optimizer is named 'my-rule'.".formatted(missing))
        .hasMessageEndingWith("add what is missing to the class path.")
        .hasRootCauseInstanceOf(PluginNotFoundException.class);
  }

  /** Accelerates one model. */
  static final class Child {
    public static void main(String[] args) throws IOException {
      System.out.print(Charset.defaultCharset() + " ");
      System.out.print(Dl4j.accelerate(Path.of(args[0]), Path.of(args[1]), false).changes().size());
    }
  }

  @Test
  @DisplayName("Names beyond ASCII survive, whatever the charset of the JVM")
  void charsets() throws Exception {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .updater(new Adam(0.01))
                .graphBuilder()
                .addInputs("in")
                .addLayer("größe", new DenseLayer.Builder().nIn(4).nOut(5).build(), "in")
                .addLayer(
                    "grüße 数 \uD83D\uDE00", new DenseLayer.Builder().nIn(4).nOut(5).build(), "in")
                .addLayer(
                    "aus",
                    new OutputLayer.Builder()
                        .nIn(10)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "größe",
                    "grüße 数 \uD83D\uDE00")
                .setOutputs("aus")
                .build());
    graph.init();
    Map<String, byte[]> saved = entries(write(graph, true));
    saved.put(
        "configuration.json", graph.getConfiguration().toJson().getBytes(StandardCharsets.UTF_8));
    Path model = zip("utf-8.zip", saved);
    Path result = directory.resolve("new.zip");
    // from JDK 18 on the charset is UTF-8 unless it is to be the environment's
    String charset = Runtime.version().feature() < 18 ? "US-ASCII" : "COMPAT";
    Path told = directory.resolve("told");
    ProcessBuilder child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=" + charset,
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                model.toString(),
                result.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(told.toFile());
    child.environment().put("LC_ALL", "C");
    assertThat(child.start().waitFor()).isZero();
    assertThat(told).hasContent("US-ASCII 3");

    String made = new String(entries(result).get("configuration.json"), ASCII);
    assertThat(made.chars()).allMatch(character -> character < 128);
    assertThat(ComputationGraphConfiguration.fromJson(made).getVertices().keySet())
        .containsExactlyInAnyOrder("größe", "grüße 数 \uD83D\uDE00", "aus", "aus-merge");
    assertThat(ComputationGraph.load(result.toFile(), true).params()).isEqualTo(graph.params());
  }

  @Test
  @DisplayName("What is not UTF-8 is read in the JVM's charset, and refused where it is not that")
  void otherCharsets() throws IOException {
    Map<String, byte[]> saved = entries(write(Networks.network(new Adam()), true));
    String configuration = new String(saved.get("configuration.json"), ASCII);
    saved.put(
        "configuration.json",
        configuration
            .replaceFirst("\"layerName\" : \"layer0\"", "\"layerName\" : \"größe\"")
            .getBytes(StandardCharsets.ISO_8859_1));
    Path model = zip("latin.zip", saved);
    if (Charset.defaultCharset().equals(StandardCharsets.ISO_8859_1)) {
      assertThat(Dl4j.accelerationPlan(model).changes().get(0).layer()).isEqualTo("größe");
    } else {
      assertThatThrownBy(() -> Dl4j.accelerationPlan(model))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not written in UTF-8");
    }
  }

  @Test
  @DisplayName("Whoever may not read the model may not read the result")
  void privateModels() throws IOException {
    Path model = write(Networks.network(new Adam(0.01)), true);
    PosixFileAttributeView view = Files.getFileAttributeView(model, PosixFileAttributeView.class);
    assumeThat(view).as("a file system with permissions").isNotNull();
    view.setPermissions(PosixFilePermissions.fromString("rw-------"));
    Path result = directory.resolve("new.zip");
    Dl4j.accelerate(model, result, false);
    assertThat(permissions(result)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  private static final Charset ASCII = StandardCharsets.US_ASCII;

  private static boolean same(Map<String, byte[]> a, Map<String, byte[]> b, String name) {
    return java.util.Arrays.equals(a.get(name), b.get(name));
  }

  private Path write(Model model, boolean withState) throws IOException {
    File file = directory.resolve("model.zip").toFile();
    ModelSerializer.writeModel(model, file, withState);
    return file.toPath();
  }

  private Path zip(String name, Map<String, byte[]> entries) throws IOException {
    Path file = directory.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  private static Map<String, byte[]> entries(Path file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = zip.getInputStream(entry)) {
          in.transferTo(bytes);
        }
        entries.put(entry.getName(), bytes.toByteArray());
      }
    }
    return entries;
  }

  private void assertOnly(String... names) throws IOException {
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }
}
