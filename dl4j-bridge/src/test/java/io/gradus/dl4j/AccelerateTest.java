package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Preset;
import io.gradus.optimizers.RAdam;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.RampSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.SigmoidSchedule;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * Accelerated networks beside the networks that they were made from, which DL4J's own updaters go
 * on training.
 */
class AccelerateTest {

  private static final int ITERATIONS = 200;
  private static final int SAVED_AT = 37;

  /** How long the tests go on that are of one trap, not of a formula. */
  private static final int UNTIL = 80;

  private static final List<DataSet> BATCHES = Networks.batches(ITERATIONS, DataType.DOUBLE);

  /** Each of DL4J's updaters that runs, some at their defaults, some with schedules. */
  static Stream<IUpdater> updaters() {
    return Stream.of(
        new Sgd(falling(0.2)),
        new Nesterovs(0.05, 0.9),
        new Nesterovs(falling(0.1), rising()),
        new AdaGrad(0.05, 1e-2),
        new RmsProp(0.02, 0.8, 1e-3),
        new AdaDelta(0.8, 1e-3),
        new Adam(),
        new Adam(0.02, 0.8, 0.99, 1e-3),
        new Adam(falling(0.02)),
        new AdaMax(0.02, 0.8, 0.99, 1e-2),
        new Nadam(),
        new AMSGrad(0.02, 0.8, 0.99, 1e-3),
        new AMSGrad(falling(0.02)));
  }

  private static ISchedule falling(double rate) {
    return new StepSchedule(ScheduleType.ITERATION, rate, 0.7, 30);
  }

  private static ISchedule rising() {
    return new MapSchedule.Builder(ScheduleType.ITERATION)
        .add(0, 0.5)
        .add(20, 0.7)
        .add(60, 0.9)
        .build();
  }

  @ParameterizedTest
  @MethodSource("updaters")
  @DisplayName(
      "From the start, and from a model saved at iteration 37, it trains along DL4J's path for 200 iterations")
  void followsDl4j(IUpdater updater) {
    MultiLayerConfiguration configuration = layers(updater, updater);
    MultiLayerNetwork theirs = Networks.network(configuration);
    MultiLayerNetwork fresh = Networks.network(Dl4j.accelerate(configuration));
    MultiLayerNetwork resumed = null;
    assertAllAreGradus(fresh);
    double worst = 0;
    for (int i = 0; i < ITERATIONS; i++) {
      if (i == SAVED_AT) {
        resumed = Dl4j.accelerate(Networks.load(Networks.save(theirs, true)));
        assertAllAreGradus(resumed);
        assertThat(resumed.getIterationCount()).isEqualTo(SAVED_AT);
      }
      theirs.fit(BATCHES.get(i));
      fresh.fit(BATCHES.get(i));
      worst = Math.max(worst, distance(theirs.params(), fresh.params()));
      if (resumed != null) {
        resumed.fit(BATCHES.get(i));
        worst = Math.max(worst, distance(theirs.params(), resumed.params()));
      }
    }
    assertThat(worst).isLessThan(1e-12);
    assertThat(distance(Networks.network(configuration).params(), theirs.params()))
        .isGreaterThan(1e-2);
  }

  @Test
  @DisplayName("A graph that is accelerated at iteration 37 goes on along DL4J's path")
  void followsInAGraph() {
    ComputationGraph theirs = new ComputationGraph(graph(new Nadam(1e-3)));
    theirs.init();
    for (int i = 0; i < SAVED_AT; i++) {
      theirs.fit(BATCHES.get(i));
    }
    ComputationGraph ours = Dl4j.accelerate(theirs);
    assertThat(ours.getIterationCount()).isEqualTo(SAVED_AT);
    for (int i = SAVED_AT; i < UNTIL; i++) {
      theirs.fit(BATCHES.get(i));
      ours.fit(BATCHES.get(i));
    }
    assertThat(distance(theirs.params(), ours.params())).isLessThan(1e-6);
    assertThat(ours.getConfiguration().toJson()).doesNotContain("learning.config");
  }

  @Test
  @DisplayName("Epoch schedules go on in the epoch")
  void epochs() {
    MultiLayerNetwork theirs =
        Networks.network(new Adam(new SigmoidSchedule(ScheduleType.EPOCH, 0.02, 0.9, 3)));
    var data =
        new org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator<>(
            BATCHES.subList(0, 10), 8);
    theirs.fit(data, 2);
    MultiLayerNetwork ours = Dl4j.accelerate(theirs);
    assertThat(ours.getEpochCount()).isEqualTo(2);
    theirs.fit(data, 4);
    ours.fit(data, 4);
    assertThat(distance(theirs.params(), ours.params())).isLessThan(1e-6);
    assertThat(ours.getLearningRate(0)).isEqualTo(theirs.getLearningRate(0));
  }

  @Test
  @DisplayName(
      "Layers with updaters of their own, bias updaters, decay, clipping, normalization and frozen layers follow DL4J")
  void mixed() {
    MultiLayerNetwork theirs = Networks.network(mixedConfiguration());
    MultiLayerNetwork fresh = Dl4j.accelerate(theirs);
    train(theirs, 0, SAVED_AT);
    train(fresh, 0, SAVED_AT);
    assertThat(distance(theirs.params(), fresh.params())).isLessThan(1e-6);
    MultiLayerNetwork ours = Dl4j.accelerate(theirs);
    assertSamePath(theirs, ours, SAVED_AT);
    assertThat(ours.getLayer(0).params())
        .isEqualTo(Networks.network(mixedConfiguration()).getLayer(0).params()); // frozen
  }

  @Test
  @DisplayName("The plan says for each updater what becomes of it, and why not")
  void plan() {
    AccelerationPlan plan = Dl4j.accelerationPlan(mixedConfiguration());
    List<String> sentences = plan.toString().lines().toList();
    assertThat(plan.changes())
        .extracting("layer")
        .containsExactly("layer0", "layer1", "layer1", "layer2", "layer3", "layer4", "layer4");
    assertThat(sentences.get(0)).endsWith(" is left alone. The layer is frozen.");
    assertThat(sentences.get(1))
        .startsWith("layer1: Nesterovs(learningRate=0.05,")
        .endsWith(") becomes nesterov {learningRate=0.05, momentum=0.9, ratePlacement=INSIDE}.");
    assertThat(sentences.get(2))
        .isEqualTo(
            "layer1, biases: Sgd(learningRate=0.1, learningRateSchedule=null) becomes sgd {learningRate=0.1}.");
    assertThat(sentences.get(5)).startsWith("layer4: Nadam(").contains("lacks the correction");
    assertThat(sentences.get(6))
        .isEqualTo("layer4, biases: NoOp() is left alone. It changes nothing.");
    assertThat(plan.changesAnything()).isTrue();
    assertThat(plan.remarks()).isEmpty();
  }

  @Test
  @DisplayName("The plan says once what happens to several layers, and each remark once")
  void planSaysNothingTwice() {
    IUpdater[] updaters = new IUpdater[6];
    for (int i = 0; i < updaters.length; i++) {
      updaters[i] = new Nadam(i < 4 ? 0.1 : 0.01 * i);
    }
    updaters[3] = new NoOp();
    String sentence = "DL4J's Nadam lacks the correction of the second moment";
    List<String> lines = Dl4j.accelerationPlan(chain(updaters)).toString().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0))
        .startsWith("layer0; layer1; layer2: Nadam(learningRate=0.1,")
        .endsWith("}.");
    assertThat(lines.get(1)).isEqualTo("layer3: NoOp() is left alone. It changes nothing.");
    assertThat(lines.get(2)).startsWith("layer4: Nadam(learningRate=0.04,").endsWith("}.");
    assertThat(lines.get(3)).startsWith("layer5: Nadam(learningRate=0.05,").endsWith("}.");
    assertThat(lines.get(4))
        .startsWith("layer0; layer1; layer2; layer4; layer5: " + sentence)
        .containsOnlyOnce(sentence);

    lines = Dl4j.accelerationPlan(chain(new Nadam(), new Nadam())).toString().lines().toList();
    assertThat(lines).singleElement().asString().startsWith("layer0; layer1: ").contains(sentence);
  }

  @Test
  @DisplayName("The layers within wrappers are accelerated, and the given ones are not touched")
  void wrappers() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(DataType.DOUBLE)
            .updater(new Adam(0.01))
            .list()
            .layer(new Bidirectional(new LSTM.Builder().nOut(3).build()))
            .layer(new LastTimeStep(new LSTM.Builder().nOut(4).build()))
            .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.recurrent(4, 5))
            .build();
    MultiLayerNetwork theirs = Networks.network(configuration);
    List<DataSet> sequences = sequences(60);
    sequences.subList(0, 20).forEach(theirs::fit);
    String before = configuration.toJson();
    MultiLayerNetwork ours = Dl4j.accelerate(theirs);
    assertThat(configuration.toJson()).isEqualTo(before).doesNotContain("Gradus");
    assertAllAreGradus(ours);
    for (DataSet sequence : sequences.subList(20, 60)) {
      theirs.fit(sequence);
      ours.fit(sequence);
    }
    assertThat(distance(theirs.params(), ours.params())).isLessThan(1e-6);
  }

  @Test
  @DisplayName("Nothing of the given network changes, and the copy's training does not touch it")
  void leavesTheGivenNetworkAsItWas() {
    MultiLayerNetwork given = Networks.network(new Nesterovs(0.05, 0.9));
    train(given, 0, 5);
    String configuration = given.getLayerWiseConfigurations().toJson();
    INDArray parameters = given.params().dup();
    INDArray state = given.getUpdater().getStateViewArray().dup();
    train(Dl4j.accelerate(given), 5, 10);
    assertThat(given.getLayerWiseConfigurations().toJson()).isEqualTo(configuration);
    assertThat(given.params()).isEqualTo(parameters);
    assertThat(given.getUpdater().getStateViewArray()).isEqualTo(state);
    assertThat(given.getUpdater()).isInstanceOf(MultiLayerUpdater.class);
  }

  @Test
  @DisplayName("An accelerated network is saved, loaded, cloned and accelerated again alike")
  void goesOnThroughASave() {
    MultiLayerNetwork theirs = Networks.network(new Adam(0.01));
    train(theirs, 0, SAVED_AT);
    MultiLayerNetwork ours = Dl4j.accelerate(theirs);
    MultiLayerNetwork loaded = Networks.load(Networks.save(ours, true));
    MultiLayerNetwork twice = Dl4j.accelerate(ours);
    assertThat(Dl4j.accelerationPlan(ours).changesAnything()).isFalse();
    // whose clock begins anew; DL4J would have it share its updaters with the network
    ComputationGraph graph = Networks.load(Networks.save(ours, true)).toComputationGraph();
    for (int i = SAVED_AT; i < 60; i++) {
      graph.fit(BATCHES.get(i));
    }
    train(theirs, SAVED_AT, 60);
    train(ours, SAVED_AT, 60);
    assertThat(train(loaded, SAVED_AT, 60)).containsExactly(Networks.parameters(ours));
    assertThat(train(twice, SAVED_AT, 60)).containsExactly(Networks.parameters(ours));
    assertThat(graph.params().reshape(-1).toDoubleVector())
        .containsExactly(Networks.parameters(ours));
    assertThat(distance(theirs.params(), ours.params())).isLessThan(1e-6);
  }

  @Test
  @DisplayName("Updaters that differ in a number that does nothing share a block, with their state")
  void mergesBlocks() {
    // DL4J's AdaMax ignores ε
    MultiLayerNetwork theirs =
        Networks.network(
            layers(new AdaMax(0.01, 0.9, 0.99, 1e-8), new AdaMax(0.01, 0.9, 0.99, 1e-4)));
    train(theirs, 0, SAVED_AT);
    MultiLayerNetwork ours = Dl4j.accelerate(theirs);
    assertThat(((MultiLayerUpdater) theirs.getUpdater()).getUpdaterBlocks()).hasSize(2);
    assertThat(((MultiLayerUpdater) ours.getUpdater()).getUpdaterBlocks()).hasSize(1);
    assertSamePath(theirs, ours, SAVED_AT);
  }

  @Test
  @DisplayName("Moments that have seen only zero gradients are as old as DL4J takes them to be")
  void zeroGradients() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(42)
            .dataType(DataType.DOUBLE)
            .updater(new Adam(0.01))
            .list()
            .layer(dense(4, 7).biasUpdater(new AMSGrad(0.01)).build())
            .layer(output(7))
            .build();
    MultiLayerNetwork theirs = Networks.network(configuration);
    for (int i = 0; i < SAVED_AT; i++) {
      DataSet batch = BATCHES.get(i).copy();
      batch.getFeatures().assign(0); // so that the weights of the first layer have no gradient
      theirs.fit(batch);
    }
    MultiLayerNetwork ours = Dl4j.accelerate(theirs);
    assertSamePath(theirs, ours, SAVED_AT);
  }

  @Test
  @DisplayName("State that was not saved is new: the plan says so, and the age begins at 1")
  void stateThatWasNotSaved() {
    MultiLayerNetwork trained = Networks.network(new Adam(0.01));
    train(trained, 0, SAVED_AT);
    MultiLayerNetwork stateless = Networks.load(Networks.save(trained, false));
    assertThat(Dl4j.accelerationPlan(stateless).remarks())
        .singleElement()
        .asString()
        .startsWith("The network is at iteration 37, but its updater state is new.");
    assertThat(Dl4j.accelerationPlan(trained).remarks()).isEmpty();
    MultiLayerNetwork clone = stateless.clone(); // for which DL4J makes a new state
    assertThat(clone.getUpdater(false)).isNotNull();
    assertThat(Dl4j.accelerationPlan(clone).remarks())
        .isEqualTo(Dl4j.accelerationPlan(stateless).remarks());
    MultiLayerNetwork ours = Dl4j.accelerate(stateless);
    double[] before = Networks.parameters(ours);
    double[] after = train(ours, SAVED_AT, SAVED_AT + 1);
    double largest = 0;
    for (int i = 0; i < before.length; i++) {
      largest = Math.max(largest, Math.abs(after[i] - before[i]));
    }
    // Adam's first step is η g / (|g| + ε / √(1 − β₂)); DL4J would take one of 3.16 η
    assertThat(largest).isBetween(0.99 * 0.01, 0.01);
  }

  @ParameterizedTest
  @MethodSource("updatersThatDoNotCount")
  @DisplayName("New state is no matter where nothing corrects by its age, and not remarked upon")
  void newStateWithoutCorrection(IUpdater updater) {
    MultiLayerNetwork trained = Networks.network(updater);
    train(trained, 0, SAVED_AT);
    MultiLayerNetwork theirs = Networks.load(Networks.save(trained, false));
    assertThat(Dl4j.accelerationPlan(theirs).changesAnything()).isTrue();
    assertThat(Dl4j.accelerationPlan(theirs).remarks()).isEmpty();
    MultiLayerNetwork ours = Dl4j.accelerate(theirs);
    assertSamePath(theirs, ours, SAVED_AT);
  }

  static Stream<IUpdater> updatersThatDoNotCount() {
    return Stream.of(
        new Sgd(0.1),
        new Nesterovs(0.05, 0.9),
        new AdaGrad(0.05),
        new RmsProp(0.01),
        new AdaDelta());
  }

  @Test
  @DisplayName("AdaDelta, which DL4J gives no rate, gets one, and the plan says so")
  void adaDelta() {
    MultiLayerConfiguration configuration = layers(new AdaDelta(), new Adam(0.01));
    assertThat(Dl4j.accelerationPlan(configuration).changes().get(0).remark())
        .isEqualTo(
            "DL4J's AdaDelta has no learning rate; this has one, which is 1, and setLearningRate changes it.");
    MultiLayerNetwork theirs = Networks.network(configuration);
    MultiLayerNetwork ours = Dl4j.accelerate(theirs);
    assertThat(theirs.getLearningRate(0)).isNull();
    assertThat(ours.getLearningRate(0)).isEqualTo(1);
    for (MultiLayerNetwork network : List.of(theirs, ours)) {
      network.setLearningRate(1, 0.02); // of the other layer
    }
    assertSamePath(theirs, ours, 0);
  }

  @Test
  @DisplayName("A vertex of SameDiff's keeps what DL4J's clone() of it forgets, and follows DL4J")
  void attention() {
    ComputationGraph theirs =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(0.01))
                .regularization(List.of(new L2Regularization(0.1)))
                .graphBuilder()
                .addInputs("in")
                .addVertex(
                    "attention",
                    new AttentionVertex.Builder()
                        .nHeads(2)
                        .headSize(2)
                        .nInKeys(4)
                        .nInQueries(4)
                        .nInValues(4)
                        .nOut(4)
                        .projectInput(true)
                        .build(),
                    "in",
                    "in",
                    "in")
                .addLayer("last", new LastTimeStep(new LSTM.Builder().nOut(4).build()), "attention")
                .addLayer("out", output(4), "last")
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(4, 5))
                .build());
    theirs.init();
    List<DataSet> sequences = sequences(30);
    sequences.subList(0, 10).forEach(theirs::fit);
    ComputationGraph ours = Dl4j.accelerate(theirs);
    assertThat(ours.getConfiguration().toJson()).doesNotContain("learning.config");
    for (DataSet sequence : sequences.subList(10, 30)) {
      theirs.fit(sequence);
      ours.fit(sequence);
    }
    assertThat(distance(theirs.params(), ours.params())).isLessThan(1e-6);
    assertThat(theirs.getConfiguration().toJson()).doesNotContain("Gradus");
  }

  @Test
  @DisplayName("AdaBelief, which throws in DL4J's networks, runs DL4J's formula from new state")
  void adaBelief() {
    MultiLayerConfiguration configuration =
        Networks.perceptron(new AdaBelief(0.01), DataType.DOUBLE);
    MultiLayerNetwork theirs = Networks.network(configuration);
    assertThatThrownBy(() -> theirs.fit(BATCHES.get(0)))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class);
    assertThat(Dl4j.accelerationPlan(theirs).toString()).contains("no path to stay on");
    MultiLayerNetwork ours = Dl4j.accelerate(theirs);
    double[] before = Networks.parameters(ours);
    ours.fit(BATCHES.get(0));
    double[] after = Networks.parameters(ours);
    double largest = 0;
    for (int i = 0; i < before.length; i++) {
      largest = Math.max(largest, Math.abs(after[i] - before[i]));
    }
    // m = 0.1 g and s = 0.001 (0.9 g)² + ε: the first step is η / 0.9 where ε does not count
    assertThat(largest).isCloseTo(0.01 / 0.9, org.assertj.core.data.Offset.offset(1e-6));
  }

  @Test
  @DisplayName("AdaGrad keeps a schedule that DL4J has not dropped yet; one that it has is told")
  void adaGradWithASchedule() {
    MultiLayerConfiguration kept = layers(new AdaGrad(falling(0.1)), new AdaGrad(falling(0.1)));
    assertThat(Dl4j.accelerationPlan(kept).toString()).contains("this keeps it");
    assertSamePath(Networks.network(kept), Networks.network(Dl4j.accelerate(kept)), 0);

    // the updater of the whole network is copied for each layer
    MultiLayerConfiguration lost = Networks.perceptron(new AdaGrad(falling(0.1)), DataType.DOUBLE);
    AccelerationPlan plan = Dl4j.accelerationPlan(lost);
    assertThat(plan.changesAnything()).isFalse();
    assertThat(plan.toString()).contains("Its rate is NaN, as that of DL4J's AdaGrad is after");
  }

  @Test
  @DisplayName("What cannot be followed is left alone, with a reason, and trains as before")
  void leftAlone() {
    IUpdater subclass = new Halved();
    MultiLayerConfiguration configuration = layers(subclass, new Adam(0.01));
    assertThat(Dl4j.accelerationPlan(configuration).changes().get(0).toString())
        .endsWith(
            "is left alone. What io.gradus.dl4j.AccelerateTest$Halved computes is not known.");
    MultiLayerNetwork theirs = Networks.network(configuration);
    train(theirs, 0, SAVED_AT);
    MultiLayerNetwork ours = Dl4j.accelerate(theirs);
    assertThat(ours.getLayer(0).conf().getLayer().getUpdaterByParam("W")).isSameAs(subclass);
    assertSamePath(theirs, ours, SAVED_AT);
  }

  @Test
  @DisplayName("Refused numbers, unreadable schedules and other types are reasons to leave alone")
  @SuppressWarnings("deprecation") // HALF is DL4J's name for it in configurations
  void reasons() {
    assertThat(reason(new Adam(0.01, 1.5, 0.9, 1e-8))).contains("beta1").contains("1.5");
    assertThat(reason(new Adam(Double.NaN))).contains("NaN");
    assertThat(reason(new Adam(new RampSchedule(falling(0.1), 10))))
        .contains("DL4J's JSON cannot carry its schedule RampSchedule");
    assertThat(reason(Dl4j.updater(new RAdam()))).isEqualTo("It is Gradus's already.");
    assertThat(reason(new NoOp())).isEqualTo("It changes nothing.");
    assertThat(
            Dl4j.accelerationPlan(Networks.perceptron(new Adam(), DataType.HALF))
                .changes()
                .get(0)
                .remark())
        .isEqualTo("In a network of type HALF Gradus computes in float, which is not DL4J's path.");
  }

  @Test
  @DisplayName("Gradus's own updaters keep their state and age")
  void keepsGradusUpdaters() {
    MultiLayerNetwork given =
        Networks.network(layers(Dl4j.updater(new io.gradus.optimizers.Adam(0.01)), new Adam(0.01)));
    MultiLayerNetwork late = Networks.load(Networks.save(given, true));
    late.setIterationCount(100); // so that age and iteration differ
    for (MultiLayerNetwork network : List.of(given, late)) {
      train(network, 0, 20);
      MultiLayerNetwork ours = Dl4j.accelerate(network);
      Dl4j.accelerate(network).setLearningRate(0, 0.5);
      assertThat(network.getLearningRate(0)).isEqualTo(0.01); // which DL4J's clone() would share
      train(ours, 20, 40);
      train(network, 20, 40);
      assertThat(distance(network.params(), ours.params())).isLessThan(1e-6);
    }
    assertThat(distance(given.getLayer(0).params(), late.getLayer(0).params()))
        .isGreaterThan(1e-2); // DL4J's Adam in the second layer steps by the iteration
  }

  @Test
  @DisplayName("FLOAT networks stay on DL4J's path to FLOAT's precision")
  void floats() {
    List<DataSet> batches = Networks.batches(60, DataType.FLOAT);
    MultiLayerNetwork theirs =
        Networks.network(Networks.perceptron(new Nesterovs(0.05, 0.9), DataType.FLOAT));
    batches.subList(0, SAVED_AT).forEach(theirs::fit);
    MultiLayerNetwork ours = Dl4j.accelerate(theirs);
    for (DataSet batch : batches.subList(SAVED_AT, 60)) {
      theirs.fit(batch);
      ours.fit(batch);
    }
    assertThat(distance(theirs.params(), ours.params())).isLessThan(1e-4);
  }

  @Test
  @DisplayName("A network that is not initialized gives one that is not initialized")
  void notInitialized() {
    MultiLayerConfiguration configuration = Networks.perceptron(new Adam(), DataType.DOUBLE);
    MultiLayerNetwork network = Dl4j.accelerate(new MultiLayerNetwork(configuration));
    assertThat(network.isInitCalled()).isFalse();
    network.init();
    assertAllAreGradus(network);
    ComputationGraph graph = Dl4j.accelerate(new ComputationGraph(graph(new Adam())));
    graph.init();
    assertThat(graph.getConfiguration().toJson()).doesNotContain("learning.config");
  }

  @Test
  @DisplayName("The optimizers are the DL4J presets, with the updater's numbers")
  void presets() {
    assertThat(optimizer(new Adam())).isEqualTo(Preset.DL4J.of(io.gradus.optimizers.Adam.class));
    assertThat(optimizer(new RmsProp()))
        .isEqualTo(Preset.DL4J.of(io.gradus.optimizers.RmsProp.class));
    assertThat(optimizer(new Nesterovs(0.3, 0.4)))
        .isEqualTo(
            Preset.DL4J
                .of(io.gradus.optimizers.Nesterov.class)
                .with("learningRate", 0.3)
                .with("momentum", 0.4));
  }

  private static Object optimizer(IUpdater updater) {
    return Translation.of(updater).optimizer().orElseThrow();
  }

  private static String reason(IUpdater updater) {
    AccelerationPlan.Change change =
        Dl4j.accelerationPlan(Networks.perceptron(updater, DataType.DOUBLE)).changes().get(0);
    assertThat(change.optimizer()).isEmpty();
    return change.remark();
  }

  /** A subclass of DL4J's that does something else. */
  public static final class Halved extends Nesterovs {
    private static final long serialVersionUID = 1L;

    @Override
    public double getLearningRate(int iteration, int epoch) {
      return super.getLearningRate(iteration, epoch) / 2;
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public Nesterovs clone() {
      return new Halved();
    }
  }

  private static MultiLayerConfiguration mixedConfiguration() {
    return new NeuralNetConfiguration.Builder()
        .seed(42)
        .dataType(DataType.DOUBLE)
        .updater(new Adam(0.01))
        .activation(Activation.TANH)
        .list()
        .layer(new FrozenLayer(dense(4, 7).updater(new Adam(0.1)).build()))
        .layer(
            dense(7, 6)
                .updater(new Nesterovs(0.05, 0.9))
                .biasUpdater(new Sgd(0.1))
                .regularization(List.of(new WeightDecay(0.01, true)))
                .build())
        .layer(new BatchNormalization.Builder().nOut(6).updater(new AdaDelta()).build())
        .layer(
            dense(6, 5)
                .regularization(List.of(new L2Regularization(0.01)))
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .gradientNormalizationThreshold(0.1)
                .build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(5)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .updater(new Nadam(1e-3))
                .biasUpdater(new NoOp())
                .build())
        .build();
  }

  private static MultiLayerConfiguration chain(IUpdater... updaters) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
    for (IUpdater updater : updaters) {
      list.layer(dense(3, 3).updater(updater).build());
    }
    return list.build();
  }

  static MultiLayerConfiguration layers(IUpdater first, IUpdater second) {
    return new NeuralNetConfiguration.Builder()
        .seed(42)
        .dataType(DataType.DOUBLE)
        .list()
        .layer(dense(4, 7).updater(first).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(7)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .updater(second)
                .build())
        .build();
  }

  private static DenseLayer.Builder dense(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).activation(Activation.TANH);
  }

  private static OutputLayer output(int in) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(in)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  static org.deeplearning4j.nn.conf.ComputationGraphConfiguration graph(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(42)
        .dataType(DataType.DOUBLE)
        .updater(updater)
        .graphBuilder()
        .addInputs("in")
        .addLayer("left", dense(4, 5).build(), "in")
        .addLayer("right", dense(4, 3).biasUpdater(new Sgd(0.05)).build(), "in")
        .addVertex("both", new org.deeplearning4j.nn.conf.graph.MergeVertex(), "left", "right")
        .addLayer("out", output(8), "both")
        .setOutputs("out")
        .build();
  }

  private static List<DataSet> sequences(int count) {
    java.util.Random random = new java.util.Random(5);
    List<DataSet> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      INDArray features = Nd4j.create(DataType.DOUBLE, 6, 4, 5);
      INDArray labels = Nd4j.create(DataType.DOUBLE, 6, 3);
      for (int row = 0; row < 6; row++) {
        int label = random.nextInt(3);
        for (int column = 0; column < 4; column++) {
          for (int time = 0; time < 5; time++) {
            features.putScalar(
                new int[] {row, column, time}, random.nextGaussian() + (column == label ? 1 : 0));
          }
        }
        labels.putScalar(row, label, 1);
      }
      sequences.add(new DataSet(features, labels));
    }
    return sequences;
  }

  private static void assertAllAreGradus(MultiLayerNetwork network) {
    assertThat(network.getLayerWiseConfigurations().toJson()).doesNotContain("learning.config");
  }

  private static void assertSamePath(MultiLayerNetwork theirs, MultiLayerNetwork ours, int from) {
    double worst = 0;
    for (int i = from; i < UNTIL; i++) {
      theirs.fit(BATCHES.get(i));
      ours.fit(BATCHES.get(i));
      worst = Math.max(worst, distance(theirs.params(), ours.params()));
    }
    assertThat(worst).isLessThan(1e-6);
  }

  /** The greatest difference, relative to the expected number or to 0.01 if that is smaller. */
  static double distance(INDArray expected, INDArray actual) {
    double[] a = expected.castTo(DataType.DOUBLE).reshape(-1).toDoubleVector();
    double[] b = actual.castTo(DataType.DOUBLE).reshape(-1).toDoubleVector();
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      double distance = Math.abs(b[i] - a[i]) / Math.max(1e-2, Math.abs(a[i]));
      worst = Double.isNaN(distance) ? Double.POSITIVE_INFINITY : Math.max(worst, distance);
    }
    return worst;
  }

  private static double[] train(MultiLayerNetwork network, int from, int to) {
    for (int i = from; i < to; i++) {
      network.fit(BATCHES.get(i));
    }
    return Networks.parameters(network);
  }
}
