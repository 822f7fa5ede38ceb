package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gradus.api.GradientOptimizer;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Sgd;
import io.gradus.wrappers.CoupledDecay;
import io.gradus.wrappers.GradientNoise;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The age belongs to the state: whatever DL4J does to its blocks, each part of the state keeps its
 * own. Every network here has state that is younger than its iteration, so that the iteration
 * cannot stand in for the age.
 */
class AgeTest {

  private static final double RATE = 0.05;
  private static final List<DataSet> BATCHES = Networks.batches(30, DataType.DOUBLE);

  /** A network at iteration 15 whose state has seen 5 updates. */
  private static MultiLayerNetwork lateStarter() {
    MultiLayerNetwork network = Networks.network(Dl4j.updater(new Adam(RATE)));
    train(network, 0, 10);
    MultiLayerNetwork fresh = Networks.load(Networks.save(network, false));
    train(fresh, 10, 15);
    return fresh;
  }

  @Test
  @DisplayName("The updaters of all layers of a block carry the age, not only the first")
  void everyLayerCarriesTheAge() {
    MultiLayerNetwork network = lateStarter();
    assertThat(((MultiLayerUpdater) network.getUpdater()).getUpdaterBlocks()).hasSize(1);
    for (MultiLayerNetwork each : List.of(network, Networks.load(Networks.save(network, true)))) {
      assertThat(updaters(each).map(GradusUpdater::age)).containsExactly(5L, 5L, 5L);
      assertThat(updaters(each).map(GradusUpdater::iteration)).containsExactly(14L, 14L, 14L);
    }
  }

  @Test
  @DisplayName("A block that is split after training or loading goes on as if it were whole")
  void splitBlock() {
    MultiLayerNetwork whole = lateStarter();
    MultiLayerNetwork split = lateStarter();
    MultiLayerNetwork loaded = Networks.load(Networks.save(split, true));
    split.setLearningRate(1, RATE / 2);
    split.setLearningRate(2, RATE); // the same rate: one block for each layer, and nothing else
    loaded.setLearningRate(1, RATE / 2);
    assertThat(((MultiLayerUpdater) split.getUpdater()).getUpdaterBlocks()).hasSize(3);
    split.setLearningRate(1, RATE);
    loaded.setLearningRate(1, RATE);
    double[] expected = train(whole, 15, 20);
    assertThat(train(split, 15, 20)).containsExactly(expected);
    assertThat(train(loaded, 15, 20)).containsExactly(expected);
  }

  @Test
  @DisplayName("Layers with rates of their own keep their ages through a save")
  void splitForGood() {
    MultiLayerNetwork through = lateStarter();
    through.setLearningRate(1, RATE / 2);
    MultiLayerNetwork resumed = Networks.load(Networks.save(through, true));
    assertThat(train(resumed, 15, 20)).containsExactly(train(through, 15, 20));
  }

  @Test
  @DisplayName("A split network keeps its ages where it becomes a graph, whose clock begins anew")
  void splitThenGraph() {
    MultiLayerNetwork network = lateStarter();
    network.setLearningRate(1, RATE / 2);
    var graph = network.toComputationGraph();
    for (int step = 15; step < 20; step++) {
      graph.fit(BATCHES.get(step));
    }
    assertThat(graph.params().reshape(-1).toDoubleVector()).containsExactly(train(network, 15, 20));
  }

  @Test
  @DisplayName("One updater that is given to two layers counts one age")
  void sharedInstance() {
    MultiLayerNetwork apart = Networks.network(layers(new Adam(RATE), false));
    MultiLayerNetwork shared = Networks.network(layers(new Adam(RATE), true));
    assertThat(shared.getLayer(0).conf().getLayer().getUpdaterByParam("W"))
        .isSameAs(shared.getLayer(2).conf().getLayer().getUpdaterByParam("W"));
    assertThat(train(shared, 0, 6)).containsExactly(train(apart, 0, 6));
    MultiLayerNetwork resumed = Networks.load(Networks.save(shared, true));
    assertThat(train(resumed, 6, 12)).containsExactly(train(apart, 6, 12));
    // As with DL4J's own updaters, a rate that is set for one layer is then set for both
    shared.setLearningRate(0, RATE / 2);
    assertThat(shared.getLearningRate(2)).isEqualTo(RATE / 2);
  }

  @Test
  @DisplayName("So does one without state, of two blocks that begin at once")
  void sharedInstanceWithoutState() {
    GradientNoise noisy = new GradientNoise(new Sgd(RATE), 0.01, 0);
    MultiLayerNetwork apart = Networks.network(layers(noisy, false));
    MultiLayerNetwork shared = Networks.network(layers(noisy, true));
    assertThat(train(shared, 0, 6)).containsExactly(train(apart, 0, 6));
  }

  @Test
  @DisplayName("setLearningRate passes by a rule that has no learning rate, and its rate is null")
  void ruleWithoutRate() {
    for (IUpdater updater :
        List.of(
            Dl4j.updater(new BindingTest.Probe(true)),
            Dl4j.updater(new CoupledDecay(new BindingTest.Probe(true), 0.1)))) {
      assertThat(updater.hasLearningRate()).isFalse();
      MultiLayerNetwork network =
          Networks.network(Dl4j.bind(Networks.perceptron(updater, DataType.DOUBLE)));
      assertThatCode(() -> network.setLearningRate(0.5)).doesNotThrowAnyException();
      assertThat(network.getLearningRate(0)).isNull();
    }
    assertThat(Dl4j.updater(new CoupledDecay(new Sgd(), 0.1)).hasLearningRate()).isTrue();
  }

  private static MultiLayerConfiguration layers(GradientOptimizer optimizer, boolean isShared) {
    IUpdater one = Dl4j.updater(optimizer);
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.DOUBLE)
        .list()
        .layer(
            new DenseLayer.Builder()
                .nIn(4)
                .nOut(5)
                .updater(isShared ? one : Dl4j.updater(optimizer))
                .build())
        .layer(new DenseLayer.Builder().nIn(5).nOut(5).updater(Dl4j.updater(new Sgd(0.1))).build())
        .layer(
            new OutputLayer.Builder()
                .nIn(5)
                .nOut(3)
                .updater(isShared ? one : Dl4j.updater(optimizer))
                .build())
        .build();
  }

  private static Stream<GradusUpdater> updaters(MultiLayerNetwork network) {
    return Stream.of(network.getLayers())
        .map(layer -> (GradusUpdater) layer.conf().getLayer().getUpdaterByParam("W"));
  }

  private static double[] train(MultiLayerNetwork network, int from, int to) {
    for (int step = from; step < to; step++) {
      network.fit(BATCHES.get(step));
    }
    return Networks.parameters(network);
  }
}
