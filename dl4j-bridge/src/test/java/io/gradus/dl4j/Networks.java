package io.gradus.dl4j;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Small networks and data for tests. */
final class Networks {

  private Networks() {}

  static MultiLayerConfiguration perceptron(IUpdater updater, DataType type) {
    return new NeuralNetConfiguration.Builder()
        .seed(42)
        .dataType(type)
        .updater(updater)
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.TANH)
        .list()
        .layer(new DenseLayer.Builder().nIn(4).nOut(7).build())
        .layer(new DenseLayer.Builder().nIn(7).nOut(5).build())
        .layer(
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nIn(5)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build())
        .build();
  }

  static MultiLayerNetwork network(IUpdater updater) {
    return network(perceptron(updater, DataType.DOUBLE));
  }

  static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** Mini-batches of three classes that lie around three points. */
  static List<DataSet> batches(int count, DataType type) {
    Random random = new Random(7);
    List<DataSet> batches = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      INDArray features = Nd4j.create(DataType.DOUBLE, 8, 4);
      INDArray labels = Nd4j.create(DataType.DOUBLE, 8, 3);
      for (int row = 0; row < 8; row++) {
        int label = random.nextInt(3);
        for (int column = 0; column < 4; column++) {
          features.putScalar(row, column, random.nextGaussian() + (column % 3 == label ? 1.5 : 0));
        }
        labels.putScalar(row, label, 1);
      }
      batches.add(new DataSet(features.castTo(type), labels.castTo(type)));
    }
    return batches;
  }

  static byte[] save(MultiLayerNetwork network, boolean withState) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ModelSerializer.writeModel(network, out, withState);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MultiLayerNetwork load(byte[] model) {
    try {
      return ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(model), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] parameters(MultiLayerNetwork network) {
    return network.params().castTo(DataType.DOUBLE).reshape(-1).toDoubleVector();
  }
}
