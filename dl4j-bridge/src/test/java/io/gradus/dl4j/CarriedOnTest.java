package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Lamb;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.NAdam;
import io.gradus.optimizers.RmsProp;
import io.gradus.schedules.Cosine;
import io.gradus.wrappers.ClipNorm;
import io.gradus.wrappers.Lookahead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingModelSaver;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.saver.LocalFileGraphSaver;
import org.deeplearning4j.earlystopping.saver.LocalFileModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;

/** Networks that are saved, copied, converted, taken over and stopped, and then trained on. */
class CarriedOnTest {

  private static final double RATE = 0.02;
  private static final List<DataSet> BATCHES = Networks.batches(20, DataType.DOUBLE);

  static Stream<GradientOptimizer> some() {
    return Stream.of(
        new AdamW(RATE).with("weightDecay", 0.01).with("weightsOnly", true),
        new NAdam(),
        new Momentum().withLearningRate(new Cosine()),
        new ClipNorm(new RmsProp(), 0.1),
        new Lookahead(new Adam(RATE), 2, 0.5));
  }

  @ParameterizedTest
  @MethodSource("some")
  @DisplayName("A graph that is saved after any step ends in the same bits")
  void graphResumesAtEveryStep(GradientOptimizer optimizer) {
    resumesAtEveryStep(Architecture.GRAPH, optimizer);
  }

  @ParameterizedTest
  @MethodSource("some")
  @DisplayName(
      "A recurrent network with truncated backpropagation, saved after any batch, does too")
  void truncatedBackpropagationResumesAtEveryStep(GradientOptimizer optimizer) {
    resumesAtEveryStep(Architecture.TRUNCATED_BACKPROPAGATION, optimizer);
  }

  @ParameterizedTest
  @EnumSource(names = {"RECURRENT_ATTENTION", "ATTENTION_VERTEX"})
  @DisplayName("So does one with layers or a vertex that DL4J makes with SameDiff")
  void sameDiffLayersResumeAtEveryStep(Architecture architecture) {
    resumesAtEveryStep(architecture, new Lamb(RATE)); // fails if what was loaded is not bound
  }

  private static void resumesAtEveryStep(Architecture architecture, GradientOptimizer optimizer) {
    int steps = 4;
    Model through = architecture.network(Dl4j.updater(optimizer));
    byte[][] saved = new byte[steps][];
    for (int k = 0; k < steps; k++) {
      saved[k] = save(through);
      architecture.fit(through);
    }
    for (int k = 0; k < steps; k++) {
      Model resumed = load(saved[k], through);
      for (int step = k; step < steps; step++) {
        architecture.fit(resumed);
      }
      assertThat(resumed.params()).as("resumed after %d", k).isEqualTo(through.params());
    }
    if (architecture.isTruncated()) {
      assertThat(((MultiLayerNetwork) through).getIterationCount())
          .as("each of three segments is an iteration")
          .isEqualTo(3 * steps);
    }
  }

  @Test
  @DisplayName("The configuration of a graph comes back from JSON and from YAML, bound and equal")
  void graphConfiguration() {
    ComputationGraph graph =
        (ComputationGraph) Architecture.GRAPH.network(Dl4j.updater(new AdamW(RATE)));
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    Architecture.GRAPH.fit(graph);
    for (ComputationGraphConfiguration read :
        List.of(
            ComputationGraphConfiguration.fromJson(configuration.toJson()),
            ComputationGraphConfiguration.fromYaml(configuration.toYaml()))) {
      assertThat(read).isEqualTo(configuration);
      ComputationGraph again = new ComputationGraph(read);
      again.init();
      again.setParams(graph.params());
      Architecture.GRAPH.fit(again); // fails if it is not bound
    }
  }

  @Test
  @DisplayName("convertDataType takes state and age along, in both directions")
  void convertDataType() {
    MultiLayerNetwork wide = bound(new Adam(RATE));
    MultiLayerNetwork late = Networks.load(Networks.save(train(wide, 0, 3), false));
    train(late, 3, 5); // state of age 2 at iteration 5
    MultiLayerNetwork narrow = late.convertDataType(DataType.FLOAT);
    assertThat(narrow.params().dataType()).isEqualTo(DataType.FLOAT);
    narrow.setIterationCount(late.getIterationCount());
    MultiLayerNetwork back = narrow.convertDataType(DataType.DOUBLE);
    back.setIterationCount(late.getIterationCount());
    List<DataSet> floats = Networks.batches(20, DataType.FLOAT);
    for (int step = 5; step < 15; step++) {
      narrow.fit(floats.get(step));
    }
    train(late, 5, 15);
    train(back, 5, 15);
    for (MultiLayerNetwork each : List.of(narrow, back)) {
      double[] expected = Networks.parameters(late);
      double[] actual = Networks.parameters(each);
      for (int i = 0; i < expected.length; i++) {
        // floats hold seven digits; an age that were the iteration would differ in the second
        assertThat(actual[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-5));
      }
    }
  }

  @Test
  @DisplayName(
      "A rate that is set on a clone, or on a transferred network, is set on the original, as in DL4J")
  void clonesShareTheirRate() {
    for (IUpdater updater :
        List.of(Dl4j.updater(new Adam(RATE)), new org.nd4j.linalg.learning.config.Adam(RATE))) {
      MultiLayerNetwork original = Networks.network(updater);
      train(original, 0, 1);
      original.clone().setLearningRate(RATE / 2);
      assertThat(original.getLearningRate(0)).isEqualTo(RATE / 2);
      MultiLayerNetwork loaded = Networks.load(Networks.save(original, true));
      loaded.setLearningRate(RATE / 4);
      assertThat(original.getLearningRate(0)).as("a loaded network").isEqualTo(RATE / 2);
      new TransferLearning.Builder(original)
          .fineTuneConfiguration(new FineTuneConfiguration.Builder().seed(7).build())
          .build()
          .setLearningRate(RATE / 8);
      assertThat(original.getLearningRate(0)).as("transferred").isEqualTo(RATE / 8);
    }
  }

  @Test
  @DisplayName("A clone that trains on does not age the state of the original")
  void clonesDoNotShareTheirAge() {
    MultiLayerNetwork original = bound(new Adam(RATE));
    MultiLayerNetwork twin = bound(new Adam(RATE));
    train(original, 0, 5);
    train(twin, 0, 5);
    train(original.clone(), 5, 12);
    MultiLayerNetwork saved = Networks.load(Networks.save(original, true));
    double[] expected = Networks.parameters(train(twin, 5, 10));
    assertThat(Networks.parameters(train(original, 5, 10))).containsExactly(expected);
    assertThat(Networks.parameters(train(saved, 5, 10))).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("some")
  @DisplayName(
      "DL4J: a graph's clone begins its iteration anew; its state keeps its age all the same")
  void clonedGraph(GradientOptimizer optimizer) {
    ComputationGraph graph = (ComputationGraph) Architecture.GRAPH.network(Dl4j.updater(optimizer));
    ComputationGraph theirs =
        (ComputationGraph)
            Architecture.GRAPH.network(new org.nd4j.linalg.learning.config.Adam(RATE));
    for (int step = 0; step < 3; step++) {
      Architecture.GRAPH.fit(graph);
      Architecture.GRAPH.fit(theirs);
    }
    ComputationGraph clone = graph.clone();
    ComputationGraph cloneOfTheirs = theirs.clone();
    assertThat(clone.getIterationCount()).isZero();
    assertThat(cloneOfTheirs.getIterationCount()).isZero();
    // A schedule would begin anew as well: the clock is to be carried over by hand.
    ComputationGraph onTime = graph.clone();
    onTime.getConfiguration().setIterationCount(graph.getIterationCount());
    for (int step = 3; step < 6; step++) {
      for (ComputationGraph each : List.of(graph, clone, onTime, theirs, cloneOfTheirs)) {
        Architecture.GRAPH.fit(each);
      }
    }
    assertThat(onTime.params()).isEqualTo(graph.params());
    if (!optimizer.toString().contains("Cosine")) {
      assertThat(clone.params()).isEqualTo(graph.params());
    }
    // DL4J's own corrects its bias by the iteration
    assertThat(cloneOfTheirs.params().distance2(theirs.params())).isGreaterThan(1e-3);
  }

  @Test
  @DisplayName("A graph's clone that trains on does not age the state that the original saves")
  void clonedGraphsDoNotShareTheirAge() {
    ComputationGraph graph =
        (ComputationGraph) Architecture.GRAPH.network(Dl4j.updater(new Adam(RATE)));
    for (int step = 0; step < 5; step++) {
      Architecture.GRAPH.fit(graph);
    }
    ComputationGraph clone = graph.clone();
    Architecture.GRAPH.fit(clone);
    Architecture.GRAPH.fit(clone);
    ComputationGraph resumed = (ComputationGraph) load(save(graph), graph);
    Architecture.GRAPH.fit(resumed);
    Architecture.GRAPH.fit(graph);
    assertThat(resumed.params()).isEqualTo(graph.params());
  }

  @Test
  @DisplayName("Transfer learning: the frozen base stays, the head learns at a rate of its own")
  void transferLearning() {
    GradientOptimizer adamW = new AdamW(RATE).with("weightDecay", 0.1);
    MultiLayerNetwork trained = train(bound(adamW), 0, 10);
    MultiLayerNetwork tuned = Networks.network(transferred(trained, adamW));
    tuned.setParams(transfer(trained, Dl4j.updater(adamW)).params());
    MultiLayerNetwork transferred = transfer(trained, Dl4j.updater(adamW));

    assertThat(transferred.getLayer(0)).isInstanceOf(FrozenLayer.class);
    assertThat(transferred.getIterationCount()).isZero();
    INDArray base = trained.getLayer(0).params().dup();
    INDArray before = transferred.getLayer(2).params().dup();
    train(transferred, 10, 15);
    assertThat(transferred.getLayer(0).params()).isEqualTo(base);
    assertThat(transferred.getLayer(2).params()).isNotEqualTo(before);
    assertThat(transferred.getLearningRate(2)).isEqualTo(RATE / 4);

    // The same network made afresh, with new state, takes the same steps
    train(tuned, 10, 15);
    assertThat(Networks.parameters(transferred)).containsExactly(Networks.parameters(tuned));

    MultiLayerNetwork loaded = Networks.load(Networks.save(transferred, true));
    assertThat(Networks.parameters(train(loaded, 15, 18)))
        .containsExactly(Networks.parameters(train(transferred, 15, 18)));
  }

  private static MultiLayerNetwork transfer(MultiLayerNetwork trained, IUpdater updater) {
    MultiLayerNetwork transferred =
        new TransferLearning.Builder(trained)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().seed(7).updater(updater).build())
            .setFeatureExtractor(0)
            .removeOutputLayer()
            .addLayer(
                new OutputLayer.Builder()
                    .nIn(5)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .updater(Dl4j.updater(new AdamW(RATE / 4)))
                    .build())
            .build();
    Dl4j.bind(transferred.getLayerWiseConfigurations()); // for the layer that was added
    return transferred;
  }

  /** The configuration of a transferred network, as if it had been written so from the start. */
  private static MultiLayerConfiguration transferred(
      MultiLayerNetwork trained, GradientOptimizer optimizer) {
    return MultiLayerConfiguration.fromJson(
        transfer(trained, Dl4j.updater(optimizer)).getLayerWiseConfigurations().toJson());
  }

  @Test
  @DisplayName("Early stopping gives back the best model, from memory and from a file, to train on")
  void earlyStopping(@TempDir Path directory) {
    for (EarlyStoppingModelSaver<MultiLayerNetwork> saver :
        List.of(
            new InMemoryModelSaver<MultiLayerNetwork>(),
            new LocalFileModelSaver(directory.toFile()))) {
      MultiLayerNetwork network = bound(new AdamW(RATE));
      var configuration =
          new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
              .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
              .scoreCalculator(new DataSetLossCalculator(iterator(), true))
              .modelSaver(saver)
              .saveLastModel(true)
              .build();
      var result = new EarlyStoppingTrainer(configuration, network, iterator()).fit();
      assertThat(result.getTotalEpochs()).isEqualTo(3);
      assertThat(result.getBestModel().score(BATCHES.get(0)))
          .isLessThan(bound(new AdamW(RATE)).score(BATCHES.get(0)));
      MultiLayerNetwork best = result.getBestModel();
      MultiLayerNetwork copy = Networks.load(Networks.save(best, true));
      assertThat(Networks.parameters(train(copy, 0, 3)))
          .containsExactly(Networks.parameters(train(best, 0, 3)));
    }
  }

  @Test
  @DisplayName("Early stopping of a graph gives back the best model from a file")
  void earlyStoppingOfGraphs(@TempDir Path directory) {
    ComputationGraph graph = bound(new AdamW(RATE)).toComputationGraph();
    double before = graph.score(BATCHES.get(0));
    var configuration =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(2))
            .scoreCalculator(new DataSetLossCalculator(iterator(), true))
            .modelSaver(new LocalFileGraphSaver(directory.toString()))
            .build();
    ComputationGraph best =
        new EarlyStoppingGraphTrainer(configuration, graph, iterator()).fit().getBestModel();
    assertThat(best.score(BATCHES.get(0))).isLessThan(before);
    best.fit(BATCHES.get(0));
  }

  @Test
  @DisplayName("Configurations survive Java serialization, with rule, binding and age")
  void javaSerialization() {
    MultiLayerNetwork network = train(bound(new AdamW(RATE)), 0, 4);
    MultiLayerConfiguration read = serialized(network.getLayerWiseConfigurations());
    assertThat(read).isEqualTo(network.getLayerWiseConfigurations());
    MultiLayerNetwork again = new MultiLayerNetwork(read);
    again.init(network.params().dup(), false);
    again.getUpdater().setStateViewArray(again, network.getUpdater().getStateViewArray(), false);
    assertThat(Networks.parameters(train(again, 4, 8)))
        .containsExactly(Networks.parameters(train(network, 4, 8)));
    ComputationGraphConfiguration graph =
        ((ComputationGraph) Architecture.GRAPH.network(Dl4j.updater(new AdamW(RATE))))
            .getConfiguration();
    assertThat(serialized(graph)).isEqualTo(graph);
  }

  @Test
  @DisplayName("setLearningRate leaves a bias updater alone, as in DL4J, and the layer's state")
  void biasUpdaterKeepsItsRate() {
    MultiLayerNetwork network = bound(new Adam(RATE));
    BaseLayer layer = (BaseLayer) network.getLayer(1).conf().getLayer();
    layer.setBiasUpdater(Dl4j.updater(new Adam(RATE)));
    MultiLayerNetwork fresh = Networks.network(network.getLayerWiseConfigurations());
    train(fresh, 0, 3);
    fresh.setLearningRate(0);
    INDArray weights = fresh.getLayer(1).getParam("W").dup();
    INDArray biases = fresh.getLayer(1).getParam("b").dup();
    train(fresh, 3, 4);
    assertThat(fresh.getLayer(1).getParam("W")).isEqualTo(weights);
    assertThat(fresh.getLayer(1).getParam("b")).isNotEqualTo(biases);
  }

  @Test
  @DisplayName("A network in which a rate was set is saved with it, and with state and age")
  void rateThatWasSetIsSaved() {
    MultiLayerNetwork network =
        Networks.network(
            Networks.perceptron(
                Dl4j.updater(Preset.DL4J.of(Adam.class).withLearningRate(Schedule.constant(RATE))),
                DataType.DOUBLE));
    MultiLayerNetwork theirs =
        Networks.network(
            Networks.perceptron(new org.nd4j.linalg.learning.config.Adam(RATE), DataType.DOUBLE));
    for (MultiLayerNetwork each : List.of(network, theirs)) {
      train(each, 0, 4);
      each.setLearningRate(RATE / 8);
    }
    double[] ours = Networks.parameters(train(Networks.load(Networks.save(network, true)), 4, 8));
    double[] expected =
        Networks.parameters(train(Networks.load(Networks.save(theirs, true)), 4, 8));
    for (int i = 0; i < expected.length; i++) {
      assertThat(ours[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-9));
    }
  }

  private static ExistingDataSetIterator iterator() {
    return new ExistingDataSetIterator(BATCHES);
  }

  private static MultiLayerNetwork bound(GradientOptimizer optimizer) {
    return Networks.network(
        Dl4j.bind(Networks.perceptron(Dl4j.updater(optimizer), DataType.DOUBLE)));
  }

  private static MultiLayerNetwork train(MultiLayerNetwork network, int from, int to) {
    for (int step = from; step < to; step++) {
      network.fit(BATCHES.get(step));
    }
    return network;
  }

  private static byte[] save(Model network) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ModelSerializer.writeModel(network, out, true);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Model load(byte[] saved, Model like) {
    try {
      return like instanceof ComputationGraph
          ? ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(saved), true)
          : ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(saved), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings({"unchecked", "BanSerializableRead"}) // what was written here is read here
  private static <T extends Serializable> T serialized(T object) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(object);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return (T) in.readObject();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
