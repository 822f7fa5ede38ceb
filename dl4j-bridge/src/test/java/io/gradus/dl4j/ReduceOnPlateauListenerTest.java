package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gradus.optimizers.Adam;
import io.gradus.schedules.Plateau;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

class ReduceOnPlateauListenerTest {

  private static final Plateau.Rule RULE = new Plateau.Rule().withFactor(0.5).withPatience(1);
  private static final List<DataSet> BATCHES = Networks.batches(4, DataType.DOUBLE);

  @TempDir private Path directory;

  @Test
  @DisplayName("A metric that never improves halves the rate every second epoch after the first")
  void lowersTheRate() {
    MultiLayerNetwork network = network(0.1);
    network.setListeners(new ReduceOnPlateauListener(RULE, model -> 1));
    assertThat(rates(network, 7)).containsExactly(0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.0125);
  }

  @Test
  @DisplayName("The lowered rate trains as a schedule with those rates does: the state is kept")
  void keepsTheState() {
    MultiLayerNetwork lowered = network(0.1);
    lowered.setListeners(new ReduceOnPlateauListener(RULE, model -> 1));
    rates(lowered, 4); // 0.1 for three epochs of four iterations, then 0.05

    MultiLayerNetwork scheduled =
        Networks.network(Dl4j.updater(new Adam().withLearningRate(new Drop(0.1, 12, 0.05))));
    rates(scheduled, 4);
    assertThat(Networks.parameters(lowered)).containsExactly(Networks.parameters(scheduled));
  }

  @Test
  @DisplayName("Saved with the model after any epoch, both go on as if they had not been")
  void survivesSaveAndRestore() throws IOException {
    AtomicInteger epoch = new AtomicInteger();
    double[] losses = {3, 2, 2, 2.5, 1, 1, 1, 1, 0.5};
    Plateau.Rule rule = RULE.withCooldown(1);
    MultiLayerNetwork network = network(0.1);
    ReduceOnPlateauListener through =
        new ReduceOnPlateauListener(rule, model -> losses[epoch.getAndIncrement()]);
    network.setListeners(through);
    for (int saved = 0; saved < losses.length; saved++) {
      File file = directory.resolve(saved + ".zip").toFile();
      ModelSerializer.writeModel(network, file, true);
      through.saveTo(file);
      rates(network, 1);
    }
    assertThat(through.state().reductions()).isEqualTo(2);

    for (int saved = 0; saved < losses.length; saved++) {
      File file = directory.resolve(saved + ".zip").toFile();
      MultiLayerNetwork resumed = MultiLayerNetwork.load(file, true);
      AtomicInteger next = new AtomicInteger(saved);
      ReduceOnPlateauListener listener =
          new ReduceOnPlateauListener(rule, model -> losses[next.getAndIncrement()]);
      listener.restoreFrom(file);
      resumed.setListeners(listener);
      rates(resumed, losses.length - saved);

      assertThat(listener.state()).isEqualTo(through.state());
      assertThat(resumed.getLearningRate(0)).isEqualTo(network.getLearningRate(0));
      assertThat(Networks.parameters(resumed)).containsExactly(Networks.parameters(network));
    }
  }

  @Test
  @DisplayName("Without a metric it follows the score, averaged over the epoch")
  void followsTheScore() {
    MultiLayerNetwork network = network(0.01);
    ReduceOnPlateauListener listener = new ReduceOnPlateauListener(RULE);
    network.setListeners(listener);
    double sum = 0;
    for (DataSet batch : BATCHES) {
      network.fit(batch);
      sum += network.score();
    }
    assertThat(listener.state().best()).isInfinite();
    listener.onEpochEnd(network);
    assertThat(listener.state())
        .isEqualTo(new ReduceOnPlateauListener.State(sum / BATCHES.size(), 0, 0, 0));
    listener.onEpochEnd(network);
    assertThat(listener.state().badEpochs()).as("an epoch without data").isZero();
  }

  @Test
  @DisplayName("A rate that was set meanwhile is what is lowered")
  void followsTheNetworksRate() {
    MultiLayerNetwork network = network(0.1);
    network.setListeners(new ReduceOnPlateauListener(RULE, model -> 1));
    rates(network, 2);
    network.setLearningRate(1);
    assertThat(rates(network, 1)).containsExactly(0.5);
  }

  @Test
  void lowersTheRateOfAGraph() {
    ComputationGraph graph = network(0.1).toComputationGraph();
    graph.setListeners(new ReduceOnPlateauListener(RULE.withPatience(0), model -> 1));
    graph.fit(new ListDataSetIterator<>(BATCHES, 1));
    graph.fit(new ListDataSetIterator<>(BATCHES, 1));
    for (var layer : graph.getLayers()) {
      assertThat(graph.getLearningRate(layer.conf().getLayer().getLayerName())).isEqualTo(0.05);
    }
  }

  @Test
  @DisplayName(
      "Layers within others and those of SameDiff follow, which setLearningRate leaves out")
  void lowersTheRateOfAllLayers() {
    for (Architecture architecture :
        List.of(
            Architecture.BIDIRECTIONAL,
            Architecture.RECURRENT_IN_WRAPPERS,
            Architecture.SELF_ATTENTION,
            Architecture.ATTENTION_VERTEX)) {
      Model lowered = architecture.network(Dl4j.updater(new Adam(0.1)));
      Model scheduled =
          architecture.network(Dl4j.updater(new Adam().withLearningRate(new Drop(0.1, 2, 0.05))));
      ReduceOnPlateauListener listener =
          new ReduceOnPlateauListener(RULE.withPatience(0), model -> 1);
      for (int step = 0; step < 4; step++) {
        architecture.fit(lowered);
        architecture.fit(scheduled);
        if (step < 2) {
          listener.onEpochEnd(lowered);
        }
      }
      assertThat(lowered.params()).as("%s", architecture).isEqualTo(scheduled.params());
    }
  }

  @Test
  void refusesLayersWithDifferentRates() {
    MultiLayerNetwork network = network(0.1);
    network.setLearningRate(1, 0.2);
    ReduceOnPlateauListener listener = new ReduceOnPlateauListener(RULE, model -> 1);
    assertThatThrownBy(() -> listener.onEpochEnd(network))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[0.1, 0.2]");
  }

  @Test
  @DisplayName("A state comes back from JSON equal, the first one with its infinity too")
  void json() {
    ReduceOnPlateauListener.State first = new ReduceOnPlateauListener(RULE).state();
    assertThat(first.best()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(ReduceOnPlateauListener.State.fromJson(first.toJson())).isEqualTo(first);
    ReduceOnPlateauListener.State later = new ReduceOnPlateauListener.State(0.1 + 0.2, 3, 2, 1);
    assertThat(later.toJson())
        .isEqualTo(
            "{\"best\":0.30000000000000004,\"badEpochs\":3,\"cooldown\":2,\"reductions\":1}");
    assertThat(ReduceOnPlateauListener.State.fromJson(later.toJson())).isEqualTo(later);
    for (String damaged : List.of("", "{\"best\":1}", "{\"best\":1,\"other\":2}", "[]")) {
      assertThatThrownBy(() -> ReduceOnPlateauListener.State.fromJson(damaged))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not the state of a ReduceOnPlateauListener");
    }
    assertThatThrownBy(
            () ->
                new ReduceOnPlateauListener(RULE)
                    .restore(new ReduceOnPlateauListener.State(1, -1, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("Neither a second state nor a missing one costs the model")
  void refusesFilesThatDoNotFit() throws IOException {
    MultiLayerNetwork network = network(0.1);
    File file = directory.resolve("model.zip").toFile();
    ModelSerializer.writeModel(network, file, true);
    ReduceOnPlateauListener listener = new ReduceOnPlateauListener(RULE);
    assertThatThrownBy(() -> listener.restoreFrom(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("holds no state");
    listener.saveTo(file);
    byte[] saved = Files.readAllBytes(file.toPath());
    assertThatThrownBy(() -> listener.saveTo(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already");
    assertThat(file).hasBinaryContent(saved);
    assertThat(directory.toFile().list()).containsExactly("model.zip");
  }

  @Test
  @DisplayName("The model's file keeps its permissions, and nothing is left beside it")
  void keepsPermissions() throws IOException {
    File file = directory.resolve("model.zip").toFile();
    ModelSerializer.writeModel(network(0.1), file, true);
    PosixFileAttributeView view =
        Files.getFileAttributeView(file.toPath(), PosixFileAttributeView.class);
    assumeThat(view).as("a file system with permissions").isNotNull();
    view.setPermissions(PosixFilePermissions.fromString("rw-------"));
    new ReduceOnPlateauListener(RULE).saveTo(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.toPath())))
        .isEqualTo("rw-------");
    new ReduceOnPlateauListener(RULE).restoreFrom(file);
    assertThat(directory.toFile().list()).containsExactly("model.zip");
  }

  private static MultiLayerNetwork network(double rate) {
    return Networks.network(Dl4j.updater(new Adam(rate)));
  }

  /** The rate after each of some epochs. */
  private static List<Double> rates(MultiLayerNetwork network, int epochs) {
    List<Double> rates = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      network.fit(new ListDataSetIterator<>(BATCHES, 1));
      rates.add(network.getLearningRate(0));
    }
    return rates;
  }
}
