package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.GradientOptimizer;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Sgd;
import io.gradus.wrappers.ClipGlobalNorm;
import io.gradus.wrappers.GradientNoise;
import io.gradus.wrappers.ParameterEma;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;

/** DL4J's backpropagation ends at a frozen layer; what lies below is left alone. */
class BelowFrozenTest {

  private static final List<DataSet> BATCHES = Networks.batches(12, DataType.DOUBLE);

  static Stream<GradientOptimizer> rules() {
    return Stream.of(
        new AdamW(0.02).with("weightDecay", 0.5),
        new GradientNoise(new Sgd(0.1), 0.1, 3),
        new ParameterEma(new AdamW(0.02).with("weightDecay", 0.5), 0.9));
  }

  @ParameterizedTest
  @MethodSource("rules")
  @DisplayName("Layers below a frozen one stand still to the bit, DL4J's decay included")
  void standsStill(GradientOptimizer rule) {
    for (double l2 : new double[] {0, 0.1}) {
      MultiLayerNetwork network =
          Networks.network(
              Dl4j.bind(
                  stack(
                      Architecture.defaults(Dl4j.updater(rule)).l2(l2),
                      dense(),
                      new BatchNormalization(),
                      new FrozenLayer(dense()),
                      dense(),
                      new FrozenLayer(dense()),
                      dense())));
      INDArray[] before = parameters(network);
      BATCHES.forEach(network::fit);
      INDArray[] after = parameters(network);
      for (int layer = 0; layer < after.length; layer++) {
        if (layer < 5) {
          assertThat(after[layer]).as("layer %d", layer).isEqualTo(before[layer]);
        } else {
          assertThat(after[layer].distance2(before[layer])).isGreaterThan(1e-3);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  @DisplayName("A network with layers below a frozen one resumes in the same bits")
  void resumes(GradientOptimizer rule) {
    MultiLayerNetwork through =
        Networks.network(
            Dl4j.bind(
                stack(
                    Architecture.defaults(Dl4j.updater(rule)).l2(0.1),
                    dense(),
                    new FrozenLayer(dense()),
                    dense())));
    for (int step = 0; step < 6; step++) {
      through.fit(BATCHES.get(step));
    }
    MultiLayerNetwork resumed = Networks.load(Networks.save(through, true));
    MultiLayerNetwork clone = through.clone();
    for (int step = 6; step < BATCHES.size(); step++) {
      through.fit(BATCHES.get(step));
      resumed.fit(BATCHES.get(step));
      clone.fit(BATCHES.get(step));
    }
    assertThat(Networks.parameters(resumed)).containsExactly(Networks.parameters(through));
    assertThat(Networks.parameters(clone)).containsExactly(Networks.parameters(through));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  @DisplayName("Below a FrozenLayerWithBackprop all is trained, and it stands still itself")
  void withBackprop(double l2) {
    MultiLayerNetwork network =
        Networks.network(
            Dl4j.bind(
                stack(
                    Architecture.defaults(Dl4j.updater(new AdamW(0.02))).l2(l2),
                    dense(),
                    new FrozenLayerWithBackprop(dense()),
                    dense())));
    INDArray[] before = parameters(network);
    BATCHES.forEach(network::fit);
    INDArray[] after = parameters(network);
    assertThat(after[0].distance2(before[0])).isGreaterThan(1e-3);
    assertThat(after[1]).isEqualTo(before[1]);
  }

  @Test
  @DisplayName("A layer that is frozen no longer has its own updater when it is bound again")
  void thawed() {
    IUpdater updater = Dl4j.updater(new AdamW(0.02).with("weightDecay", 0.5));
    MultiLayerConfiguration configuration =
        Dl4j.bind(
            stack(
                Architecture.defaults(updater),
                dense(),
                new FrozenLayer(dense()),
                new FrozenLayerWithBackprop(dense())));
    MultiLayerConfiguration loaded = MultiLayerConfiguration.fromJson(configuration.toJson());
    assertThat(Dl4j.bind(loaded)).as("bound twice").isEqualTo(configuration);
    for (int layer : new int[] {1, 2}) {
      Layer frozen = loaded.getConf(layer).getLayer();
      Layer inner =
          frozen instanceof FrozenLayer one
              ? one.getLayer()
              : ((FrozenLayerWithBackprop) frozen).getUnderlying();
      loaded.getConf(layer).setLayer(inner);
    }
    Dl4j.bind(loaded);
    for (int layer = 0; layer < 4; layer++) {
      BaseLayer base = (BaseLayer) loaded.getConf(layer).getLayer();
      assertThat(base.getIUpdater()).as("layer %d", layer).isEqualTo(updater);
      assertThat(base.getRegularization()).hasSize(1);
    }
    MultiLayerNetwork network = Networks.network(loaded);
    INDArray[] before = parameters(network);
    BATCHES.forEach(network::fit);
    INDArray[] after = parameters(network);
    for (int layer = 0; layer < 4; layer++) {
      assertThat(after[layer].distance2(before[layer])).isGreaterThan(1e-3);
    }
  }

  @Test
  @DisplayName("What DL4J's own updater leaves below a frozen layer is not in the network's norm")
  void norm() {
    double limit = 1e-3;
    NeuralNetConfiguration.Builder builder =
        Architecture.defaults(Dl4j.updater(new ClipGlobalNorm(new Sgd(1), limit)));
    DenseLayer below =
        new DenseLayer.Builder()
            .nOut(5)
            .updater(new org.nd4j.linalg.learning.config.Sgd(1))
            .l2(0.1)
            .build();
    MultiLayerNetwork network =
        Networks.network(Dl4j.bind(stack(builder, below, new FrozenLayer(dense()))));
    network.fit(BATCHES.get(0)); // leaves l2 · θ in the place of the gradient
    INDArray before = network.getLayer(2).params().dup();
    network.fit(BATCHES.get(1));
    assertThat(before.distance2(network.getLayer(2).params())).isCloseTo(limit, within(1e-12));
  }

  @Test
  @DisplayName("DL4J: below a frozen layer its own updaters move nothing, but its decay does")
  void dl4j() {
    for (double l2 : new double[] {0, 0.1}) {
      MultiLayerNetwork network =
          Networks.network(
              stack(
                  Architecture.defaults(new org.nd4j.linalg.learning.config.Adam(0.1)).l2(l2),
                  dense(),
                  new FrozenLayer(dense()),
                  dense()));
      INDArray before = network.getLayer(0).params().dup();
      BATCHES.forEach(network::fit);
      double moved = before.distance2(network.getLayer(0).params());
      if (l2 == 0) {
        assertThat(moved).isZero();
      } else {
        assertThat(moved).isGreaterThan(0.1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("DL4J: a graph with a layer below a frozen one cannot be trained, by any updater")
  void graphs(boolean isVertex) {
    for (IUpdater updater :
        List.of(Dl4j.updater(new Adam(0.1)), new org.nd4j.linalg.learning.config.Adam(0.1))) {
      var builder =
          Architecture.defaults(updater)
              .graphBuilder()
              .addInputs("in")
              .setInputTypes(InputType.feedForward(4))
              .addLayer("below", dense(), "in");
      var frozen =
          isVertex
              ? builder.addVertex("frozen", new FrozenVertex(new ScaleVertex(2)), "below")
              : builder.addLayer("frozen", new FrozenLayer(dense()), "below");
      ComputationGraph graph =
          new ComputationGraph(
              Dl4j.bind(frozen.addLayer("out", output(), "frozen").setOutputs("out").build()));
      graph.init();
      INDArray before = graph.params().dup();
      assertThatThrownBy(() -> graph.fit(BATCHES.get(0)))
          .hasMessageContaining("all epsilons not set. Layer \"below\"");
      assertThat(graph.params()).isEqualTo(before);
    }
  }

  private static MultiLayerConfiguration stack(
      NeuralNetConfiguration.Builder builder, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = builder.list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    return list.layer(output()).setInputType(InputType.feedForward(4)).build();
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nOut(5).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  private static INDArray[] parameters(MultiLayerNetwork network) {
    return Stream.of(network.getLayers())
        .map(layer -> layer.params().dup())
        .toArray(INDArray[]::new);
  }
}
