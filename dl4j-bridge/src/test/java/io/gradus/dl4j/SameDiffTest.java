package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Op;
import io.gradus.api.Optimizers;
import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Requirement;
import io.gradus.api.Schedule;
import io.gradus.api.Trace;
import io.gradus.api.Tracer;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Lion;
import io.gradus.optimizers.Sgd;
import io.gradus.wrappers.ClipNorm;
import io.gradus.wrappers.CoupledDecay;
import io.gradus.wrappers.DecoupledDecay;
import io.gradus.wrappers.GradientNoise;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** SameDiff hands an updater one variable after another, with shapes, orders and an own clock. */
class SameDiffTest {

  private static final List<String> VARIABLES = List.of("w0", "b0", "w1", "b1");
  private static final List<DataSet> BATCHES = Networks.batches(12, DataType.DOUBLE);

  @TempDir private Path directory;

  static Stream<GradientOptimizer> installed() {
    return Optimizers.installed().all().stream()
        .filter(GradientOptimizer.class::isInstance)
        .map(GradientOptimizer.class::cast)
        .filter(optimizer -> !needsMoreThanAVariable(optimizer));
  }

  private static boolean needsMoreThanAVariable(GradientOptimizer optimizer) {
    Trace trace = new Tracer(optimizer).trace(1, 0, 0);
    return trace.requires(Requirement.GLOBAL_NORM) || trace.requires(Requirement.ROWS);
  }

  @ParameterizedTest
  @MethodSource("installed")
  @DisplayName("Every optimizer moves every variable as the reference does, to the bit")
  void asTheReference(GradientOptimizer optimizer) {
    SameDiff graph = bound(optimizer);
    Map<String, ReferenceExecutor> references = new LinkedHashMap<>();
    boolean tellsWeights =
        new Tracer(optimizer)
            .trace(1, 0, 0).nodes().stream().anyMatch(node -> node.op() == Op.IS_WEIGHT);
    // The reference takes every tensor for a weight.
    List<String> compared = tellsWeights ? List.of("w0", "w1") : VARIABLES;
    for (String name : VARIABLES) {
      int size = (int) array(graph, name).length();
      references.put(name, new ReferenceExecutor(optimizer, Precision.DOUBLE, size));
    }
    for (int step = 0; step < 6; step++) {
      DataSet batch = BATCHES.get(step);
      Map<String, INDArray> gradients =
          graph.calculateGradients(
              Map.of("in", batch.getFeatures(), "labels", batch.getLabels()), VARIABLES);
      Map<String, double[]> expected = new LinkedHashMap<>();
      for (String name : VARIABLES) {
        double[] parameter = rowMajor(array(graph, name));
        double[] update =
            references.get(name).step(rowMajor(gradients.get(name)), parameter, step, 0);
        for (int i = 0; i < parameter.length; i++) {
          parameter[i] -= update[i];
        }
        expected.put(name, parameter);
      }
      graph.fit(batch);
      for (String name : compared) {
        assertThat(rowMajor(array(graph, name)))
            .as("%s after step %d", name, step)
            .containsExactly(expected.get(name));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("installed")
  @DisplayName("Saved and loaded after the first step and the third, it ends in the same bits")
  void resumes(GradientOptimizer optimizer) {
    SameDiff through = bound(optimizer);
    fit(through, 0, 1);
    File afterOne = save(through, "afterOne", true);
    fit(through, 1, 3);
    File afterThree = save(through, "afterThree", true);
    fit(through, 3, 4);

    SameDiff resumed = SameDiff.load(afterOne, true);
    assertThat(resumed.getTrainingConfig().getIterationCount()).isEqualTo(1);
    fit(resumed, 1, 4);
    assertSame(resumed, through);

    SameDiff again = SameDiff.load(afterThree, true);
    fit(again, 3, 4);
    assertSame(again, through);
  }

  @Test
  @DisplayName("It gives the numbers of the same network in layers")
  void asLayers() {
    for (GradientOptimizer optimizer :
        List.of(
            new Adam(0.01),
            new AdamW(0.01).with("weightDecay", 0.01),
            new ClipNorm(new AdamW(0.01).with("weightDecay", 0.01), 0.1),
            new CoupledDecay(new Sgd(0.5), Schedule.constant(0.1), true),
            new DecoupledDecay(new Lion(), Schedule.constant(0.01), false, true))) {
      SameDiff graph = bound(optimizer);
      MultiLayerNetwork layers =
          Networks.network(
              Dl4j.bind(
                  new NeuralNetConfiguration.Builder()
                      .dataType(DataType.DOUBLE)
                      .updater(Dl4j.updater(optimizer))
                      .list()
                      .layer(
                          new DenseLayer.Builder()
                              .nIn(4)
                              .nOut(5)
                              .activation(Activation.TANH)
                              .build())
                      .layer(
                          new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                              .nIn(5)
                              .nOut(3)
                              .activation(Activation.SOFTMAX)
                              .build())
                      .build()));
      Map<String, String> names = Map.of("w0", "0_W", "b0", "0_b", "w1", "1_W", "b1", "1_b");
      names.forEach((ours, theirs) -> layers.getParam(theirs).assign(array(graph, ours)));
      for (DataSet batch : BATCHES) {
        graph.fit(batch);
        layers.fit(batch);
      }
      names.forEach(
          (ours, theirs) ->
              assertThat(rowMajor(array(graph, ours)))
                  .as("%s of %s", ours, optimizer)
                  .containsExactly(rowMajor(layers.getParam(theirs)), within(1e-9)));
    }
  }

  @ParameterizedTest
  @CsvSource({"c,c", "c,f", "f,c", "f,f", "c,s", "s,c", "f,s", "s,s"})
  @DisplayName("Elements meet their own parameter and state, however the arrays lie")
  void orders(char ofParameter, char ofGradient) {
    GradientOptimizer rule = new ClipNorm(new GradientNoise(new AdamW(0.1), 0.5, 0.55, 7), 1.5);
    ReferenceExecutor reference = new ReferenceExecutor(rule, Precision.DOUBLE, 12);
    IUpdater config = Dl4j.updater(rule);
    INDArray view = Nd4j.createUninitialized(DataType.DOUBLE, 1, config.stateSize(12));
    GradientUpdater<?> updater = config.instantiate(view, false);
    updater.setStateViewArray(view, new long[] {3, 4}, ofParameter, true);
    double[] gradient = new double[12];
    double[] parameter = new double[12];
    for (int i = 0; i < 12; i++) {
      gradient[i] = Math.cos(7.0 * i);
      parameter[i] = 2 + Math.sin(3.0 * i);
    }
    for (int step = 0; step < 3; step++) {
      double[] expected = reference.step(gradient, parameter, step, 0);
      // The order of a gradient may change from one step to the next.
      INDArray array = laidOut(step == 1 ? 'c' : ofGradient, gradient);
      INDArray variable = laidOut(ofParameter, parameter);
      new VariableAccess().apply(variable, array, 0, step, 0);
      updater.applyUpdater(array, step, 0);
      assertThat(rowMajor(array)).as("step %d", step).containsExactly(expected);
      variable.subi(array);
      assertThat(rowMajor(variable)).isNotEqualTo(parameter);
      parameter = rowMajor(variable);
    }
  }

  @Test
  @DisplayName("A gradient whose elements share memory is refused, not lost")
  void sharedElements() {
    INDArray one = Nd4j.scalar(DataType.DOUBLE, 3.0);
    INDArray gradient =
        Nd4j.create(one.data(), new long[] {2, 3}, new long[] {0, 0}, 0, 'c', DataType.DOUBLE);
    GradientUpdater<?> updater =
        Dl4j.updater(new Adam()).instantiate(Nd4j.create(DataType.DOUBLE, 12), true);
    assertThatThrownBy(() -> updater.applyUpdater(gradient, 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("share memory")
        .hasMessageContaining("[0, 0]");
  }

  @ParameterizedTest
  @CsvSource({
    "4x5,true", "4x1,true", "3x3x1x2,true", "1x1x2x3,true", "7x1x1x1,true",
    "5,false", "1x5,false", "1x1,false", "1x5x1x1,false", "1,false"
  })
  @DisplayName("What is a weight follows from the shape")
  void roles(String shape, boolean isWeight) {
    long[] lengths = Stream.of(shape.split("x", -1)).mapToLong(Long::parseLong).toArray();
    IUpdater updater =
        Dl4j.updater(new DecoupledDecay(new Sgd(0), Schedule.constant(0.5), false, true));
    INDArray variable = Nd4j.ones(DataType.DOUBLE, lengths);
    INDArray gradient = variable.dup();
    new VariableAccess().apply(variable, gradient, 0, 0, 0);
    updater.instantiate((INDArray) null, true).applyUpdater(gradient, 0, 0);
    variable.subi(gradient); // as a graph does, which keeps its variables
    assertThat(gradient.meanNumber().doubleValue()).isEqualTo(isWeight ? 0.5 : 0);
  }

  @Test
  @DisplayName("A scalar is no weight")
  void scalars() {
    assertThat(VariableAccess.isWeight()).isFalse();
  }

  @Test
  @DisplayName("A rule that reads the variables says which call is missing, and nothing moves")
  void unbound() {
    for (GradientOptimizer rule : List.of(new AdamW(0.1), new ClipNorm(new Sgd(0.1), 1))) {
      SameDiff graph = graph(configuration(Dl4j.updater(rule)));
      SameDiff before = graph(configuration(Dl4j.updater(rule)));
      // Bound to something else: another network's parameter was shown just before.
      INDArray foreign = Nd4j.ones(DataType.DOUBLE, 20);
      new ParameterAccess(true, Map.of(), 0, List.of()).apply(foreign, foreign.dup(), 0, 0, 0);
      assertThatThrownBy(() -> graph.fit(BATCHES.get(0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("sameDiff.setTrainingConfig(Dl4j.bind(configuration))");
      assertSame(graph, before);
      assertThat(graph.getTrainingConfig().getIterationCount()).isZero();
    }
  }

  @Test
  @DisplayName(
      "A rule that needs more than a variable is refused, also after a network that had it")
  void moreThanAVariable() {
    List<GradientOptimizer> rules =
        Optimizers.installed().all().stream()
            .filter(GradientOptimizer.class::isInstance)
            .map(GradientOptimizer.class::cast)
            .filter(SameDiffTest::needsMoreThanAVariable)
            .toList();
    assertThat(rules).isNotEmpty();
    for (GradientOptimizer rule : rules) {
      Networks.network(Dl4j.bind(Networks.perceptron(Dl4j.updater(rule), DataType.DOUBLE)))
          .fit(BATCHES.get(0));
      SameDiff graph = bound(rule);
      assertThatThrownBy(() -> graph.fit(BATCHES.get(0)))
          .as("%s", rule)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SameDiff hands over one variable at a time");
    }
  }

  @Test
  @DisplayName("A gradient of another length than the variable is refused")
  void lengths() {
    INDArray variable = Nd4j.ones(DataType.DOUBLE, 2, 3);
    assertThatThrownBy(() -> new VariableAccess().apply(variable, variable.getRow(0), 0, 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("shape [2, 3], but its gradient [3]");
  }

  @Test
  @DisplayName("To bind twice is to bind once, other regularizations stay, and JSON keeps them")
  void bindTwice() {
    TrainingConfig configuration =
        TrainingConfig.builder()
            .updater(Dl4j.updater("adamw"))
            .dataSetFeatureMapping("in")
            .dataSetLabelMapping("labels")
            .l2(0.25)
            .build();
    assertThat(Dl4j.bind(Dl4j.bind(configuration))).isSameAs(configuration);
    TrainingConfig read = TrainingConfig.fromJson(configuration.toJson());
    assertThat(read.getRegularization())
        .isEqualTo(configuration.getRegularization())
        .hasSize(2)
        .contains(new VariableAccess());
    assertThat(read.getUpdater()).isEqualTo(configuration.getUpdater());
  }

  @Test
  @DisplayName("A configuration that maximizes is not bound")
  void maximize() {
    TrainingConfig configuration = configuration(Dl4j.updater("adamw"));
    configuration.setMinimize(false);
    assertThatThrownBy(() -> Dl4j.bind(configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minimize the negative of the loss");
  }

  @Test
  @DisplayName("A variable that joins late begins at age 0, and each keeps its age in the file")
  void lateVariable() {
    Adam adam = new Adam(0.1);
    SameDiff graph = graph(configuration(Dl4j.updater(adam)));
    graph.convertToConstant(graph.getVariable("w1"));
    fit(graph, 0, 5);
    graph.convertToVariable(graph.getVariable("w1"));
    double[] before = rowMajor(array(graph, "w1"));
    fit(graph, 5, 6);
    double[] after = rowMajor(array(graph, "w1"));
    for (int i = 0; i < before.length; i++) {
      // Adam's first step is η g / (|g| + ε): η for every gradient that is not tiny.
      assertThat(Math.abs(after[i] - before[i])).isCloseTo(0.1, within(1e-5));
    }
    assertGoesOn(graph, "late", 6, 12);
  }

  /** Saved and loaded, it trains in the same bits as if it had not been. */
  private void assertGoesOn(SameDiff graph, String file, int from, int to) {
    SameDiff loaded = SameDiff.load(save(graph, file, true), true);
    fit(graph, from, to);
    fit(loaded, from, to);
    assertSame(loaded, graph);
  }

  @Test
  @DisplayName("A rule without slots has an age too, the same for each variable")
  void withoutSlots() {
    SameDiff graph = bound(new GradientNoise(new Sgd(0.1), 0.5, 0.55, 3));
    fit(graph, 0, 3);
    assertGoesOn(graph, "slotless", 3, 6);
  }

  @Test
  @DisplayName("State that was not saved is new: its first step is a first step")
  void stateThatWasNotSavedIsNew() {
    SameDiff graph = bound(new Adam(0.01));
    fit(graph, 0, 5);
    SameDiff resumed = SameDiff.load(save(graph, "stateless", false), true);
    double[] before = rowMajor(array(resumed, "w1"));
    fit(resumed, 5, 6);
    double[] after = rowMajor(array(resumed, "w1"));
    for (int i = 0; i < before.length; i++) {
      assertThat(Math.abs(after[i] - before[i])).isCloseTo(0.01, within(1e-6));
    }
  }

  @Test
  @DisplayName("A rate that is set on the updater holds from the next step on, and the state stays")
  void setRate() {
    SameDiff changed = bound(new Adam(0.1));
    fit(changed, 0, 4);
    changed.getTrainingConfig().getUpdater().setLrAndSchedule(0.01, null);
    fit(changed, 4, 9);
    SameDiff scheduled = bound(new Adam().withLearningRate(new Drop(0.1, 4, 0.01)));
    fit(scheduled, 0, 9);
    assertSame(changed, scheduled);
  }

  private static SameDiff bound(GradientOptimizer optimizer) {
    return graph(Dl4j.bind(configuration(Dl4j.updater(optimizer))));
  }

  private static TrainingConfig configuration(IUpdater updater) {
    return TrainingConfig.builder()
        .updater(updater)
        .dataSetFeatureMapping("in")
        .dataSetLabelMapping("labels")
        .initialLossDataType(DataType.DOUBLE)
        .build();
  }

  /** A perceptron whose first weights lie in column order, as layers have them, and last do not. */
  private static SameDiff graph(TrainingConfig configuration) {
    SameDiff graph = SameDiff.create();
    SDVariable in = graph.placeHolder("in", DataType.DOUBLE, -1, 4);
    SDVariable labels = graph.placeHolder("labels", DataType.DOUBLE, -1, 3);
    SDVariable hidden =
        graph.nn.tanh(in.mmul(variable(graph, "w0", 'f', 4, 5)).add(variable(graph, "b0", 'c', 5)));
    SDVariable out =
        hidden.mmul(variable(graph, "w1", 'c', 5, 3)).add(variable(graph, "b1", 'c', 3));
    graph.loss.softmaxCrossEntropy("loss", labels, out, null);
    graph.setTrainingConfig(configuration);
    return graph;
  }

  private static SDVariable variable(SameDiff graph, String name, char order, long... shape) {
    INDArray values = Nd4j.create(DataType.DOUBLE, shape, order);
    for (int i = 0; i < values.length(); i++) {
      values.putScalar(i, Math.sin(name.hashCode() + 3.0 * i));
    }
    return graph.var(name, values);
  }

  /** An array of 3 x 4 in row order, in column order, or as every other column of a wider one. */
  private static INDArray laidOut(char order, double... rowMajor) {
    INDArray array =
        order == 's'
            ? Nd4j.create(DataType.DOUBLE, 3, 4, 2).tensorAlongDimension(1, 0, 1)
            : Nd4j.create(DataType.DOUBLE, new long[] {3, 4}, order);
    array.assign(Nd4j.createFromArray(rowMajor).reshape(3, 4));
    return array;
  }

  private static INDArray array(SameDiff graph, String name) {
    return graph.getVariable(name).getArr();
  }

  private static double[] rowMajor(INDArray array) {
    return array.dup('c').reshape(array.length()).toDoubleVector();
  }

  private static void fit(SameDiff graph, int from, int to) {
    for (int step = from; step < to; step++) {
      graph.fit(BATCHES.get(step));
    }
  }

  private static void assertSame(SameDiff actual, SameDiff expected) {
    for (String name : VARIABLES) {
      assertThat(rowMajor(array(actual, name)))
          .as(name)
          .containsExactly(rowMajor(array(expected, name)));
    }
  }

  private File save(SameDiff graph, String name, boolean withState) {
    File file = directory.resolve(name).toFile();
    graph.save(file, withState);
    return file;
  }
}
