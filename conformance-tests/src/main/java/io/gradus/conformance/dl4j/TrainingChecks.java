package io.gradus.conformance.dl4j;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The rules that train a small network. */
final class TrainingChecks<U extends IUpdater> {

  private static final int ITERATIONS = 3;

  private final UpdaterSubject<U> subject;
  private final Evidence evidence;

  TrainingChecks(UpdaterSubject<U> subject, Evidence evidence) {
    this.subject = subject;
    this.evidence = evidence;
  }

  void trains() {
    for (int i = 0; i < subject.count(); i++) {
      for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
        trains("#%d, %s".formatted(i + 1, type), subject.configuration(i), type);
        if (subject.configuration(i).hasLearningRate()) {
          U scheduled = Trial.atChangingRate(subject.configuration(i));
          trains("#%d, %s, with a schedule".formatted(i + 1, type), scheduled, type);
        }
      }
    }
  }

  private void trains(String what, U updater, DataType type) {
    MultiLayerNetwork network = network(updater, type);
    for (int t = 0; t < ITERATIONS; t++) {
      network.fit(batch(t, type));
      boolean finite = Double.isFinite(network.params().sumNumber().doubleValue());
      evidence.that(
          finite,
          "%s: finite parameters after iteration %d".formatted(what, t + 1),
          finite ? "finite" : "NaN or infinity");
    }
  }

  void savedNetwork() throws IOException {
    for (int i = 0; i < subject.count(); i++) {
      MultiLayerNetwork through = network(subject.configuration(i), DataType.DOUBLE);
      through.fit(batch(0, DataType.DOUBLE));
      for (int k = 1; k <= ITERATIONS; k++) {
        MultiLayerNetwork loaded = loaded(through);
        loaded.fit(batch(k, DataType.DOUBLE));
        through.fit(batch(k, DataType.DOUBLE));
        evidence.same(
            "#%d, a parameter one iteration after a load at %d".formatted(i + 1, k),
            Block.numbers(through.params()),
            Block.numbers(loaded.params()));
      }
    }
  }

  private MultiLayerNetwork network(U updater, DataType type) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(42)
            .dataType(type)
            .updater(updater)
            .activation(Activation.TANH)
            .list()
            .layer(new DenseLayer.Builder().nIn(3).nOut(4).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(4)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    List<Regularization> before = subject.before();
    for (NeuralNetConfiguration each : configuration.getConfs()) {
      BaseLayer layer = (BaseLayer) each.getLayer();
      layer.setRegularization(before);
      layer.setRegularizationBias(before);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** Four rows in two classes; the numbers come from a sine, which needs no generator. */
  private static DataSet batch(int number, DataType type) {
    INDArray features = Nd4j.create(DataType.DOUBLE, 4, 3);
    INDArray labels = Nd4j.create(DataType.DOUBLE, 4, 2);
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 3; column++) {
        features.putScalar(row, column, Math.sin(number * 12 + row * 3 + column + 1.0));
      }
      labels.putScalar(row, row % 2, 1);
    }
    return new DataSet(features.castTo(type), labels.castTo(type));
  }

  private static MultiLayerNetwork loaded(MultiLayerNetwork network) throws IOException {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, model, true);
    return ModelSerializer.restoreMultiLayerNetwork(
        new ByteArrayInputStream(model.toByteArray()), true);
  }
}
