package io.gradus.examples;

import io.gradus.dl4j.Dl4j;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The network that every optimizer of a race trains: one hidden layer, the same first weights. */
final class Network {

  private final int hidden;
  private final long seed;
  private final INDArray weights;

  /** Draws the first weights. */
  Network(int hidden, long seed) {
    this.hidden = hidden;
    this.seed = seed;
    MultiLayerNetwork drawn = new MultiLayerNetwork(configuration(new NoOp()));
    drawn.init();
    this.weights = drawn.params().dup();
  }

  /** A network with the first weights. */
  MultiLayerNetwork with(IUpdater updater) {
    MultiLayerNetwork network = new MultiLayerNetwork(Dl4j.bind(configuration(updater)));
    network.init(weights, true);
    return network;
  }

  long size() {
    return weights.length();
  }

  private MultiLayerConfiguration configuration(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .dataType(DataType.FLOAT)
        .weightInit(WeightInit.RELU)
        .updater(updater)
        .list()
        .layer(
            new DenseLayer.Builder()
                .nIn(Digits.PIXELS)
                .nOut(hidden)
                .activation(Activation.RELU)
                .build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(hidden)
                .nOut(Digits.LABELS)
                .activation(Activation.SOFTMAX)
                .build())
        .build();
  }
}
