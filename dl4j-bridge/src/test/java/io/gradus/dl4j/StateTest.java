package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Configuration;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.optimizers.AdaDelta;
import io.gradus.optimizers.AdaGrad;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.EpsilonPlacement;
import io.gradus.optimizers.Lamb;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import io.gradus.wrappers.Accumulate;
import io.gradus.wrappers.ClipNorm;
import io.gradus.wrappers.GradientNoise;
import io.gradus.wrappers.Lookahead;
import io.gradus.wrappers.PolyakAverage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** A saved state is known: whose it is, how old, and of which network. */
class StateTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double RATE = 0.05;
  private static final List<DataSet> BATCHES = Networks.batches(40, DataType.DOUBLE);

  /** A network at iteration 15 whose state has seen 5 updates. */
  private static MultiLayerNetwork lateStarter() {
    MultiLayerNetwork network = Networks.network(Dl4j.updater(new Adam(RATE)));
    train(network, 0, 10);
    return train(Networks.load(Networks.save(network, false)), 10, 15);
  }

  /** What training the late starter to its 20th iteration ends in. */
  private static double[] expected() {
    return Networks.parameters(train(lateStarter(), 15, 20));
  }

  /** A new head on a body that is trained as well. DL4J gives both networks the same updaters. */
  private static MultiLayerNetwork transferred(MultiLayerNetwork network, boolean tunes) {
    var builder = new TransferLearning.Builder(network);
    if (tunes) {
      builder.fineTuneConfiguration(new FineTuneConfiguration.Builder().seed(3).build());
    }
    return builder.nOutReplace(1, 6, org.deeplearning4j.nn.weights.WeightInit.XAVIER).build();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 15})
  @DisplayName(
      "What is trained of a network by transfer learning does not age the original's state")
  void transfer(int steps) {
    double[] expected = expected();
    for (boolean tunes : new boolean[] {false, true}) {
      MultiLayerNetwork original = lateStarter();
      MultiLayerNetwork transferred = transferred(original, tunes);
      assertThat(updater(transferred, 2)).isSameAs(updater(original, 2));
      train(transferred, 0, steps);
      MultiLayerNetwork saved = Networks.load(Networks.save(original, true));
      MultiLayerNetwork copied = original.clone();
      MultiLayerNetwork accelerated = Dl4j.accelerate(original);
      ComputationGraph graph = original.toComputationGraph();
      byte[] late = Networks.save(transferred, true);
      double[] on = Networks.parameters(train(transferred, steps, steps + 3));
      assertThat(Networks.parameters(train(saved, 15, 20))).containsExactly(expected);
      assertThat(Networks.parameters(train(copied, 15, 20))).containsExactly(expected);
      assertThat(Networks.parameters(train(accelerated, 15, 20))).containsExactly(expected);
      BATCHES.subList(15, 20).forEach(graph::fit);
      assertThat(graph.params().reshape(-1).toDoubleVector()).containsExactly(expected);
      original.setLearningRate(1, RATE); // makes the updaters anew
      assertThat(Networks.parameters(train(original, 15, 20))).containsExactly(expected);
      // and the other way round, with the original at another age
      assertThat(Networks.parameters(train(Networks.load(late), steps, steps + 3)))
          .containsExactly(on);
    }
  }

  @Test
  @DisplayName("Nor does it where the original was only loaded, and saved again untrained")
  void transferFromLoaded() {
    MultiLayerNetwork original = Networks.load(Networks.save(lateStarter(), true));
    train(transferred(original, false), 0, 15);
    MultiLayerNetwork again = Networks.load(Networks.save(original, true));
    MultiLayerNetwork third = Networks.load(Networks.save(again, true));
    assertThat(Networks.parameters(train(third, 15, 20))).containsExactly(expected());
  }

  @Test
  @DisplayName("A graph made of a network does not age the network's state, nor a clone's clock")
  void graph() {
    MultiLayerNetwork original = lateStarter();
    ComputationGraph graph = original.toComputationGraph();
    BATCHES.subList(0, 15).forEach(graph::fit);
    MultiLayerNetwork clone = original.clone();
    clone.setIterationCount(3);
    train(clone, 0, 12);
    MultiLayerNetwork saved = Networks.load(Networks.save(original, true));
    assertThat(Networks.parameters(train(saved, 15, 20))).containsExactly(expected());
  }

  @Test
  @DisplayName("A network that has been closed is not asked")
  void closed() {
    MultiLayerNetwork original = lateStarter();
    MultiLayerNetwork transferred = transferred(original, false);
    train(transferred, 0, 4);
    byte[] late = Networks.save(transferred, true);
    original.close();
    assertThat(Networks.parameters(train(Networks.load(Networks.save(transferred, true)), 4, 8)))
        .containsExactly(Networks.parameters(train(Networks.load(late), 4, 8)));
  }

  @Test
  @DisplayName("The JSON of a network whose updaters are its own has one age and its owner")
  void wireFormat() {
    JsonNode updater = updaters(json(lateStarter())).get(0);
    assertThat(updater.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "@class", "optimizer", "gradus", "origins", "age", "iteration", "stateOf", "block");
    assertThat(updater.get("stateOf").asText()).isEqualTo("adam [m, v]");
    assertThat(updater.get("block").asLong()).isEqualTo(93);
    assertThat(new GradusUpdater(new Lookahead(new ClipNorm(new Adam(), 1), 2, 0.5)).owner())
        .isEqualTo("lookahead of adam [slow, m, v]");
    assertThat(new GradusUpdater(new GradientNoise(new Sgd(), 1, 0)).owner()).isNull();
  }

  static Stream<GradientOptimizer> others() {
    return Stream.of(new AdaDelta(), new Lookahead(new Momentum()), new Lamb());
  }

  @ParameterizedTest
  @MethodSource("others")
  @DisplayName("The state of another optimizer with as many slots is refused before anything moves")
  void anothersState(GradientOptimizer other) {
    for (boolean isBound : new boolean[] {false, true}) {
      byte[] saved = Networks.save(trained(new Adam(RATE), isBound), true);
      byte[] forged = ModelBytes.withConfiguration(saved, text -> withOptimizer(text, other));
      MultiLayerNetwork loaded = Networks.load(forged);
      double[] before = Networks.parameters(loaded);
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> loaded.fit(BATCHES.get(0)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("is that of adam [m, v]")
            .hasMessageContaining(new GradusUpdater(other).owner());
      }
      assertThat(Networks.parameters(loaded)).containsExactly(before);
      // saved without the state, it begins anew
      MultiLayerNetwork fresh =
          Networks.load(
              ModelBytes.withConfiguration(
                  Networks.save(trained(new Adam(RATE), true), false),
                  text -> withOptimizer(text, other)));
      fresh.fit(BATCHES.get(0));
      assertThat(updater(fresh, 0).age()).isOne();
    }
  }

  @Test
  @DisplayName("Other numbers, another preset and wrappers without slots are the same optimizer")
  void sameOptimizer() {
    for (GradientOptimizer same :
        List.of(
            new Adam(RATE / 2),
            new Adam(RATE).with("beta1", 0.8),
            Preset.KERAS.of(Adam.class),
            new ClipNorm(new Adam(RATE), 1))) {
      byte[] saved = Networks.save(trained(new Adam(RATE), true), true);
      MultiLayerNetwork loaded =
          Networks.load(ModelBytes.withConfiguration(saved, text -> withOptimizer(text, same)));
      loaded.fit(BATCHES.get(5));
      assertThat(updater(loaded, 0).age()).isEqualTo(6);
    }
  }

  @Test
  @DisplayName("A state that DL4J would cut in other places, as one layer was changed, is refused")
  void oneLayerChanged() {
    byte[] saved = Networks.save(trained(new Adam(RATE), true), true);
    String first = "\"beta1\" : 0.9,";
    for (int layer = 0; layer < 3; layer++) {
      int at = layer;
      MultiLayerNetwork loaded =
          Networks.load(
              ModelBytes.withConfiguration(
                  saved, text -> replace(text, first, "\"beta1\" : 0.8,", at)));
      double[] before = Networks.parameters(loaded);
      assertThatThrownBy(() -> loaded.fit(BATCHES.get(5)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was saved for 93 parameters whose updaters were equal");
      assertThat(Networks.parameters(loaded)).containsExactly(before);
    }
    // the other way round: what was apart is equal now
    MultiLayerNetwork apart = trained(new Adam(RATE), true);
    apart.setLearningRate(1, RATE / 2);
    train(apart, 5, 6);
    byte[] split = Networks.save(apart, true);
    MultiLayerNetwork merged =
        Networks.load(
            ModelBytes.withConfiguration(
                split,
                text -> text.replace("\"learningRate\" : 0.025", "\"learningRate\" : 0.05")));
    assertThatThrownBy(() -> merged.fit(BATCHES.get(6)))
        .hasMessageContaining("was saved for 35 parameters")
        .hasMessageContaining("but now 93");
    // what DL4J itself rearranges is no such thing, before a step and after it
    apart.setLearningRate(1, RATE);
    MultiLayerNetwork loaded = Networks.load(Networks.save(apart, true));
    MultiLayerNetwork again = Networks.load(split);
    again.setLearningRate(RATE);
    double[] expected = Networks.parameters(train(apart, 6, 9));
    assertThat(Networks.parameters(train(loaded, 6, 9))).containsExactly(expected);
    assertThat(Networks.parameters(train(again, 6, 9))).containsExactly(expected);
  }

  private static String replace(String text, String from, String to, int which) {
    int at = text.indexOf(from);
    for (int i = 0; i < which; i++) {
      at = text.indexOf(from, at + 1);
    }
    return text.substring(0, at) + to + text.substring(at + from.length());
  }

  @Test
  @DisplayName("Networks of one age whose blocks differ are told apart as well")
  void transferOfTheSameAge() {
    MultiLayerNetwork original = trained(new Adam(RATE), false);
    MultiLayerNetwork transferred = transferred(original, true);
    train(transferred, 0, 5);
    MultiLayerNetwork one = Networks.load(Networks.save(original, true));
    MultiLayerNetwork other = Networks.load(Networks.save(transferred, true));
    assertThat(Networks.parameters(train(one, 5, 8)))
        .containsExactly(Networks.parameters(train(original, 5, 8)));
    assertThat(Networks.parameters(train(other, 5, 8)))
        .containsExactly(Networks.parameters(train(transferred, 5, 8)));
  }

  static Stream<GradientOptimizer> withoutZero() {
    return Stream.of(
        new AdaGrad(Schedule.constant(0.1), 1, 0.1, 1e-10, EpsilonPlacement.OUTSIDE),
        Preset.KERAS.of(AdaGrad.class).with("learningRateDecay", 0.5),
        new PolyakAverage(new Sgd(0.1), 8),
        new PolyakAverage(
            new AdaGrad(Schedule.constant(0.1), 1, 0.1, 1e-10, EpsilonPlacement.OUTSIDE), 8),
        new Adam(RATE),
        new Accumulate(new Sgd(0.1), 4));
  }

  @ParameterizedTest
  @MethodSource("withoutZero")
  @DisplayName("Steps whose gradients were all zero are counted where a network is taken over")
  void zeroGradients(GradientOptimizer optimizer) {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT16}) {
      zeroGradients(optimizer, type);
    }
  }

  private static void zeroGradients(GradientOptimizer optimizer, DataType type) {
    MultiLayerNetwork network =
        Networks.network(
            Dl4j.bind(
                new NeuralNetConfiguration.Builder()
                    .seed(7)
                    .dataType(type)
                    .updater(Dl4j.updater(optimizer))
                    .list(
                        new org.deeplearning4j.nn.conf.layers.DenseLayer.Builder()
                            .nIn(2)
                            .nOut(2)
                            .activation(Activation.IDENTITY)
                            .build(),
                        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                            .nOut(1)
                            .activation(Activation.IDENTITY)
                            .build())
                    .build()));
    INDArray input = Nd4j.ones(type, 1, 2);
    DataSet still = new DataSet(input, network.output(input).dup());
    DataSet moving = new DataSet(input, network.output(input).add(0.25));
    byte[] untrained = Networks.save(network, true);
    INDArray before = network.params().dup();
    for (int step = 0; step < 5; step++) {
      network.fit(still);
    }
    assertThat(network.params()).isEqualTo(before);
    MultiLayerNetwork saved = Networks.load(Networks.save(network, true));
    MultiLayerNetwork twice = Networks.load(Networks.save(saved, true));
    MultiLayerNetwork cloned = network.clone();
    ComputationGraph graph = network.toComputationGraph();
    MultiLayerNetwork split = network.clone();
    split.setLearningRate(1, 0.25);
    split.setLearningRate(1, split.getLearningRate(0));
    MultiLayerNetwork splitToo = network.clone();
    MultiLayerNetwork anew = Networks.load(Networks.save(network, false));
    MultiLayerNetwork anewSplit = Networks.load(Networks.save(network, false));
    MultiLayerNetwork first = Networks.load(untrained);
    if (anewSplit.getLearningRate(1) != null) {
      anewSplit.setLearningRate(1, anewSplit.getLearningRate(0));
    }
    splitToo.setLearningRate(0, splitToo.getLearningRate(0));
    for (int step = 0; step < 4; step++) {
      network.fit(moving);
      graph.fit(moving);
      for (MultiLayerNetwork each :
          List.of(saved, twice, cloned, split, splitToo, anew, anewSplit, first)) {
        each.fit(moving);
      }
      for (MultiLayerNetwork each : List.of(saved, twice, cloned, split, splitToo)) {
        assertThat(each.params()).as("%s %s", type, optimizer).isEqualTo(network.params());
      }
      assertThat(graph.params()).isEqualTo(network.params());
      for (MultiLayerNetwork each : List.of(anew, anewSplit)) {
        assertThat(each.params()).as("anew %s", optimizer).isEqualTo(first.params());
      }
    }
    assertThat(updater(network, 0).age()).isEqualTo(9);
    assertThat(updater(anew, 0).age()).isEqualTo(4);
  }

  @Test
  @DisplayName("Before the first step there is no average, though the new state is marked")
  void noAverageYet() {
    MultiLayerNetwork network =
        Networks.network(
            Dl4j.bind(
                Networks.perceptron(
                    Dl4j.updater(new PolyakAverage(new Sgd(0.1))), DataType.DOUBLE)));
    network.getUpdater();
    assertThatThrownBy(() -> Dl4j.averaged(network)).hasMessageContaining("averaged no weights");
  }

  @Test
  @DisplayName("An accelerated network whose state is new begins at age 0, whatever its iteration")
  void acceleratedAnew() {
    var theirs = new org.nd4j.linalg.learning.config.AdaGrad(RATE);
    MultiLayerNetwork network =
        train(Networks.network(Networks.perceptron(theirs, DataType.DOUBLE)), 0, 4);
    MultiLayerNetwork anew = Networks.load(Networks.save(network, false));
    anew.getUpdater();
    MultiLayerNetwork faster = train(Dl4j.accelerate(anew), 4, 6);
    assertThat(updater(faster, 0).age()).isEqualTo(2);
    assertThat(updater(train(Dl4j.accelerate(network), 4, 6), 0).age()).isEqualTo(6);
  }

  @Test
  @DisplayName("The age of a rule without slots goes where its configuration goes, state or not")
  void ruleWithoutSlots() {
    GradientNoise noise = new GradientNoise(new Sgd(RATE), 0.01, 0);
    MultiLayerNetwork network = train(Networks.network(Dl4j.updater(noise)), 0, 5);
    MultiLayerNetwork with = Networks.load(Networks.save(network, true));
    MultiLayerNetwork without = Networks.load(Networks.save(network, false));
    ComputationGraph graph = network.toComputationGraph();
    graph.fit(BATCHES.get(5));
    double[] expected = Networks.parameters(train(network, 5, 6));
    assertThat(Networks.parameters(train(with, 5, 6))).containsExactly(expected);
    assertThat(Networks.parameters(train(without, 5, 6))).containsExactly(expected);
    assertThat(graph.params().reshape(-1).toDoubleVector()).containsExactly(expected);
  }

  private static MultiLayerNetwork trained(GradientOptimizer optimizer, boolean isBound) {
    MultiLayerConfiguration configuration =
        Networks.perceptron(Dl4j.updater(optimizer), DataType.DOUBLE);
    return train(Networks.network(isBound ? Dl4j.bind(configuration) : configuration), 0, 5);
  }

  private static MultiLayerNetwork train(MultiLayerNetwork network, int from, int to) {
    for (int step = from; step < to; step++) {
      network.fit(BATCHES.get(step));
    }
    return network;
  }

  private static GradusUpdater updater(MultiLayerNetwork network, int layer) {
    return (GradusUpdater) network.getLayer(layer).conf().getLayer().getUpdaterByParam("W");
  }

  private static String json(MultiLayerNetwork network) {
    return network.getLayerWiseConfigurations().toJson();
  }

  private static List<JsonNode> updaters(String configuration) {
    try {
      return JSON.readTree(configuration).findValues("iupdater");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A configuration whose updaters run another optimizer, and else are as they were. */
  private static String withOptimizer(String configuration, GradientOptimizer optimizer) {
    try {
      JsonNode tree = JSON.readTree(configuration);
      for (JsonNode updater : tree.findValues("iupdater")) {
        Map<String, Object> map = Configuration.toMap(optimizer);
        ((ObjectNode) updater).set("optimizer", JSON.valueToTree(map));
      }
      return tree.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
