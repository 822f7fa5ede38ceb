package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Sgd;
import io.gradus.schedules.StepDecay;
import io.gradus.wrappers.DecoupledDecay;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.variational.BernoulliReconstructionDistribution;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
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
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** What else a configuration can ask for works beside a rule of Gradus as beside one of DL4J's. */
class TrainingOptionsTest {

  private static final double RATE = 0.02;
  private static final List<DataSet> BATCHES = Networks.batches(8, DataType.DOUBLE);

  private static IUpdater ours(double rate) {
    return Dl4j.updater(Preset.DL4J.of(Adam.class).withLearningRate(Schedule.constant(rate)));
  }

  private static IUpdater theirs(double rate) {
    return new org.nd4j.linalg.learning.config.Adam(rate);
  }

  /** A change of the defaults of all layers. */
  interface Option extends UnaryOperator<NeuralNetConfiguration.Builder> {}

  static Stream<Named<Option>> options() {
    return Stream.of(
        Named.of("L1 and L2", b -> b.l1(0.01).l2(0.05).l2Bias(0.02)),
        Named.of("WeightDecay", b -> b.weightDecay(0.1, true).weightDecayBias(0.05)),
        Named.of("dropout", b -> b.dropOut(0.8)),
        Named.of("not divided by the batch", b -> b.miniBatch(false)),
        Named.of("max-norm constraint", b -> b.constrainWeights(new MaxNormConstraint(0.5, 1))),
        Named.of("non-negative", b -> b.constrainWeights(new NonNegativeConstraint())),
        normalization(GradientNormalization.RenormalizeL2PerLayer),
        normalization(GradientNormalization.RenormalizeL2PerParamType),
        normalization(GradientNormalization.ClipElementWiseAbsoluteValue),
        normalization(GradientNormalization.ClipL2PerLayer),
        normalization(GradientNormalization.ClipL2PerParamType));
  }

  private static Named<Option> normalization(GradientNormalization kind) {
    return Named.of(
        kind.name(), b -> b.gradientNormalization(kind).gradientNormalizationThreshold(0.05));
  }

  @ParameterizedTest
  @MethodSource("options")
  @DisplayName("Regularization, dropout, constraints and gradient normalization act as under DL4J")
  void option(Option option) {
    MultiLayerNetwork ours = network(option.apply(Architecture.defaults(ours(RATE))));
    MultiLayerNetwork theirs = network(option.apply(Architecture.defaults(theirs(RATE))));
    MultiLayerNetwork plain = network(Architecture.defaults(theirs(RATE)));
    train(ours);
    train(theirs);
    train(plain);
    assertSame(ours, theirs);
    assertThat(theirs.params().distance2(plain.params())).as("has an effect").isGreaterThan(1e-6);
  }

  @Test
  @DisplayName("Layers and biases with updaters of their own take their own steps, decay included")
  void updatersOfLayersAndBiases() {
    MultiLayerNetwork ours =
        layers(
            ours(RATE),
            Dl4j.updater(new Sgd(0.1)),
            Dl4j.updater(
                new DecoupledDecay(
                    Preset.DL4J.of(Adam.class).withLearningRate(Schedule.constant(0.05)),
                    Schedule.constant(0.3),
                    true,
                    true)));
    MultiLayerNetwork theirs =
        layers(theirs(RATE), new org.nd4j.linalg.learning.config.Sgd(0.1), theirs(0.05));
    ((org.deeplearning4j.nn.conf.layers.BaseLayer) theirs.getLayer(2).conf().getLayer())
        .setRegularization(List.of(new WeightDecay(0.3, true)));
    train(ours);
    train(theirs);
    assertSame(ours, theirs);
  }

  @Test
  @DisplayName("Layers of Gradus's and of DL4J's updaters stand side by side in one network")
  void mixed() {
    IUpdater momentum = new Nesterovs(0.05, 0.9);
    MultiLayerNetwork ours = layers(ours(RATE), ours(0.1), momentum);
    MultiLayerNetwork theirs = layers(theirs(RATE), theirs(0.1), momentum.clone());
    train(ours);
    train(theirs);
    assertSame(ours, theirs);
  }

  @Test
  @DisplayName("fit(iterator) moves the epoch, and a schedule in epochs follows it")
  void epochs() {
    GradientOptimizer falling =
        new Sgd().withLearningRate(new StepDecay().with("length", 1).with("unit", "EPOCHS"));
    MultiLayerNetwork network = Networks.network(Dl4j.updater(falling));
    MultiLayerNetwork byHand = Networks.network(Dl4j.updater(falling));
    network.fit(new ExistingDataSetIterator(BATCHES), 3);
    for (int epoch = 0; epoch < 3; epoch++) {
      BATCHES.forEach(byHand::fit);
      byHand.incrementEpochCount();
    }
    assertThat(network.getEpochCount()).isEqualTo(3);
    assertThat(network.getIterationCount()).isEqualTo(3 * BATCHES.size());
    assertThat(Networks.parameters(network)).containsExactly(Networks.parameters(byHand));
    double rate = network.getLearningRate(0);
    network.setEpochCount(1000);
    assertThat(network.getLearningRate(0)).isLessThan(rate);
  }

  @Test
  @DisplayName("Autoencoders are pretrained and fine-tuned as under DL4J, visible biases included")
  void pretraining() {
    for (boolean variational : new boolean[] {false, true}) {
      MultiLayerNetwork ours = autoencoder(ours(RATE), variational);
      MultiLayerNetwork theirs = autoencoder(theirs(RATE), variational);
      for (MultiLayerNetwork each : List.of(ours, theirs)) {
        org.nd4j.linalg.factory.Nd4j.getRandom().setSeed(12);
        for (DataSet batch : BATCHES) {
          each.pretrainLayer(0, batch.getFeatures());
        }
        BATCHES.forEach(each::fit);
      }
      assertSame(ours, theirs);
    }
  }

  @Test
  @DisplayName("Pretraining with decay shrinks the weights of an autoencoder, and no bias of it")
  void pretrainingWithDecay() {
    double lambda = 0.25;
    GradientOptimizer still = new Sgd(0);
    MultiLayerNetwork network =
        autoencoder(
            Dl4j.updater(new DecoupledDecay(still, Schedule.constant(lambda), false, true)), false);
    var before = Architecture.parameters(network);
    network.pretrainLayer(0, BATCHES.get(0).getFeatures());
    Architecture.parameters(network)
        .forEach(
            (name, after) -> {
              INDArray expected =
                  name.equals("0_W") ? before.get(name).mul(1 - lambda) : before.get(name);
              assertThat(after.distance2(expected)).as(name).isLessThan(1e-12);
            });
  }

  @Test
  @DisplayName("Pretraining leaves the age of the fine-tuned state alone, through a save too")
  void pretrainingAndAge() {
    MultiLayerNetwork through = autoencoder(ours(RATE), false);
    through.pretrainLayer(0, BATCHES.get(0).getFeatures());
    through.pretrainLayer(0, BATCHES.get(1).getFeatures());
    through.fit(BATCHES.get(2));
    MultiLayerNetwork resumed = Networks.load(Networks.save(through, true));
    through.fit(BATCHES.get(3));
    resumed.fit(BATCHES.get(3));
    assertThat(Networks.parameters(resumed)).containsExactly(Networks.parameters(through));
  }

  private static MultiLayerNetwork network(NeuralNetConfiguration.Builder builder) {
    return Networks.network(
        Dl4j.bind(
            builder
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(7).build())
                .layer(new DenseLayer.Builder().nIn(7).nOut(5).build())
                .layer(
                    new OutputLayer.Builder().nIn(5).nOut(3).activation(Activation.SOFTMAX).build())
                .build()));
  }

  /** The second layer's biases, and the last layer, have updaters of their own. */
  private static MultiLayerNetwork layers(IUpdater common, IUpdater biases, IUpdater last) {
    MultiLayerConfiguration configuration =
        Architecture.defaults(common)
            .list()
            .layer(new DenseLayer.Builder().nIn(4).nOut(7).build())
            .layer(new DenseLayer.Builder().nIn(7).nOut(5).biasUpdater(biases).build())
            .layer(
                new OutputLayer.Builder()
                    .nIn(5)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .updater(last)
                    .build())
            .build();
    return Networks.network(Dl4j.bind(configuration));
  }

  private static MultiLayerNetwork autoencoder(IUpdater updater, boolean isVariational) {
    return Networks.network(
        Dl4j.bind(
            Architecture.defaults(updater)
                .list()
                .layer(
                    isVariational
                        ? new VariationalAutoencoder.Builder()
                            .nIn(4)
                            .nOut(3)
                            .encoderLayerSizes(5)
                            .decoderLayerSizes(5)
                            .reconstructionDistribution(
                                new BernoulliReconstructionDistribution(Activation.SIGMOID))
                            .build()
                        : new AutoEncoder.Builder().nIn(4).nOut(3).corruptionLevel(0).build())
                .layer(
                    new OutputLayer.Builder().nIn(3).nOut(3).activation(Activation.SOFTMAX).build())
                .build()));
  }

  private static void train(MultiLayerNetwork network) {
    org.nd4j.linalg.factory.Nd4j.getRandom().setSeed(12); // dropout draws from it
    BATCHES.forEach(network::fit);
  }

  private static void assertSame(MultiLayerNetwork ours, MultiLayerNetwork theirs) {
    var expected = Architecture.parameters(theirs);
    Architecture.parameters(ours)
        .forEach(
            (name, actual) ->
                assertThat(actual.distance2(expected.get(name))).as(name).isLessThan(1e-9));
  }
}
