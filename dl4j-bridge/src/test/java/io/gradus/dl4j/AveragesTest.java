package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.GradientOptimizer;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Asgd;
import io.gradus.optimizers.Sgd;
import io.gradus.wrappers.Accumulate;
import io.gradus.wrappers.ClipNorm;
import io.gradus.wrappers.EmaStart;
import io.gradus.wrappers.Lookahead;
import io.gradus.wrappers.ParameterEma;
import io.gradus.wrappers.PolyakAverage;
import io.gradus.wrappers.ScheduleFree;
import io.gradus.wrappers.SkipIfNotFinite;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;

/** The averages that are read, next to averages worked out from the weights of each step. */
class AveragesTest {

  private static final int STEPS = 9;
  private static final List<DataSet> BATCHES = Networks.batches(STEPS, DataType.DOUBLE);

  @Test
  @DisplayName(
      "EMA: d times the average plus 1 − d times the weights, from the first updated weights")
  void ema() {
    double d = 0.8;
    GradientOptimizer rule = new ParameterEma(new Adam(0.05), d, EmaStart.FIRST_UPDATED);
    MultiLayerNetwork network = network(rule);
    List<double[]> weights = train(network);
    double[] average = weights.get(0).clone();
    for (double[] theta : weights.subList(1, STEPS)) {
      for (int i = 0; i < average.length; i++) {
        average[i] = d * average[i] + (1 - d) * theta[i];
      }
    }
    assertAverage(network, average);
    assertFar(average, weights.get(STEPS - 1));
  }

  @Test
  @DisplayName("Debiased EMA, inside two wrappers: the weighted mean of all weights")
  void nested() {
    double d = 0.7;
    GradientOptimizer rule =
        new SkipIfNotFinite(new ClipNorm(new ParameterEma(new Adam(0.05), d), 1.0));
    MultiLayerNetwork network = network(rule);
    List<double[]> weights = train(network);
    double[] average = new double[weights.get(0).length];
    double total = 0;
    for (int t = 0; t < STEPS; t++) {
      double share = Math.pow(d, STEPS - 1 - t);
      total += share;
      for (int i = 0; i < average.length; i++) {
        average[i] += share * weights.get(t)[i];
      }
    }
    for (int i = 0; i < average.length; i++) {
      average[i] /= total;
    }
    assertAverage(network, average);
  }

  @Test
  @DisplayName("Polyak: the mean of the weights from step 4 on")
  void polyak() {
    MultiLayerNetwork network = network(new PolyakAverage(new Sgd(0.3), 4));
    List<double[]> weights = train(network);
    assertAverage(network, mean(weights.subList(3, STEPS)));
  }

  @Test
  @DisplayName("ASGD: the mean of the weights after t₀")
  void asgd() {
    MultiLayerNetwork network = network(new Asgd(0.3).with("averagingStart", 4));
    List<double[]> weights = train(network);
    // μ = 1 up to t = 6, then 1/2, 1/3, …: the weights of step 6 on
    assertAverage(network, mean(weights.subList(5, STEPS)));
  }

  @Test
  @DisplayName("Lookahead: the slow weights are those of the last synchronization")
  void lookahead() {
    MultiLayerNetwork network = network(new Lookahead(new Sgd(0.3), 4, 0.5));
    List<double[]> weights = train(network);
    assertAverage(network, weights.get(7)); // after 9 steps with k = 4
    assertFar(weights.get(7), weights.get(8));
  }

  @Test
  @DisplayName("Schedule-free at a constant rate: the mean of the inner iterates")
  void scheduleFree() {
    double beta = 0.9;
    MultiLayerNetwork network = network(new ScheduleFree(new Sgd(0.5), beta));
    double[] start = Networks.parameters(network);
    List<double[]> y = train(network);
    // y = (1 − β) z + β x and x = mean of z₁ … zₜ, so z and x follow from y alone
    double[] x = start.clone();
    for (int t = 1; t <= STEPS; t++) {
      for (int i = 0; i < x.length; i++) {
        // y = (1 − β) z + β (x + (z − x) / t)
        double z = (y.get(t - 1)[i] - beta * x[i] * (1 - 1.0 / t)) / (1 - beta + beta / t);
        x[i] += (z - x[i]) / t;
      }
    }
    assertAverage(network, x);
    assertFar(x, y.get(STEPS - 1));
  }

  @Test
  @DisplayName("Accumulation averages at its own steps; before the first there is nothing to read")
  void accumulate() {
    MultiLayerNetwork network = network(new Accumulate(new PolyakAverage(new Sgd(0.3)), 4));
    network.fit(BATCHES.get(0));
    assertThatThrownBy(() -> Dl4j.averaged(network))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("have averaged no weights yet");
    List<double[]> weights = new ArrayList<>();
    for (DataSet batch : BATCHES.subList(1, STEPS)) {
      network.fit(batch);
      weights.add(Networks.parameters(network));
    }
    assertAverage(network, mean(List.of(weights.get(2), weights.get(6)))); // steps 4 and 8
  }

  @Test
  @DisplayName("Only what has an average takes it; the network and its training are not touched")
  void mixed() {
    MultiLayerNetwork network = mixedNetwork();
    MultiLayerNetwork alone = mixedNetwork();
    List<double[]> weights = new ArrayList<>();
    for (DataSet batch : BATCHES) {
      network.fit(batch);
      alone.fit(batch);
      weights.add(network.getLayer(0).params().reshape(-1).toDoubleVector());
      MultiLayerNetwork read = Dl4j.averaged(network);
      read.fit(batch); // does not disturb what it was made from
    }
    MultiLayerNetwork averaged = Dl4j.averaged(network);
    assertThat(averaged.getLayer(0).params().reshape(-1).toDoubleVector())
        .containsExactly(mean(weights), within(1e-12));
    for (int layer : new int[] {1, 2}) {
      assertThat(averaged.getLayer(layer).params()).isEqualTo(network.getLayer(layer).params());
    }
    assertThat(Networks.parameters(network)).containsExactly(Networks.parameters(alone));
    INDArray output = averaged.output(BATCHES.get(0).getFeatures());
    assertThat(output).isNotEqualTo(network.output(BATCHES.get(0).getFeatures()));
    assertThat(averaged.getIterationCount()).isEqualTo(network.getIterationCount());
  }

  private static MultiLayerNetwork mixedNetwork() {
    return Networks.network(
        Dl4j.bind(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .list()
                .layer(
                    new DenseLayer.Builder()
                        .nIn(4)
                        .nOut(5)
                        .updater(Dl4j.updater(new PolyakAverage(new Sgd(0.3))))
                        .build())
                .layer(
                    new BatchNormalization.Builder()
                        .nOut(5)
                        .updater(Dl4j.updater(new Adam(0.01)))
                        .build())
                .layer(
                    new OutputLayer.Builder()
                        .nIn(5)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .updater(new org.nd4j.linalg.learning.config.Adam(0.01))
                        .build())
                .build()));
  }

  @Test
  @DisplayName("An element that has no average yet keeps the parameter")
  void partly() {
    MultiLayerNetwork network = network(new PolyakAverage(new Sgd(0.3)));
    List<double[]> weights = train(network);
    network.getUpdater().getStateViewArray().putScalar(5, Double.NaN); // as where steps are skipped
    double[] expected = mean(weights);
    expected[5] = weights.get(STEPS - 1)[5];
    assertAverage(network, expected);
  }

  @Test
  @DisplayName("In half precision too, what has no average yet is not read")
  @SuppressWarnings("deprecation") // HALF is DL4J's name for it in configurations
  void half() {
    MultiLayerNetwork network =
        Networks.network(
            Dl4j.bind(
                Networks.perceptron(Dl4j.updater(new PolyakAverage(new Sgd(0.3))), DataType.HALF)));
    network.getUpdater(); // whose averages are all NaN
    assertThatThrownBy(() -> Dl4j.averaged(network))
        .hasMessageContaining("have averaged no weights yet");

    network.fit(Networks.batches(1, DataType.HALF).get(0));
    double[] weights = Networks.parameters(network);
    assertThat(Networks.parameters(Dl4j.averaged(network)))
        .containsExactly(weights, within(1e-3)); // an average is rounded to half, too

    INDArray state = network.getUpdater().getStateViewArray();
    state.assign(0.25);
    state.putScalar(5, Double.NaN);
    double[] expected = new double[weights.length];
    java.util.Arrays.fill(expected, 0.25);
    expected[5] = weights[5];
    assertThat(Networks.parameters(Dl4j.averaged(network))).containsExactly(expected);
  }

  @Test
  @DisplayName("A graph that was saved and loaded has its averages")
  void graph() throws java.io.IOException {
    MultiLayerNetwork network = network(new ParameterEma(new Adam(0.05), 0.9));
    train(network);
    MultiLayerNetwork loaded = Networks.load(Networks.save(network, true));
    ComputationGraph graph = loaded.toComputationGraph();
    assertThat(Dl4j.averaged(graph).params().reshape(-1).toDoubleVector())
        .containsExactly(Networks.parameters(Dl4j.averaged(network)));
  }

  @ParameterizedTest
  @EnumSource(names = {"DOUBLE", "HALF"})
  @DisplayName("Weights that have become NaN are called so, and no average is called missing")
  void diverged(DataType type) {
    DataSet poisoned = Networks.batches(1, type).get(0);
    poisoned.getLabels().putScalar(0, 0, Double.NaN);
    MultiLayerNetwork network =
        Networks.network(
            Dl4j.bind(
                Networks.perceptron(Dl4j.updater(new ParameterEma(new Sgd(0.1), 0.5)), type)));
    network.fit(poisoned);
    assertThatThrownBy(() -> Dl4j.averaged(network))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("training has diverged");
    MultiLayerNetwork inPart = network(new ParameterEma(new Sgd(0.1), 0.5));
    inPart.fit(BATCHES.get(0));
    inPart.params().putScalar(0, Double.NaN);
    inPart.fit(BATCHES.get(1));
    assertThatThrownBy(() -> Dl4j.averaged(inPart)).hasMessageContaining("training has diverged");
  }

  @Test
  @DisplayName("Where no average is kept, or its state was not saved, a sentence says so")
  void refusals() {
    MultiLayerNetwork plain = network(new Adam());
    train(plain);
    assertThatThrownBy(() -> Dl4j.averaged(plain))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("None of the network's optimizers keeps averaged weights");
    IUpdater theirs = new org.nd4j.linalg.learning.config.Adam();
    MultiLayerNetwork dl4j = Networks.network(theirs);
    train(dl4j);
    assertThatThrownBy(() -> Dl4j.averaged(dl4j)).hasMessageStartingWith("None of the network's");
    MultiLayerNetwork averaging = network(new ParameterEma());
    assertThatThrownBy(() -> Dl4j.averaged(averaging))
        .hasMessageStartingWith("The network has no updater state");
    train(averaging);
    MultiLayerNetwork loaded = Networks.load(Networks.save(averaging, false));
    assertThatThrownBy(() -> Dl4j.averaged(loaded))
        .hasMessageStartingWith("The network has no updater state");
  }

  private static MultiLayerNetwork network(GradientOptimizer optimizer) {
    return Networks.network(
        Dl4j.bind(Networks.perceptron(Dl4j.updater(optimizer), DataType.DOUBLE)));
  }

  /** Trains, and gives the weights after each step. */
  private static List<double[]> train(MultiLayerNetwork network) {
    List<double[]> weights = new ArrayList<>();
    for (DataSet batch : BATCHES) {
      network.fit(batch);
      weights.add(Networks.parameters(network));
    }
    return weights;
  }

  private static double[] mean(List<double[]> all) {
    double[] mean = new double[all.get(0).length];
    for (double[] each : all) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += each[i] / all.size();
      }
    }
    return mean;
  }

  private static void assertAverage(MultiLayerNetwork network, double[] expected) {
    assertThat(Networks.parameters(Dl4j.averaged(network)))
        .containsExactly(expected, within(1e-12));
  }

  private static void assertFar(double[] a, double[] b) {
    double distance = 0;
    for (int i = 0; i < a.length; i++) {
      distance = Math.max(distance, Math.abs(a[i] - b[i]));
    }
    assertThat(distance).isGreaterThan(1e-3);
  }
}
