package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Nesterov;
import io.gradus.schedules.StepDecay;
import io.gradus.wrappers.ClipNorm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** What the listener writes, next to norms that are taken of the network from outside. */
class UpdaterStatsListenerTest {

  private static final List<DataSet> BATCHES = Networks.batches(12, DataType.DOUBLE);

  @TempDir private Path directory;

  @Test
  @DisplayName("Norms and ratios of DL4J's Adam are those of the arrays before and after the step")
  void adam() throws IOException {
    MultiLayerNetwork network = Networks.network(new Adam(0.01));
    Path file = directory.resolve("a.csv");
    network.setListeners(UpdaterStatsListener.every(1).toCsv(file));
    MultiLayerNetwork aside = Networks.network(new Adam(0.01));
    for (int i = 0; i < 5; i++) {
      DataSet batch = BATCHES.get(i);
      INDArray[] before = layers(network);
      aside.setParams(network.params());
      aside.setInput(batch.getFeatures());
      aside.setLabels(batch.getLabels());
      aside.computeGradientAndScore(); // the sum over the 8 examples
      network.fit(batch);
      INDArray[] after = layers(network);
      // one block: M of all layers, then V of all layers
      INDArray state = network.getUpdater().getStateViewArray().reshape(-1);
      long n = state.length() / 2;
      long at = 0;
      Map<String, Double> read = rows(file, i);
      for (int layer = 0; layer < 3; layer++) {
        String name = "layer" + layer + ",";
        long end = at + before[layer].length();
        double update = norm(before[layer].sub(after[layer]));
        assertThat(read.get(name + "learning_rate")).isEqualTo(0.01);
        assertThat(read.get(name + "parameter_norm")).isCloseTo(norm(before[layer]), within(1e-12));
        assertThat(read.get(name + "update_norm")).isCloseTo(update, within(1e-12));
        assertThat(read.get(name + "update_to_parameter_ratio"))
            .isCloseTo(update / norm(before[layer]), within(1e-12));
        INDArray gradient = aside.gradient().gradient().reshape(-1);
        assertThat(read.get(name + "gradient_norm"))
            .isCloseTo(norm(part(gradient, at, end)) / 8, within(1e-12));
        assertThat(read.get(name + "slot:M")).isCloseTo(norm(part(state, at, end)), within(1e-12));
        assertThat(read.get(name + "slot:V"))
            .isCloseTo(norm(part(state, n + at, n + end)), within(1e-12));
        assertThat(read).doesNotContainKey(name + "momentum");
        at = end;
      }
      assertThat(read).hasSize(3 * 7);
    }
  }

  @Test
  @DisplayName("The first step of Adam is the rate for every parameter: its norm is η √n")
  void byHand() throws IOException {
    MultiLayerNetwork network = Networks.network(Dl4j.updater(new io.gradus.optimizers.Adam(0.01)));
    Path file = directory.resolve("a.csv");
    network.setListeners(UpdaterStatsListener.every(1).toCsv(file));
    network.fit(BATCHES.get(0));
    Map<String, Double> read = rows(file, 0);
    assertThat(read.get("layer0,update_norm")).isCloseTo(0.01 * Math.sqrt(35), within(1e-6));
    assertThat(read.get("layer2,update_norm")).isCloseTo(0.01 * Math.sqrt(18), within(1e-6));
    // m = 0.1 g
    assertThat(read.get("layer1,slot:m"))
        .isCloseTo(0.1 * read.get("layer1,gradient_norm"), within(1e-12));
  }

  @Test
  @DisplayName(
      "Schedules and momenta are as they are at the iteration, for DL4J's, Gradus's and wrapped ones")
  void ratesAndMomenta() throws IOException {
    var momentum = new MapSchedule.Builder(ScheduleType.ITERATION).add(0, 0.5).add(3, 0.9).build();
    Nesterov ours =
        new Nesterov()
            .withLearningRate(new StepDecay().with("initial", 0.2).with("length", 2))
            .with("momentum", Dl4j.schedule(momentum));
    Path theirFile = directory.resolve("theirs.csv");
    MultiLayerNetwork theirs =
        Networks.network(new Nesterovs(Dl4j.schedule(ours.learningRate()), momentum));
    theirs.setListeners(UpdaterStatsListener.every(3).toCsv(theirFile));
    Path ourFile = directory.resolve("ours.csv");
    MultiLayerNetwork bound =
        Networks.network(
            Dl4j.bind(Networks.perceptron(Dl4j.updater(new ClipNorm(ours, 1e9)), DataType.DOUBLE)));
    bound.setListeners(UpdaterStatsListener.every(3).toCsv(ourFile));
    BATCHES.forEach(theirs::fit);
    BATCHES.forEach(bound::fit);
    for (int i : new int[] {0, 3, 6, 9}) {
      Map<String, Double> theirRows = rows(theirFile, i);
      Map<String, Double> ourRows = rows(ourFile, i);
      double rate = ours.learningRate().at(i, 0);
      for (Map<String, Double> rows : List.of(theirRows, ourRows)) {
        assertThat(rows.get("layer1,learning_rate")).isEqualTo(rate);
        assertThat(rows.get("layer1,momentum")).isEqualTo(i < 3 ? 0.5 : 0.9);
      }
      // the two differ in the sign of the velocity alone
      assertThat(ourRows.get("layer1,slot:inner/v"))
          .isCloseTo(theirRows.get("layer1,slot:V"), within(1e-9));
      assertThat(ourRows.get("layer1,update_norm"))
          .isCloseTo(theirRows.get("layer1,update_norm"), within(1e-9));
    }
    assertThat(rows(ourFile, 1)).isEmpty();
    assertThat(rows(ourFile, 4)).isEmpty();
  }

  @Test
  @DisplayName("To listen changes no bit of the training")
  void changesNothing() {
    MultiLayerNetwork alone = bound();
    MultiLayerNetwork heard = bound();
    heard.setListeners(UpdaterStatsListener.every(2).toCsv(directory.resolve("a.csv")));
    BATCHES.forEach(alone::fit);
    BATCHES.forEach(heard::fit);
    assertThat(Networks.parameters(heard)).containsExactly(Networks.parameters(alone));
    assertThat(heard.getUpdater().getStateViewArray())
        .isEqualTo(alone.getUpdater().getStateViewArray());
  }

  private static MultiLayerNetwork bound() {
    return Networks.network(
        Dl4j.bind(Networks.perceptron(Dl4j.updater(new AdamW(0.01)), DataType.DOUBLE)));
  }

  @Test
  @DisplayName(
      "Graphs are read by vertex; biases with an updater of their own stand apart; what nothing trains is left out")
  void graph() throws IOException {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                    "still", new FrozenLayer(new DenseLayer.Builder().nIn(4).nOut(5).build()), "in")
                .addLayer("norm", new BatchNormalization.Builder().nIn(5).nOut(5).build(), "still")
                .addLayer(
                    "say \"a, b\"",
                    new DenseLayer.Builder()
                        .nIn(5)
                        .nOut(6)
                        .updater(new Nesterovs(0.05, 0.8))
                        .biasUpdater(new AdaDelta())
                        .regularization(List.of(new WeightDecay(0.1, true)))
                        .build(),
                    "norm")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nIn(6).nOut(3).activation(Activation.SOFTMAX).build(),
                    "say \"a, b\"")
                .setOutputs("out")
                .build());
    graph.init();
    Path file = directory.resolve("a.csv");
    graph.setListeners(UpdaterStatsListener.every(1).toCsv(file));
    String dense = "say \"a, b\"";
    for (int i = 0; i < 3; i++) {
      INDArray weights = graph.getLayer(dense).getParam("W").dup();
      INDArray biases = graph.getLayer(dense).getParam("b").dup();
      INDArray gamma = graph.getLayer("norm").getParam("gamma").dup();
      INDArray beta = graph.getLayer("norm").getParam("beta").dup();
      graph.fit(BATCHES.get(i));
      Map<String, Double> read = rows(file, i);
      INDArray moved = weights.sub(graph.getLayer(dense).getParam("W"));
      assertThat(read.get(dense + ",update_norm")).isCloseTo(norm(moved), within(1e-12));
      assertThat(read.get(dense + ",learning_rate")).isEqualTo(0.05);
      assertThat(read.get(dense + ",momentum")).isEqualTo(0.8);
      INDArray shifted = biases.sub(graph.getLayer(dense).getParam("b"));
      assertThat(read.get(dense + "/biases,update_norm")).isCloseTo(norm(shifted), within(1e-12));
      assertThat(read.get(dense + "/biases,parameter_norm")).isCloseTo(norm(biases), within(1e-12));
      assertThat(read).doesNotContainKey(dense + "/biases,learning_rate"); // AdaDelta has none
      assertThat(read).containsKeys(dense + "/biases,slot:msg", dense + ",slot:V");
      // without mean and variance
      double scale = Math.hypot(norm(gamma), norm(beta));
      assertThat(read.get("norm,parameter_norm")).isCloseTo(scale, within(1e-12));
      assertThat(read.keySet()).noneMatch(key -> key.startsWith("still"));
      if (i == 0) {
        assertThat(read.get(dense + "/biases,update_to_parameter_ratio")).isInfinite();
      }
    }
  }

  @Test
  @DisplayName("The biases of a convolution, which lie before its weights, are told from them")
  void convolution() throws IOException {
    MultiLayerNetwork network =
        Networks.network(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
                .biasUpdater(new Sgd(0.2))
                .list()
                .layer(new ConvolutionLayer.Builder(2, 2).nOut(3).build())
                .layer(new BatchNormalization())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(2, 2, 1))
                .build());
    Path file = directory.resolve("a.csv");
    network.setListeners(UpdaterStatsListener.every(1).toCsv(file));
    double weights = norm(network.getLayer(0).getParam("W"));
    network.fit(
        new DataSet(BATCHES.get(0).getFeatures().reshape(8, 1, 2, 2), BATCHES.get(0).getLabels()));
    Map<String, Double> read = rows(file, 0);
    assertThat(read.get("layer0,parameter_norm")).isCloseTo(weights, within(1e-12));
    assertThat(read.get("layer0,learning_rate")).isEqualTo(0.1);
    assertThat(read.get("layer0/biases,parameter_norm")).isZero();
    assertThat(read.get("layer0/biases,learning_rate")).isEqualTo(0.2);
    assertThat(read).doesNotContainKey("layer1/biases,learning_rate");
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, 1e-24, 1e-6", "FLOAT, 1e24, 1e-6", "HALF, 1e-6, 0.1", "HALF, 6e4, 1e-2"})
  @DisplayName("Norms are right where squares do not fit the network's type, nor the norm itself")
  void sizes(DataType type, double size, double tolerance) throws IOException {
    MultiLayerNetwork network = Networks.network(Networks.perceptron(new Sgd(0.1), type));
    network.params().assign(size);
    Path file = directory.resolve("a.csv");
    network.setListeners(UpdaterStatsListener.every(1).toCsv(file));
    network.fit(Networks.batches(1, type).get(0));
    double norm = size * Math.sqrt(40);
    assertThat(rows(file, 0).get("layer1,parameter_norm"))
        .isCloseTo(norm, within(tolerance * norm));
  }

  @Test
  @DisplayName("A file that exists is refused, or continued if it is one of read-outs")
  void files() throws IOException {
    Path file = directory.resolve("a.csv");
    MultiLayerNetwork network = Networks.network(new Sgd(0.1));
    network.setListeners(UpdaterStatsListener.every(1).toCsv(file));
    assertThat(file).hasContent("iteration,epoch,layer,quantity,value\r\n");
    network.fit(BATCHES.get(0));
    int lines = Files.readAllLines(file).size();
    assertThat(lines).isEqualTo(1 + 3 * 5); // no state: rate, three norms and the ratio

    assertThatThrownBy(() -> UpdaterStatsListener.every(1).toCsv(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exists; name another file");
    network.setListeners(UpdaterStatsListener.every(1).appendingTo(file));
    network.fit(BATCHES.get(1));
    assertThat(Files.readAllLines(file)).hasSize(lines + 3 * 5);
    assertThat(rows(file, 0)).hasSize(15);
    assertThat(rows(file, 1)).hasSize(15);

    Files.writeString(file, Files.readString(file) + "2,0,lay");
    assertThatThrownBy(() -> UpdaterStatsListener.every(1).appendingTo(file))
        .hasMessageContaining("its last is cut off");
    Path other = Files.writeString(directory.resolve("other.csv"), "a,b\n1,2\n");
    assertThatThrownBy(() -> UpdaterStatsListener.every(1).appendingTo(other))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(other).hasContent("a,b\n1,2\n");
    assertThatThrownBy(() -> UpdaterStatsListener.every(1).toCsv(directory.resolve("no/a.csv")))
        .isInstanceOf(java.io.UncheckedIOException.class);
    assertThatThrownBy(() -> UpdaterStatsListener.every(0))
        .hasMessage("Reports come every 1 or more iterations, not every 0.");
  }

  @Test
  @DisplayName("A file that can be written no longer stops the read-outs, not the training")
  void fileGoesAway() throws IOException {
    Path file = directory.resolve("a.csv");
    MultiLayerNetwork network = Networks.network(new Sgd(0.1));
    network.setListeners(UpdaterStatsListener.every(1).toCsv(file));
    network.fit(BATCHES.get(0));
    Files.delete(file);
    String logged =
        errors(
            () -> {
              network.fit(BATCHES.get(1));
              network.fit(BATCHES.get(2));
            });
    assertThat(network.getIterationCount()).isEqualTo(3);
    assertThat(file).doesNotExist();
    assertThat(logged).containsOnlyOnce("The read-outs cannot be written any longer");
  }

  @Test
  @DisplayName("The log has one line for each iteration and layer")
  void log() {
    MultiLayerNetwork network = Networks.network(new Nesterovs(0.05, 0.9));
    network.setListeners(UpdaterStatsListener.every(2).toLog());
    String logged =
        errors(
            () -> {
              for (int i = 0; i < 4; i++) {
                network.fit(BATCHES.get(i));
              }
            });
    List<String> lines =
        logged.lines().filter(line -> line.contains("UpdaterStatsListener")).toList();
    assertThat(lines).hasSize(2 * 3);
    assertThat(lines.get(4))
        .containsPattern(
            "iteration 2, epoch 0, layer1: learning_rate 0\\.05000, momentum 0\\.9000, gradient_norm [0-9.e-]+, update_norm [0-9.e-]+, parameter_norm [0-9.e-]+, update_to_parameter_ratio [0-9.e-]+, slot:V [0-9.e-]+$");
  }

  @Test
  @DisplayName("A listener that reports nowhere does not even ask for the updater")
  void costsNothing() {
    MultiLayerNetwork network = Networks.network(new Sgd(0.1));
    UpdaterStatsListener silent = UpdaterStatsListener.every(1);
    UpdaterStatsListener later = UpdaterStatsListener.every(5).toCsv(directory.resolve("a.csv"));
    network.setIterationCount(1);
    for (UpdaterStatsListener listener : List.of(silent, later)) {
      listener.onGradientCalculation(network);
      listener.iterationDone(network, 1, 0);
    }
    assertThat(network.getUpdater(false)).isNull();
    assertThat(network.getUpdater()).isInstanceOf(MultiLayerUpdater.class);
  }

  private static String errors(Runnable run) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      run.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static INDArray[] layers(MultiLayerNetwork network) {
    INDArray[] all = new INDArray[network.getnLayers()];
    for (int i = 0; i < all.length; i++) {
      all[i] = network.getLayer(i).params().dup().reshape(-1);
    }
    return all;
  }

  private static INDArray part(INDArray all, long from, long to) {
    return all.get(NDArrayIndex.interval(from, to));
  }

  private static double norm(INDArray array) {
    double sum = 0;
    for (double value : array.reshape(-1).toDoubleVector()) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  /** The values of one iteration, by layer and quantity. */
  private static Map<String, Double> rows(Path file, int iteration) throws IOException {
    Map<String, Double> rows = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(iteration + ",0,")) {
        String rest = line.substring((iteration + ",0,").length());
        int last = rest.lastIndexOf(',');
        String key = rest.substring(0, last);
        if (key.startsWith("\"")) {
          int end = key.lastIndexOf('"');
          key = key.substring(1, end).replace("\"\"", "\"") + key.substring(end + 1);
        }
        rows.put(key, Double.valueOf(rest.substring(last + 1)));
      }
    }
    return rows;
  }
}
