package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizer;
import io.gradus.api.Optimizers;
import io.gradus.optimizers.Adam;
import io.gradus.schedules.StepDecay;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;

/** What happens to a network between its steps must not be seen in them. */
class LifeCycleTest {

  private static final int STEPS = 20;
  private static final List<DataSet> BATCHES = Networks.batches(STEPS, DataType.DOUBLE);

  static Stream<GradientOptimizer> installed() {
    return Optimizers.installed().all().stream()
        .filter(GradientOptimizer.class::isInstance)
        .map(GradientOptimizer.class::cast);
  }

  @ParameterizedTest
  @MethodSource("installed")
  @DisplayName("Saved and loaded after any of 20 steps, it ends in the same bits, state included")
  void resumesAtEveryStep(GradientOptimizer optimizer) {
    MultiLayerNetwork through = bound(optimizer);
    byte[][] saved = new byte[STEPS][];
    for (int k = 0; k < STEPS; k++) {
      saved[k] = Networks.save(through, true);
      through.fit(BATCHES.get(k));
    }
    for (int k = 0; k < STEPS; k++) {
      MultiLayerNetwork resumed = Networks.load(saved[k]);
      assertThat(resumed.getIterationCount()).isEqualTo(k);
      assertThat(train(resumed, k, STEPS))
          .as("%s resumed at step %d", optimizer, k)
          .containsExactly(Networks.parameters(through));
      assertThat(state(resumed))
          .as("the state of %s resumed at step %d", optimizer, k)
          .containsExactly(state(through));
    }
  }

  private static double[] state(MultiLayerNetwork network) {
    INDArray state = network.getUpdater().getStateViewArray();
    return state == null ? new double[0] : state.reshape(-1).toDoubleVector();
  }

  @ParameterizedTest
  @MethodSource("installed")
  @DisplayName("A configuration comes back from JSON and from YAML equal, and trains alike")
  void configurationRoundTrip(GradientOptimizer optimizer) {
    MultiLayerConfiguration configuration =
        Dl4j.bind(Networks.perceptron(Dl4j.updater(optimizer), DataType.DOUBLE));
    MultiLayerConfiguration fromJson = MultiLayerConfiguration.fromJson(configuration.toJson());
    MultiLayerConfiguration fromYaml = MultiLayerConfiguration.fromYaml(configuration.toYaml());
    assertThat(fromJson).isEqualTo(configuration);
    assertThat(fromYaml).isEqualTo(configuration);
    assertThat(train(Networks.network(fromJson), 0, 3))
        .containsExactly(train(Networks.network(configuration), 0, 3));
  }

  @ParameterizedTest
  @MethodSource("installed")
  @DisplayName("A clone goes on as the original does, and the two do not disturb each other")
  void cloneGoesOn(GradientOptimizer optimizer) {
    MultiLayerNetwork original = bound(optimizer);
    train(original, 0, 7);
    MultiLayerNetwork clone = original.clone();
    double[] cloned = train(clone, 7, STEPS);
    assertThat(train(original, 7, STEPS)).containsExactly(cloned);
  }

  @Test
  @DisplayName("setLearningRate keeps the state and its age")
  void setLearningRateKeepsTheAge() {
    MultiLayerNetwork changed = Networks.network(Dl4j.updater(new Adam(0.1)));
    train(changed, 0, 5);
    changed.setLearningRate(0.01);
    double[] actual = train(changed, 5, 12);

    // The same rates as a schedule: 0.1 for five steps, then a tenth of it.
    MultiLayerNetwork scheduled =
        Networks.network(Dl4j.updater(new Adam().withLearningRate(new Drop(0.1, 5, 0.01))));
    assertThat(actual).containsExactly(train(scheduled, 0, 12));
  }

  @Test
  @DisplayName("setLearningRate on one layer splits the block and leaves the others' steps alone")
  void setLearningRateOfOneLayer() {
    MultiLayerNetwork network = Networks.network(Dl4j.updater(new Adam(0.1)));
    MultiLayerNetwork untouched = network.clone();
    train(network, 0, 5);
    train(untouched, 0, 5);
    network.setLearningRate(1, 0.1); // the same rate: a new updater, and nothing else may change
    assertThat(train(network, 5, 12)).containsExactly(train(untouched, 5, 12));
    network.setLearningRate(1, 0.0);
    INDArray frozen = network.getLayer(1).params().dup();
    train(network, 12, 14);
    assertThat(network.getLayer(1).params()).isEqualTo(frozen);
    assertThat(network.getLearningRate(1)).isZero();
    assertThat(network.getLearningRate(0)).isEqualTo(0.1);
  }

  @Test
  @DisplayName("State saved without the updater is new: its first step is a first step")
  void stateThatWasNotSavedIsNew() {
    double rate = 0.01;
    MultiLayerNetwork network = Networks.network(Dl4j.updater(new Adam(rate)));
    train(network, 0, 10);
    MultiLayerNetwork resumed = Networks.load(Networks.save(network, false));
    assertThat(resumed.getIterationCount()).isEqualTo(10);
    double[] before = Networks.parameters(resumed);
    double[] after = train(resumed, 10, 11);
    // Adam's first step is η g / (|g| + ε): η for every gradient that is not tiny.
    double largest = 0;
    for (int i = 0; i < before.length; i++) {
      largest = Math.max(largest, Math.abs(after[i] - before[i]));
    }
    assertThat(largest).isBetween(0.999 * rate, rate * (1 + 1e-9));
  }

  @Test
  @DisplayName("A state that saw only zero gradients is not new when it is loaded")
  void zeroGradientsAge() {
    GradusUpdater updater = new GradusUpdater(new Adam(0.1));
    INDArray view = org.nd4j.linalg.factory.Nd4j.create(DataType.DOUBLE, 8);
    GradusGradientUpdater first = updater.instantiate(view, true);
    for (int i = 0; i < 3; i++) {
      first.applyUpdater(org.nd4j.linalg.factory.Nd4j.create(DataType.DOUBLE, 4), i, 0);
    }
    GradusGradientUpdater second = updater.clone().instantiate(view.dup(), false);
    INDArray through = org.nd4j.linalg.factory.Nd4j.createFromArray(0.5, -2, 1e-4, 0);
    INDArray resumed = through.dup();
    first.applyUpdater(through, 3, 0);
    second.applyUpdater(resumed, 3, 0);
    assertThat(resumed).isEqualTo(through);
    assertThat(updater.age()).isEqualTo(4);
  }

  @Test
  @DisplayName("A state carried into a network whose clock begins anew keeps its age")
  void computationGraph() {
    MultiLayerNetwork network = Networks.network(Dl4j.updater(new Adam(0.05)));
    train(network, 0, 10);
    var graph = network.toComputationGraph();
    graph.fit(BATCHES.get(10));
    network.fit(BATCHES.get(10));
    assertThat(graph.params().reshape(-1).toDoubleVector())
        .containsExactly(Networks.parameters(network));
  }

  @Test
  @DisplayName("Equal optimizers share a block, whatever their age")
  void equalUpdatersShareABlock() {
    MultiLayerNetwork network = Networks.network(Dl4j.updater(new Adam()));
    train(network, 0, 2);
    MultiLayerNetwork loaded = Networks.load(Networks.save(network, true));
    assertThat(
            ((org.deeplearning4j.nn.updater.MultiLayerUpdater) loaded.getUpdater())
                .getUpdaterBlocks())
        .hasSize(1);
    IUpdater other = Dl4j.updater(new Adam().with("beta1", 0.8));
    assertThat(Dl4j.updater(new Adam()))
        .isEqualTo(Dl4j.updater((Optimizer) new Adam()))
        .isNotEqualTo(other);
  }

  @Test
  @DisplayName("A schedule follows the network's iteration through a save")
  void scheduleFollowsTheIteration() {
    Adam adam = new Adam().withLearningRate(new StepDecay().with("length", 3));
    MultiLayerNetwork through = Networks.network(Dl4j.updater(adam));
    train(through, 0, 4);
    MultiLayerNetwork resumed = Networks.load(Networks.save(through, true));
    assertThat(train(resumed, 4, 10)).containsExactly(train(through, 4, 10));
  }

  private static MultiLayerNetwork bound(GradientOptimizer optimizer) {
    return Networks.network(
        Dl4j.bind(Networks.perceptron(Dl4j.updater(optimizer), DataType.DOUBLE)));
  }

  private static double[] train(MultiLayerNetwork network, int from, int to) {
    for (int step = from; step < to; step++) {
      network.fit(BATCHES.get(step));
    }
    return Networks.parameters(network);
  }
}
