package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Schedule;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Lamb;
import io.gradus.optimizers.Sgd;
import io.gradus.wrappers.AdaptiveClip;
import io.gradus.wrappers.CentralizeGradient;
import io.gradus.wrappers.ClipGlobalNorm;
import io.gradus.wrappers.EmaStart;
import io.gradus.wrappers.ParameterEma;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaVertex;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffOutputLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Layers and vertices that DL4J makes with SameDiff, such as attention. What holds for every kind
 * of layer is in {@link ArchitecturesTest}.
 */
class SameDiffLayersTest {

  /** A layer with weights alone, one with biases too, and a vertex. */
  static Stream<Named<Network>> networks() {
    return Stream.of(
        Named.of("self attention", new Network(Architecture.SELF_ATTENTION, false)),
        Named.of("self attention, as a graph", new Network(Architecture.SELF_ATTENTION, true)),
        Named.of("locally connected", new Network(Architecture.LOCALLY_CONNECTED, false)),
        Named.of("attention vertex", new Network(Architecture.ATTENTION_VERTEX, false)));
  }

  record Network(Architecture architecture, boolean asGraph) {

    Model of(IUpdater updater) {
      Model network = architecture.network(updater);
      return asGraph ? ((MultiLayerNetwork) network).toComputationGraph() : network;
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  @DisplayName("LAMB takes its closed form's steps, each tensor by itself, biases without decay")
  void lamb(Network kind) {
    double alpha = 0.02;
    double beta1 = 0.8;
    double beta2 = 0.95;
    double epsilon = 1e-3;
    double lambda = 0.3;
    Model network =
        kind.of(
            Dl4j.updater(
                new Lamb(
                    Schedule.constant(alpha),
                    beta1,
                    beta2,
                    epsilon,
                    Schedule.constant(lambda),
                    true)));
    assertThat(updaters(network))
        .allSatisfy(updater -> assertThat(((GradusUpdater) updater).bound()).isTrue());
    Map<String, double[]> m = new TreeMap<>();
    Map<String, double[]> v = new TreeMap<>();
    for (int t = 1; t <= 2; t++) {
      Map<String, INDArray> before = Architecture.parameters(network);
      Map<String, INDArray> gradients = gradients(kind, network);
      kind.architecture().fit(network);
      Map<String, INDArray> after = Architecture.parameters(network);
      for (String name : before.keySet()) {
        double[] theta = numbers(before.get(name));
        double[] g = numbers(gradients.get(name));
        boolean isWeight = !name.matches(".*_(b|bias)");
        double[] first = m.computeIfAbsent(name, n -> new double[g.length]);
        double[] second = v.computeIfAbsent(name, n -> new double[g.length]);
        double[] r = new double[g.length];
        for (int i = 0; i < g.length; i++) {
          first[i] = beta1 * first[i] + (1 - beta1) * g[i];
          second[i] = beta2 * second[i] + (1 - beta2) * g[i] * g[i];
          double mHat = first[i] / (1 - Math.pow(beta1, t));
          double vHat = second[i] / (1 - Math.pow(beta2, t));
          r[i] = mHat / (Math.sqrt(vHat) + epsilon) + (isWeight ? lambda * theta[i] : 0);
        }
        double ratio = isWeight ? norm(theta) / norm(r) : 1;
        double[] now = numbers(after.get(name));
        for (int i = 0; i < g.length; i++) {
          assertThat(now[i])
              .as("%s[%d] after step %d", name, i, t)
              .isCloseTo(theta[i] - alpha * ratio * r[i], offset(1e-11));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  @DisplayName("Clipping by the network's norm takes the norm over their parameters as well")
  void globalNorm(Network kind) {
    double limit = 1e-3;
    Model network = kind.of(Dl4j.updater(new ClipGlobalNorm(new Sgd(1), limit)));
    assertClipped(network, gradients(kind, network), () -> kind.architecture().fit(network), limit);
  }

  @Test
  @DisplayName("A vertex with DL4J's NoOp is no part of the network's norm")
  void untrainedVertex() {
    Architecture architecture = Architecture.ATTENTION_VERTEX;
    double limit = 1e-3;
    var configuration =
        ((ComputationGraph)
                architecture.unbound(Dl4j.updater(new ClipGlobalNorm(new Sgd(1), limit))))
            .getConfiguration();
    ((SameDiffVertex) configuration.getVertices().get("attention")).setUpdater(new NoOp());
    ComputationGraph network = new ComputationGraph(Dl4j.bind(configuration));
    network.init();
    Map<String, INDArray> gradients = gradients(new Network(architecture, false), network);
    Map<String, INDArray> clipped = new TreeMap<>(gradients);
    clipped.keySet().removeIf(name -> name.startsWith("attention_"));
    assertClipped(network, clipped, () -> architecture.fit(network), limit);
  }

  @Test
  @DisplayName(
      "A frozen vertex stays as it is under rules that decay, and a copy keeps its updater")
  void frozenVertex() {
    Architecture architecture = Architecture.ATTENTION_VERTEX;
    IUpdater decay = Dl4j.updater(new AdamW(0.01).with("weightDecay", 0.5));
    var configuration =
        Architecture.defaults(decay)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(3, 6))
            .addVertex("attention", vertex(), "in", "in", "in")
            .addLayer(
                "out",
                new RnnOutputLayer.Builder(LossFunction.MSE)
                    .nOut(3)
                    .activation(Activation.IDENTITY)
                    .build(),
                "attention")
            .setOutputs("out")
            .build();
    configuration.getVertices().computeIfPresent("attention", (name, it) -> new FrozenVertex(it));
    ComputationGraph network = new ComputationGraph(Dl4j.bind(configuration));
    network.init();
    Map<String, INDArray> before = Architecture.parameters(network);
    architecture.fit(network);
    Map<String, INDArray> after = Architecture.parameters(network);
    assertThat(after.get("attention_Wq")).isEqualTo(before.get("attention_Wq"));
    assertThat(after.get("out_W")).isNotEqualTo(before.get("out_W"));
    assertThat(Dl4j.accelerate(configuration)).isEqualTo(configuration);
  }

  @Test
  @DisplayName("A FrozenLayerWithBackprop around attention stays as it is under rules that decay")
  void frozenLayer() {
    var builder =
        Architecture.defaults(Dl4j.updater(new AdamW(0.01).with("weightDecay", 0.5)))
            .list()
            .layer(new FrozenLayerWithBackprop(attention().build()))
            .layer(new GlobalPoolingLayer())
            .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.recurrent(3, 6));
    MultiLayerNetwork network = Networks.network(Dl4j.bind(builder.build()));
    INDArray before = network.getLayer(0).params().dup();
    Architecture.SELF_ATTENTION.fit(network);
    assertThat(network.getLayer(0).params()).isEqualTo(before);
    assertThat(network.getIterationCount()).isEqualTo(1);
  }

  /** A dense output layer, as one would write it. */
  public static final class Output extends SameDiffOutputLayer {
    private static final long serialVersionUID = 1L;

    @Override
    public void defineParameters(SDLayerParams params) {
      params.addWeightParam("weight", 4, 3);
      params.addBiasParam("bias", 1, 3);
    }

    @Override
    public void initializeParameters(Map<String, INDArray> params) {
      params.values().forEach(array -> array.assign(0.5));
    }

    @Override
    public SDVariable defineLayer(
        SameDiff sameDiff,
        SDVariable input,
        SDVariable labels,
        Map<String, SDVariable> parameters) {
      SDVariable out = input.mmul(parameters.get("weight")).add("out", parameters.get("bias"));
      return sameDiff.loss.meanSquaredError(labels, out, null);
    }

    @Override
    public String activationsVertexName() {
      return "out";
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
      return InputType.feedForward(3);
    }
  }

  /** A layer without parameters. */
  public static final class Twice extends SameDiffLambdaLayer {
    private static final long serialVersionUID = 1L;

    @Override
    public SDVariable defineLayer(SameDiff sameDiff, SDVariable input) {
      return input.mul(2);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
      return inputType;
    }
  }

  @Test
  @DisplayName(
      "A SameDiffOutputLayer of one's own behind a lambda layer: weights decay, biases not")
  void ownLayers() {
    double lambda = 0.5;
    MultiLayerNetwork with = own(lambda);
    MultiLayerNetwork without = own(0);
    Architecture.DENSE.fit(with);
    Architecture.DENSE.fit(without);
    INDArray shrunk = without.getParam("1_weight").sub(0.5 * lambda); // weights began at 0.5
    assertThat(with.getParam("1_weight").distance2(shrunk)).isLessThan(1e-12);
    assertThat(with.getParam("1_bias")).isEqualTo(without.getParam("1_bias"));
    assertThat(without.getParam("1_bias").minNumber().doubleValue()).isNotEqualTo(0.5);
  }

  private static MultiLayerNetwork own(double lambda) {
    var decayed = new AdamW(0.01, lambda).withScaledByRate(false).withWeightsOnly(true);
    return Networks.network(
        Dl4j.bind(
            Architecture.defaults(Dl4j.updater(decayed))
                .list()
                .layer(new Twice())
                .layer(new Output())
                .setInputType(InputType.feedForward(4))
                .build()));
  }

  /** A vertex without parameters. */
  public static final class Twofold extends SameDiffLambdaVertex {
    private static final long serialVersionUID = 1L;

    @Override
    public SDVariable defineVertex(SameDiff sameDiff, VertexInputs inputs) {
      return inputs.getInput(0).mul(2);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
      return inputs[0];
    }
  }

  @Test
  @DisplayName("A graph with a lambda vertex can be bound, and comes back from JSON")
  void lambdaVertex() {
    var configuration =
        Architecture.defaults(Dl4j.updater(new Lamb(0.02)))
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(4))
            .addVertex("twofold", new Twofold(), "in")
            .addLayer(
                "out",
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                "twofold")
            .setOutputs("out")
            .build();
    ComputationGraph network = new ComputationGraph(Dl4j.bind(configuration));
    network.init();
    ComputationGraph read =
        new ComputationGraph(ComputationGraphConfiguration.fromJson(configuration.toJson()));
    read.init();
    read.setParams(network.params());
    Architecture.DENSE.fit(network);
    Architecture.DENSE.fit(read);
    assertThat(read.params()).isEqualTo(network.params());
  }

  @ParameterizedTest
  @MethodSource("networks")
  @DisplayName("A rule that looks at rows is refused by bind, and trains the other layers")
  void rows(Network kind) {
    for (GradientOptimizer rule :
        List.of(new CentralizeGradient(new Sgd(1)), new AdaptiveClip(new Sgd(1), 0.01))) {
      assertThatThrownBy(() -> kind.of(Dl4j.updater(rule)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(rule.toString())
          .hasMessageMatching(
              ".*in a (SelfAttentionLayer|LocallyConnected2D|AttentionVertex) cannot be told;"
                  + " give it an updater that does not look at them\\.");
    }
  }

  @Test
  @DisplayName("Beside attention with an updater of its own, rules that look at rows run")
  void rowsBeside() {
    var configuration =
        Architecture.defaults(Dl4j.updater(new CentralizeGradient(new Sgd(1))))
            .list()
            .layer(attention().updater(Dl4j.updater(new Sgd(1))).build())
            .layer(new GlobalPoolingLayer())
            .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.recurrent(3, 6))
            .build();
    MultiLayerNetwork network = Networks.network(Dl4j.bind(configuration));
    INDArray before = network.getParam("2_W").dup();
    Architecture.SELF_ATTENTION.fit(network);
    INDArray update = before.sub(network.getParam("2_W"));
    assertThat(update.norm2Number().doubleValue()).isPositive();
    assertThat(update.sum(0).norm2Number().doubleValue()).isLessThan(1e-12);
  }

  @ParameterizedTest
  @MethodSource("networks")
  @DisplayName("Accelerated after three steps, it goes on along DL4J's path")
  void accelerate(Network kind) {
    Model theirs = kind.of(new Adam(0.02));
    for (int step = 0; step < 3; step++) {
      kind.architecture().fit(theirs);
    }
    Model ours =
        theirs instanceof ComputationGraph graph
            ? Dl4j.accelerate(graph)
            : Dl4j.accelerate((MultiLayerNetwork) theirs);
    assertThat(updaters(ours)).isNotEmpty().allMatch(GradusUpdater.class::isInstance);
    for (int step = 0; step < 3; step++) {
      kind.architecture().fit(theirs);
      kind.architecture().fit(ours);
    }
    assertThat(ours.params().distance2(theirs.params()))
        .isLessThan(1e-12 * theirs.params().norm2Number().doubleValue());
  }

  @ParameterizedTest
  @MethodSource("networks")
  @DisplayName("Averaged weights are d times the first step's plus 1 − d times the second's")
  void averaged(Network kind) {
    double d = 0.7;
    Model network = kind.of(Dl4j.updater(new ParameterEma(new Sgd(1), d, EmaStart.FIRST_UPDATED)));
    kind.architecture().fit(network);
    INDArray first = network.params().dup();
    kind.architecture().fit(network);
    Model averaged =
        network instanceof ComputationGraph graph
            ? Dl4j.averaged(graph)
            : Dl4j.averaged((MultiLayerNetwork) network);
    INDArray expected = first.mul(d).add(network.params().mul(1 - d));
    assertThat(averaged.params().distance2(expected)).isLessThan(1e-12);
    assertThat(first.distance2(network.params())).isGreaterThan(1e-6);
  }

  @Test
  @DisplayName("Read-outs show a vertex like a layer")
  void readOuts(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("read-outs.csv");
    ComputationGraph network =
        (ComputationGraph) Architecture.ATTENTION_VERTEX.network(Dl4j.updater(new Lamb(0.02)));
    network.setListeners(UpdaterStatsListener.every(1).toCsv(file));
    INDArray before = network.getVertex("attention").params().dup();
    Architecture.ATTENTION_VERTEX.fit(network);
    INDArray update = before.sub(network.getVertex("attention").params());
    double ratio = update.norm2Number().doubleValue() / before.norm2Number().doubleValue();
    String start = "0,0,attention,update_to_parameter_ratio,";
    assertThat(Files.readAllLines(file))
        .filteredOn(line -> line.startsWith(start))
        .singleElement()
        .satisfies(
            line ->
                assertThat(Double.parseDouble(line.substring(start.length())))
                    .isCloseTo(ratio, offset(1e-12)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  @DisplayName("A rate that is set with setLearningRate passes them by, in DL4J as here")
  void setLearningRate(Network kind) {
    Model network = kind.of(Dl4j.updater(new Lamb(0.02)));
    kind.architecture().fit(network);
    setRate(network, 0);
    Map<String, INDArray> before = Architecture.parameters(network);
    kind.architecture().fit(network);
    Architecture.parameters(network)
        .forEach(
            (name, after) ->
                assertThat(after.equals(before.get(name)))
                    .as("%s stays as it is", name)
                    .isEqualTo(!name.matches("(0|attention)_.*")));
  }

  @ParameterizedTest
  @MethodSource("networks")
  @DisplayName("A rate that is set on their updaters before keeps state and age")
  void rateOfAll(Network kind) {
    Model lowered = kind.of(Dl4j.updater(new Lamb(0.02)));
    Model scheduled =
        kind.of(Dl4j.updater(new Lamb(0.02).withLearningRate(new Drop(0.02, 2, 0.004))));
    for (int step = 0; step < 4; step++) {
      if (step == 2) {
        updaters(lowered).forEach(updater -> updater.setLrAndSchedule(0.004, null));
        setRate(lowered, 0.004);
      }
      kind.architecture().fit(lowered);
      kind.architecture().fit(scheduled);
    }
    assertThat(lowered.params()).isEqualTo(scheduled.params());
  }

  private static SelfAttentionLayer.Builder attention() {
    return new SelfAttentionLayer.Builder().nOut(4).nHeads(2).projectInput(true);
  }

  private static AttentionVertex vertex() {
    return new AttentionVertex.Builder()
        .nInQueries(3)
        .nInKeys(3)
        .nInValues(3)
        .nOut(4)
        .nHeads(2)
        .projectInput(true)
        .build();
  }

  private static List<IUpdater> updaters(Model network) {
    List<Trainable> all = new ArrayList<>();
    if (network instanceof ComputationGraph graph) {
      all.addAll(List.of(graph.getVertices()));
    } else {
      all.addAll(List.of(((MultiLayerNetwork) network).getLayers()));
    }
    return all.stream()
        .filter(each -> each.numParams() > 0)
        .flatMap(
            each ->
                each.paramTable(false).keySet().stream()
                    .map(name -> each.getConfig().getUpdaterByParam(name)))
        .toList();
  }

  private static void setRate(Model network, double rate) {
    if (network instanceof ComputationGraph graph) {
      graph.setLearningRate(rate);
    } else {
      ((MultiLayerNetwork) network).setLearningRate(rate);
    }
  }

  /** One iteration must move every parameter by its gradient, scaled to the norm of them all. */
  private static void assertClipped(
      Model network, Map<String, INDArray> gradients, Runnable fit, double limit) {
    double squares = 0;
    for (INDArray gradient : gradients.values()) {
      squares += Math.pow(norm(numbers(gradient)), 2);
    }
    double norm = Math.sqrt(squares);
    assertThat(norm).isGreaterThan(limit);
    Map<String, INDArray> before = Architecture.parameters(network);
    fit.run();
    Map<String, INDArray> after = Architecture.parameters(network);
    gradients.forEach(
        (name, gradient) -> {
          INDArray update = before.get(name).sub(after.get(name));
          INDArray expected = gradient.mul(limit / norm);
          assertThat(update.distance2(expected)).as(name).isLessThan(1e-13);
        });
  }

  /**
   * The gradients at a network's parameters, from plain gradient descent at rate 1 in another of
   * the same kind: they are what it moved the parameters by.
   */
  private static Map<String, INDArray> gradients(Network kind, Model network) {
    Model aside = kind.of(new org.nd4j.linalg.learning.config.Sgd(1));
    aside.setParams(network.params().dup());
    Map<String, INDArray> gradients = Architecture.parameters(aside);
    kind.architecture().fit(aside);
    Architecture.parameters(aside).forEach((name, after) -> gradients.get(name).subi(after));
    return gradients;
  }

  private static double[] numbers(INDArray array) {
    return array.dup('c').reshape(array.length()).toDoubleVector();
  }

  private static double norm(double[] numbers) {
    return Math.sqrt(DoubleStream.of(numbers).map(x -> x * x).sum());
  }
}
