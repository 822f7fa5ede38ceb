package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Schedule;
import io.gradus.api.Step;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Sgd;
import io.gradus.wrappers.CoupledDecay;
import io.gradus.wrappers.DecoupledDecay;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A bound network shows every rule its own parameters, tensor by tensor. */
class BindingTest {

  /** Sets weights to 0, leaves all others; or gives every tensor a step of length 1. */
  @Algorithm(name = "probe", summary = "Shows what it sees.", citation = "This test")
  public record Probe(@Hyperparameter("whether to step by the tensor's direction") boolean unit)
      implements GradientOptimizer {

    /** Sets weights to 0. */
    public Probe() {
      this(false);
    }

    @Override
    public Schedule learningRate() {
      return Schedule.constant(1);
    }

    @Override
    public Expr update(Step step) {
      return unit
          ? step.gradient().div(step.gradient().norm())
          : step.parameter().times(step.isWeight());
    }
  }

  static Stream<Named<Boolean>> kinds() {
    return Stream.of(Named.of("MultiLayerNetwork", false), Named.of("ComputationGraph", true));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("Weights are weights, and biases and normalisations are not")
  void roles(boolean asGraph) {
    Model network = convolutional(Dl4j.updater(new Probe(false)), asGraph);
    Map<String, INDArray> before = parameters(network);
    fit(network);
    parameters(network)
        .forEach(
            (name, after) -> {
              if (name.endsWith("_W")) {
                assertThat(after.norm2Number().doubleValue()).as(name).isZero();
                assertThat(before.get(name).norm2Number().doubleValue()).isPositive();
              } else if (!name.matches(".*(mean|var|log10stdev)")) {
                assertThat(after).as(name).isEqualTo(before.get(name));
              }
            });
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("Decay of weights only spares biases and normalisations")
  void decayOfWeightsOnly(boolean asGraph) {
    Sgd still = new Sgd(0);
    for (GradientOptimizer decay :
        List.of(
            new DecoupledDecay(still, Schedule.constant(0.5), false, true),
            new CoupledDecay(new Sgd(0.5), Schedule.constant(1), true),
            new AdamW(0, 0.5).withScaledByRate(false).withWeightsOnly(true))) {
      Model network = convolutional(Dl4j.updater(decay), asGraph);
      Model plain =
          convolutional(
              Dl4j.updater(decay instanceof CoupledDecay ? new Sgd(0.5) : still), asGraph);
      Map<String, INDArray> before = parameters(network);
      fit(network);
      fit(plain);
      Map<String, INDArray> without = parameters(plain);
      parameters(network)
          .forEach(
              (name, after) -> {
                // θ − u − θ / 2 for weights, θ − u for all others
                INDArray expected =
                    name.endsWith("_W")
                        ? without.get(name).sub(before.get(name).mul(0.5))
                        : without.get(name);
                assertThat(after.distance2(expected)).as(name).isLessThan(1e-12);
              });
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("Each tensor is reduced by itself")
  void tensors(boolean asGraph) {
    Model network = convolutional(Dl4j.updater(new Probe(true)), asGraph);
    Map<String, INDArray> before = parameters(network);
    fit(network);
    Map<String, INDArray> after = parameters(network);
    assertThat(after).hasSizeGreaterThan(5);
    after.forEach(
        (name, now) -> {
          if (name.endsWith("_W") || name.endsWith("_b")) {
            assertThat(now.sub(before.get(name)).norm2Number().doubleValue())
                .as(name)
                .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-9));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("Recurrent layers are bound within their wrappers, and the binding survives JSON")
  void recurrent(boolean asGraph) {
    var list =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(DataType.DOUBLE)
            .updater(Dl4j.updater("adamw"))
            .list()
            .layer(new Bidirectional(new LSTM.Builder().nIn(3).nOut(4).build()))
            .layer(
                new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .nIn(8)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.recurrent(3, 5))
            .build();
    MultiLayerNetwork network = Networks.network(Dl4j.bind(list));
    if (asGraph) {
      ComputationGraph graph = network.toComputationGraph();
      graph.fit(sequences());
      return;
    }
    network.fit(sequences());
    MultiLayerNetwork loaded = Networks.load(Networks.save(network, true));
    network.fit(sequences());
    loaded.fit(sequences());
    assertThat(Networks.parameters(loaded)).containsExactly(Networks.parameters(network));
  }

  /** Leaves at every weight what its row's gradient adds up to; divides others by the norm. */
  @Algorithm(name = "row-probe", summary = "Shows rows and the network.", citation = "This test")
  public record RowProbe() implements GradientOptimizer {

    @Override
    public Schedule learningRate() {
      return Schedule.constant(1);
    }

    @Override
    public Expr update(Step step) {
      Expr g = step.gradient();
      return Expr.where(step.isWeight(), g.rowSum(), g.div(step.globalNorm()));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("A row is what leads to one unit, and the norm is that of all gradients together")
  void rowsAndNetwork(boolean asGraph) {
    Model network = convolutional(Dl4j.updater(new RowProbe()), asGraph);
    Model same = convolutional(Dl4j.updater(new Sgd(1)), asGraph);
    for (int iteration = 0; iteration < 3; iteration++) {
      Map<String, INDArray> before = parameters(network);
      same.setParams(network.params().dup());
      fit(same);
      Map<String, INDArray> gradients = parameters(same);
      gradients.replaceAll((name, after) -> before.get(name).sub(after));
      double squares = 0;
      for (Map.Entry<String, INDArray> gradient : gradients.entrySet()) {
        if (!gradient.getKey().matches(".*(mean|var|log10stdev)")) { // which the updater spares
          squares += Math.pow(gradient.getValue().norm2Number().doubleValue(), 2);
        }
      }
      double norm = Math.sqrt(squares);
      fit(network);
      parameters(network)
          .forEach(
              (name, after) -> {
                INDArray update = before.get(name).sub(after);
                INDArray gradient = gradients.get(name);
                if (name.equals("0_W")) {
                  INDArray sums = gradient.sum(true, 1, 2, 3); // [out, in, height, width]
                  assertThat(
                          update.sub(sums.broadcast(gradient.shape())).norm2Number().doubleValue())
                      .as(name)
                      .isLessThan(1e-12);
                } else if (name.endsWith("_W")) {
                  INDArray sums = gradient.sum(true, 0); // [in, out]
                  assertThat(
                          update.sub(sums.broadcast(gradient.shape())).norm2Number().doubleValue())
                      .as(name)
                      .isLessThan(1e-12);
                } else if (!name.matches(".*(mean|var|log10stdev)")) {
                  assertThat(update.sub(gradient.div(norm)).norm2Number().doubleValue())
                      .as(name)
                      .isLessThan(1e-12);
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @DisplayName("Regularization and other blocks' updates do not enter the norm")
  void normOfTheRawGradient(boolean asGraph) {
    for (IUpdater middle :
        List.of(new org.nd4j.linalg.learning.config.Sgd(0.5), Dl4j.updater(new Sgd(0.5)))) {
      Model network = three(Dl4j.updater(new RowProbe()), middle, 0.3, asGraph);
      Model plain = three(Dl4j.updater(new Sgd(1)), Dl4j.updater(new Sgd(1)), 0, asGraph);
      Map<String, INDArray> before = parameters(network);
      fit(network);
      fit(plain);
      Map<String, INDArray> gradients = parameters(plain);
      gradients.replaceAll((name, after) -> before.get(name).sub(after));
      double squares = 0;
      for (INDArray gradient : gradients.values()) {
        squares += Math.pow(gradient.norm2Number().doubleValue(), 2);
      }
      INDArray last = before.get("2_b").sub(network.paramTable().get("2_b"));
      assertThat(last.sub(gradients.get("2_b").div(Math.sqrt(squares))).norm2Number().doubleValue())
          .isLessThan(1e-12);
    }
  }

  /** Two layers of one updater with another between them, L2 on all. */
  private static Model three(IUpdater outer, IUpdater middle, double l2, boolean asGraph) {
    MultiLayerNetwork network =
        Networks.network(
            Dl4j.bind(
                new NeuralNetConfiguration.Builder()
                    .seed(5)
                    .dataType(DataType.DOUBLE)
                    .updater(outer)
                    .l2(l2)
                    .activation(Activation.TANH)
                    .list()
                    .layer(new DenseLayer.Builder().nOut(4).build())
                    .layer(new DenseLayer.Builder().nOut(5).updater(middle).build())
                    .layer(
                        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                            .nOut(3)
                            .activation(Activation.IDENTITY)
                            .build())
                    .setInputType(InputType.convolutional(6, 6, 1))
                    .build()));
    return asGraph ? network.toComputationGraph() : network;
  }

  @Test
  @DisplayName("What was not bound, or bound before it changed, is refused with what to do")
  void notBound() {
    Model unbound =
        Networks.network(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(Dl4j.updater(new RowProbe()))
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nOut(3)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 1))
                .build());
    assertThatThrownBy(() -> fit(unbound)).hasMessageContaining("Dl4j.bind(configuration)");
    MultiLayerNetwork before =
        (MultiLayerNetwork)
            three(Dl4j.updater(new Sgd(1)), new org.nd4j.linalg.learning.config.Sgd(1), 0, false);
    for (var conf : before.getLayerWiseConfigurations().getConfs()) {
      ((BaseLayer) conf.getLayer()).setIUpdater(Dl4j.updater(new RowProbe()));
    }
    MultiLayerNetwork changed = Networks.network(before.getLayerWiseConfigurations().clone());
    assertThatThrownBy(() -> fit(changed))
        .hasMessageContaining("the norm of the whole network's gradient")
        .hasMessageContaining("Dl4j.bind(configuration)");
    MultiLayerNetwork again =
        Networks.network(Dl4j.bind(before.getLayerWiseConfigurations().clone()));
    fit(again);
    assertThat(again.getIterationCount()).isEqualTo(1);
  }

  private static DataSet sequences() {
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, 2, 2, 5);
    labels.putScalar(new int[] {0, 0, 1}, 1);
    labels.putScalar(new int[] {1, 1, 3}, 1);
    return new DataSet(Nd4j.linspace(DataType.DOUBLE, -1, 0.1, 30).reshape(2, 3, 5), labels);
  }

  private static Model convolutional(IUpdater updater, boolean asGraph) {
    MultiLayerNetwork network =
        Networks.network(
            Dl4j.bind(
                new NeuralNetConfiguration.Builder()
                    .seed(5)
                    .dataType(DataType.DOUBLE)
                    .updater(updater)
                    .biasInit(0.5)
                    .activation(Activation.TANH)
                    .list()
                    .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                    .layer(new BatchNormalization())
                    .layer(new DenseLayer.Builder().nOut(5).build())
                    .layer(
                        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                            .nOut(3)
                            .activation(Activation.IDENTITY)
                            .build())
                    .setInputType(InputType.convolutional(6, 6, 1))
                    .build()));
    return asGraph ? network.toComputationGraph() : network;
  }

  private static void fit(Model network) {
    INDArray images = Nd4j.linspace(DataType.DOUBLE, -1, 0.01, 144).reshape(4, 1, 6, 6);
    INDArray targets = Nd4j.linspace(DataType.DOUBLE, 1, 0.3, 12).reshape(4, 3);
    DataSet data = new DataSet(images, targets);
    if (network instanceof ComputationGraph graph) {
      graph.fit(data);
    } else {
      ((MultiLayerNetwork) network).fit(data);
    }
  }

  private static Map<String, INDArray> parameters(Model network) {
    Map<String, INDArray> copies = new TreeMap<>();
    network.paramTable().forEach((name, array) -> copies.put(name, array.dup()));
    return copies;
  }
}
