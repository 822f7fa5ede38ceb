package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.GradientOptimizer;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Lamb;
import io.gradus.optimizers.Lars;
import io.gradus.optimizers.Sgd;
import io.gradus.wrappers.ClipGlobalNorm;
import io.gradus.wrappers.ClipNorm;
import io.gradus.wrappers.DecoupledDecay;
import io.gradus.wrappers.GradientNoise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;

/** What TransferLearning and others leave unbound is refused, and trained once it is bound. */
class PartlyBoundTest {

  private static final List<DataSet> BATCHES = Networks.batches(6, DataType.DOUBLE);

  /** What makes another network of a bound one. */
  interface Change extends Function<MultiLayerNetwork, MultiLayerNetwork> {}

  /** What makes another graph of a bound one. */
  interface GraphChange extends Function<ComputationGraph, ComputationGraph> {}

  static Stream<GradientOptimizer> rules() {
    return Stream.of(
        new Lars(0.5),
        new Lamb(0.02),
        new AdamW(0.02).with("weightDecay", 0.1).with("weightsOnly", true),
        new DecoupledDecay(new Sgd(0.1), 0.1),
        new ClipNorm(new Sgd(0.1), 0.05),
        new ClipGlobalNorm(new Sgd(0.1), 0.05));
  }

  static Stream<Named<Change>> changes() {
    return Stream.of(
        Named.of("fine-tuned with L2", n -> tuned(n, tuning().l2(1e-4))),
        Named.of("fine-tuned with L2 of biases", n -> tuned(n, tuning().l2Bias(1e-4))),
        Named.of("fine-tuned with decay", n -> tuned(n, tuning().weightDecay(1e-4, true))),
        Named.of("another head", n -> transfer(n).removeOutputLayer().addLayer(head(n)).build()),
        Named.of(
            "a layer more",
            n -> transfer(n).removeOutputLayer().addLayer(dense(n, 5)).addLayer(head(n)).build()),
        Named.of(
            "frozen base, another head",
            n -> transfer(n).setFeatureExtractor(0).removeOutputLayer().addLayer(head(n)).build()),
        Named.of(
            "another width",
            n -> transfer(n).nOutReplace(n.getnLayers() - 2, 9, WeightInit.XAVIER).build()),
        Named.of(
            "unbound in place",
            n -> {
              base(n, 0).setRegularization(List.of(new L2Regularization(1e-4)));
              return n;
            }));
  }

  static Stream<Arguments> changedNetworks() {
    List<Arguments> all = new ArrayList<>();
    rules()
        .forEach(
            rule ->
                changes()
                    .forEach(
                        change -> {
                          all.add(Arguments.of(rule, change, false));
                          all.add(Arguments.of(rule, change, true));
                        }));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("changedNetworks")
  @DisplayName("A changed network is refused until it is bound, or trains as one that is")
  void changed(GradientOptimizer rule, Change change, boolean normalized) {
    MultiLayerNetwork left = change.apply(bound(rule, normalized));
    MultiLayerNetwork again = change.apply(bound(rule, normalized));
    again.setParams(left.params().dup()); // new layers begin anywhere
    Dl4j.bind(again.getLayerWiseConfigurations());
    INDArray before = left.params().dup();
    try {
      left.fit(BATCHES.get(0));
    } catch (IllegalStateException refused) {
      assertThat(refused).hasMessageContaining("Dl4j.bind(network.getLayerWiseConfigurations())");
      assertThat(left.params()).isEqualTo(before);
      assertThat(left.getIterationCount()).isZero();
      if (normalized) {
        return; // the block in front of the normalization may have begun its state
      }
      Dl4j.bind(left.getLayerWiseConfigurations());
      left.fit(BATCHES.get(0));
    }
    again.fit(BATCHES.get(0));
    assertThat(Networks.parameters(left)).containsExactly(Networks.parameters(again));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "Whatever of any kind of layer is unbound is refused, or was nothing that is trained")
  void everyKind(Architecture architecture) {
    GradientOptimizer rule = new Lamb(0.02).with("weightsOnly", true);
    Model bound = architecture.network(Dl4j.updater(rule));
    architecture.fit(bound);
    int refused = 0;
    for (Predicate<ParameterGroup> which :
        List.<Predicate<ParameterGroup>>of(group -> !group.ofBiases(), ParameterGroup::ofBiases)) {
      Model network = architecture.network(Dl4j.updater(rule));
      INDArray before = network.params().dup();
      groups(network).filter(which).forEach(group -> group.setRegularization().accept(null));
      try {
        architecture.fit(network);
        assertThat(network.params()).isEqualTo(bound.params());
      } catch (IllegalStateException sentence) {
        refused++;
        assertThat(sentence).hasMessageContaining("Dl4j.bind(");
        assertThat(network.params()).isEqualTo(before);
      }
    }
    assertThat(refused).as("weights at least").isPositive();
  }

  private static Stream<ParameterGroup> groups(Model network) {
    if (network instanceof MultiLayerNetwork list) {
      return list.getLayerWiseConfigurations().getConfs().stream()
          .flatMap(conf -> groups(conf.getLayer()));
    }
    return ((ComputationGraph) network)
        .getConfiguration().getVertices().values().stream()
            .flatMap(
                vertex ->
                    vertex instanceof LayerVertex layer
                        ? groups(layer.getLayerConf().getLayer())
                        : vertex instanceof SameDiffVertex own
                            ? ParameterGroup.of(own).stream()
                            : Stream.of());
  }

  private static Stream<ParameterGroup> groups(Layer layer) {
    if (layer instanceof Bidirectional both) {
      return groups(both.getFwd());
    }
    return layer instanceof BaseWrapperLayer wrapper
        ? groups(wrapper.getUnderlying())
        : ParameterGroup.of(layer).stream();
  }

  static Stream<Named<GraphChange>> graphChanges() {
    return Stream.of(
        Named.of(
            "fine-tuned with L2",
            g ->
                new TransferLearning.GraphBuilder(g)
                    .fineTuneConfiguration(tuning().l2(1e-4).build())
                    .build()),
        Named.of(
            "another head",
            g ->
                new TransferLearning.GraphBuilder(g)
                    .removeVertexKeepConnections("2")
                    .addLayer("2", head(g.getLayer("2").conf().getLayer()), "1")
                    .build()));
  }

  @ParameterizedTest
  @MethodSource("graphChanges")
  @DisplayName("So is a changed graph")
  void changedGraph(GraphChange change) {
    ComputationGraph whole = bound(new Lars(0.5), false).toComputationGraph();
    ComputationGraph left = change.apply(whole);
    ComputationGraph again = change.apply(whole);
    again.setParams(left.params().dup());
    Dl4j.bind(again.getConfiguration());
    assertThatThrownBy(() -> left.fit(BATCHES.get(0)))
        .hasMessageContaining("Of its parameters nobody hands over those from ")
        .hasMessageContaining("Dl4j.bind(graph.getConfiguration())");
    Dl4j.bind(left.getConfiguration());
    left.fit(BATCHES.get(0));
    again.fit(BATCHES.get(0));
    assertThat(left.params()).isEqualTo(again.params());
  }

  @Test
  @DisplayName("The refusal says which layers' parameters nobody hands over, and where they lie")
  void sentence() {
    MultiLayerNetwork tuned = tuned(bound(new Lars(0.5), false), tuning().l2(1e-4));
    // 4·7 weights and 7 biases, 7·5 and 5, 5·3 and 3
    assertThatThrownBy(() -> tuned.fit(BATCHES.get(0)))
        .hasMessageContaining("Lars[")
        .hasMessageContaining("those from 0 to 27, in front of the biases of 'layer0'; ")
        .hasMessageContaining(
            "those from 35 to 69, between the biases of 'layer0' and the biases of 'layer1'; ")
        .hasMessageContaining(
            "those from 75 to 89, between the biases of 'layer1' and the biases of 'layer2'.");
    MultiLayerNetwork bound = bound(new Lars(0.5), false);
    MultiLayerNetwork head = transfer(bound).removeOutputLayer().addLayer(head(bound)).build();
    assertThatThrownBy(() -> head.fit(BATCHES.get(0)))
        .hasMessageContaining("hands over those from 75 to 92, behind the biases of 'layer1'.");
  }

  @Test
  @DisplayName("A weight of a changed network is scaled by its norm, as LARS scales weights")
  void lars() {
    double rate = 0.5;
    double trust = 0.01;
    GradientOptimizer lars =
        new Lars(rate).with("trustCoefficient", trust).with("weightDecay", 0.0);
    MultiLayerNetwork tuned = tuned(bound(lars, false), tuning().l2(1e-4));
    Dl4j.bind(tuned.getLayerWiseConfigurations());
    INDArray before = tuned.getLayer(0).getParam("W").dup();
    tuned.fit(BATCHES.get(0));
    INDArray step = before.sub(tuned.getLayer(0).getParam("W"));
    // α · η · ‖W‖ / ‖g‖ · g, whatever g is
    assertThat(step.norm2Number().doubleValue())
        .isCloseTo(rate * trust * before.norm2Number().doubleValue(), within(1e-12));
  }

  @Test
  @DisplayName("What is unbound while it trains is refused at its next step")
  void unboundMeanwhile() {
    MultiLayerNetwork network = bound(new Lamb(0.02), false);
    network.fit(BATCHES.get(0));
    List<Regularization> regularizations = base(network, 1).getRegularization();
    base(network, 1).setRegularization(null);
    assertThatThrownBy(() -> network.fit(BATCHES.get(1)))
        .hasMessageContaining(
            "those from 35 to 69, between the biases of 'layer0' and the biases of 'layer1'");
    base(network, 1).setRegularization(regularizations);
    network.fit(BATCHES.get(1));
    MultiLayerNetwork through = bound(new Lamb(0.02), false);
    through.fit(BATCHES.get(0));
    through.fit(BATCHES.get(1));
    assertThat(Networks.parameters(network)).containsExactly(Networks.parameters(through));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("A network that is bound after its first steps goes on as the one saved from it")
  void boundLate(boolean inPart) {
    GradientOptimizer rule = new GradientNoise(new Sgd(0.1), 0.1, 3);
    MultiLayerNetwork live =
        inPart
            ? tuned(bound(rule, true), tuning().l2(1e-4))
            : Networks.network(configuration(rule, true));
    live.fit(BATCHES.get(0));
    Dl4j.bind(live.getLayerWiseConfigurations());
    MultiLayerNetwork saved = Networks.load(Networks.save(live, true));
    for (DataSet batch : BATCHES) {
      live.fit(batch);
      saved.fit(batch);
    }
    assertThat(Networks.parameters(live)).containsExactly(Networks.parameters(saved));
  }

  @Test
  @DisplayName("A binding that would take state from a layer that was trained is refused")
  void frozenLate() {
    MultiLayerConfiguration configuration =
        Architecture.defaults(Dl4j.updater(new GradientNoise(new AdamW(0.02), 0.1, 3)))
            .list()
            .layer(new DenseLayer.Builder().nIn(4).nOut(5).build())
            .layer(new FrozenLayerWithBackprop(new DenseLayer.Builder().nIn(5).nOut(5).build()))
            .layer(new OutputLayer.Builder().nIn(5).nOut(3).activation(Activation.SOFTMAX).build())
            .build();
    ((BaseLayer) ((FrozenLayerWithBackprop) configuration.getConf(1).getLayer()).getUnderlying())
        .setIUpdater(Dl4j.updater(new GradientNoise(new Sgd(0.02), 0.1, 3)));
    for (int i : new int[] {0, 2}) {
      ((BaseLayer) configuration.getConf(i).getLayer()).setIUpdater(Dl4j.updater(new Adam(0.02)));
    }
    MultiLayerNetwork network = Networks.network(configuration);
    network.fit(BATCHES.get(0));
    String before = network.getLayerWiseConfigurations().toJson();
    assertThatThrownBy(() -> Dl4j.bind(network.getLayerWiseConfigurations()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the layer 'layer1' was bound or frozen")
        .hasMessageContaining("set the configuration's iteration count to 0");
    assertThat(network.getLayerWiseConfigurations().toJson()).isEqualTo(before);
    MultiLayerConfiguration again = network.getLayerWiseConfigurations().clone();
    again.setIterationCount(0);
    MultiLayerNetwork bound = new MultiLayerNetwork(Dl4j.bind(again));
    bound.init(network.params().dup(), false);
    INDArray still = bound.getLayer(1).params().dup();
    bound.fit(BATCHES.get(0));
    assertThat(bound.getLayer(1).params()).isEqualTo(still);
    Dl4j.bind(bound.getLayerWiseConfigurations()); // nothing is to change, and so it may
  }

  private static MultiLayerConfiguration configuration(GradientOptimizer rule, boolean normalized) {
    NeuralNetConfiguration.ListBuilder list = Architecture.defaults(Dl4j.updater(rule)).list();
    list.layer(new DenseLayer.Builder().nIn(4).nOut(7).build());
    if (normalized) {
      list.layer(new BatchNormalization.Builder().nIn(7).nOut(7).build());
    }
    return list.layer(new DenseLayer.Builder().nIn(7).nOut(5).build())
        .layer(new OutputLayer.Builder().nIn(5).nOut(3).activation(Activation.SOFTMAX).build())
        .build();
  }

  private static MultiLayerNetwork bound(GradientOptimizer rule, boolean normalized) {
    return Networks.network(Dl4j.bind(configuration(rule, normalized)));
  }

  private static FineTuneConfiguration.Builder tuning() {
    return new FineTuneConfiguration.Builder().seed(7);
  }

  private static MultiLayerNetwork tuned(
      MultiLayerNetwork network, FineTuneConfiguration.Builder tuning) {
    return new TransferLearning.Builder(network).fineTuneConfiguration(tuning.build()).build();
  }

  private static TransferLearning.Builder transfer(MultiLayerNetwork network) {
    return new TransferLearning.Builder(network).fineTuneConfiguration(tuning().build());
  }

  private static BaseLayer base(MultiLayerNetwork network, int layer) {
    return (BaseLayer) network.getLayerWiseConfigurations().getConf(layer).getLayer();
  }

  private static Layer dense(MultiLayerNetwork network, int outputs) {
    return new DenseLayer.Builder()
        .nIn(5)
        .nOut(outputs)
        .updater(base(network, 0).getIUpdater().clone())
        .build();
  }

  private static Layer head(MultiLayerNetwork network) {
    return head(base(network, 0));
  }

  private static Layer head(Layer like) {
    return new OutputLayer.Builder()
        .nIn(5)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .updater(Dl4j.updater(((GradusUpdater) ((BaseLayer) like).getIUpdater()).optimizer()))
        .build();
  }
}
