package io.gradus.conformance.dl4j;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The rules of networks, each on the smallest network that can show it. */
final class NetworkChecks {

  private static final double RATE = 0.5;
  private static final double RELATIVE = 1e-9;

  private final Evidence evidence;

  NetworkChecks(Evidence evidence) {
    this.evidence = evidence;
  }

  void check(Rule rule) throws IOException, ClassNotFoundException {
    switch (rule) {
      case NETWORK_DECAY -> decay();
      case NETWORK_REGULARIZATION -> regularization();
      case NETWORK_PENALTY -> penalty();
      case NETWORK_MAXIMIZES -> maximizes();
      case NETWORK_CONSTRAINTS -> constraints();
      case NETWORK_CLONE_RATE -> cloneRate();
      case NETWORK_LAYER_RATE -> layerRate();
      case NETWORK_BIAS_RATE -> biasRate();
      case NETWORK_BATCH_NORMALIZATION -> batchNormalization();
      case NETWORK_SERIALIZED -> serialized();
      default -> throw new IllegalArgumentException(rule + " is not a rule of networks.");
    }
  }

  /** Without features and with labels of 0, only the decay moves a weight. */
  private void decay() {
    MultiLayerNetwork network = network(builder().weightDecay(0.1), output(2));
    double before = network.getParam("0_W").getDouble(0);
    network.fit(new DataSet(zeros(2, 2), zeros(2, 2)));
    evidence.near(
        "a weight that shrinks to this part of itself:",
        1 - RATE * 0.1,
        network.getParam("0_W").getDouble(0) / before,
        RELATIVE);
  }

  private void regularization() {
    MultiLayerNetwork network =
        network(builder().regularization(new ArrayList<>(List.of(new Push(0.25)))), output(2));
    double before = network.getParam("0_W").getDouble(0);
    network.fit(new DataSet(zeros(2, 2), zeros(2, 2)));
    evidence.near(
        "a step of", RATE * 0.25, before - network.getParam("0_W").getDouble(0), RELATIVE);
  }

  /** The biases after one step with a penalty on the weights, and without. */
  private void penalty() {
    for (double[] bias : List.of(biases(true, 0, 0.1), biases(false, 0, 0.1))) {
      evidence.near("a bias after a step:", bias[0], bias[1], RELATIVE);
    }
  }

  private static double[] biases(boolean separable, double without, double with) {
    return new double[] {bias(separable, without), bias(separable, with)};
  }

  private static double bias(boolean separable, double penalty) {
    Layer convolution =
        separable
            ? new SeparableConvolution2D.Builder(3, 3)
                .nOut(2)
                .biasInit(1)
                .l2(penalty)
                .l2Bias(0)
                .build()
            : new DepthwiseConvolution2D.Builder(3, 3)
                .depthMultiplier(2)
                .biasInit(1)
                .l2(penalty)
                .l2Bias(0)
                .build();
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder()
                .list()
                .layer(convolution)
                .layer(new GlobalPoolingLayer())
                .layer(output(2))
                .setInputType(InputType.convolutional(4, 4, 2))
                .build());
    network.init();
    network.fit(new DataSet(waves(2, 2, 4, 4), zeros(2, 2)));
    return network.getParam("0_b").getDouble(0);
  }

  private void maximizes() {
    MultiLayerNetwork network = network(builder().minimize(false), output(2));
    DataSet data = new DataSet(waves(4, 2), zeros(4, 2));
    double before = network.score(data);
    network.fit(data);
    double after = network.score(data);
    evidence.that(after > before, "a score above " + Evidence.text(before), Evidence.text(after));
  }

  private void constraints() {
    MultiLayerNetwork network =
        network(builder().constrainAllParameters(new MaxNormConstraint(0.01, 0)), output(2));
    network.fit(new DataSet(waves(4, 2), zeros(4, 2)));
    double norm = network.getParam("0_W").norm2(0).maxNumber().doubleValue();
    evidence.that(norm <= 0.01 * (1 + 1e-5), "a column of norm 0.01 at most", Evidence.text(norm));
  }

  private void cloneRate() {
    MultiLayerNetwork network = network(builder(), output(2));
    network.clone().setLearningRate(0.125);
    evidence.near("the original's rate", RATE, network.getLearningRate(0), 0);
  }

  /** Both layers were given the same updater instance. */
  private void layerRate() {
    IUpdater shared = new Sgd(RATE);
    MultiLayerNetwork network =
        network(
            builder(),
            new DenseLayer.Builder().nIn(2).nOut(2).updater(shared).build(),
            new OutputLayer.Builder(LossFunction.MSE).nIn(2).nOut(2).updater(shared).build());
    network.setLearningRate(0, 0.125);
    evidence.near("the other layer's rate", RATE, network.getLearningRate(1), 0);
  }

  private void biasRate() {
    MultiLayerNetwork network = network(builder().biasUpdater(new Sgd(RATE)), output(2));
    network.setLearningRate(0.125);
    BaseLayer layer = (BaseLayer) network.getLayerWiseConfigurations().getConf(0).getLayer();
    evidence.near(
        "the bias updater's rate", 0.125, layer.getUpdaterByParam("b").getLearningRate(0, 0), 0);
  }

  private void batchNormalization() {
    MultiLayerNetwork network =
        network(
            builder().updater(new Adam(RATE)), // an updater that has state
            new DenseLayer.Builder().nIn(2).nOut(2).build(),
            new BatchNormalization.Builder().nIn(2).nOut(2).build(),
            output(2));
    DataSet data = new DataSet(waves(4, 2), zeros(4, 2));
    network.fit(data);
    network.setLearningRate(0, 0.125);
    network.fit(data);
    evidence.near("the layer's rate", 0.125, network.getLearningRate(0), 0);
  }

  private void serialized() throws IOException, ClassNotFoundException {
    MultiLayerNetwork network = network(builder(), output(2));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(network);
    }
    MultiLayerNetwork read;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      read = (MultiLayerNetwork) in.readObject();
    }
    DataSet data = new DataSet(waves(4, 2), zeros(4, 2));
    network.fit(data);
    read.fit(data);
    evidence.same(
        "a parameter after the next step",
        Block.numbers(network.params()),
        Block.numbers(read.params()));
  }

  private static NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(42)
        .dataType(DataType.DOUBLE)
        .updater(new Sgd(RATE));
  }

  private static Layer output(int inputs) {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nIn(inputs)
        .nOut(2)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static MultiLayerNetwork network(
      NeuralNetConfiguration.Builder builder, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = builder.list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static INDArray zeros(long... shape) {
    return Nd4j.create(DataType.DOUBLE, shape);
  }

  /** A sine along the elements, which needs no generator. */
  private static INDArray waves(long... shape) {
    INDArray waves = zeros(shape);
    for (long i = 0; i < waves.length(); i++) {
      waves.putScalar(i, Math.sin(i + 1.0));
    }
    return waves;
  }

  /** Adds a number to every gradient. */
  private record Push(@JsonProperty("by") double by) implements Regularization {

    @Override
    public ApplyStep applyStep() {
      return ApplyStep.BEFORE_UPDATER;
    }

    @Override
    public void apply(INDArray param, INDArray gradView, double lr, int iteration, int epoch) {
      gradView.addi(by);
    }

    @Override
    public double score(INDArray param, int iteration, int epoch) {
      return 0;
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod") // a record is immutable
    public Regularization clone() {
      return this;
    }
  }
}
