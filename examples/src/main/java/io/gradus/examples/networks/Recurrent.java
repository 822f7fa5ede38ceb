package io.gradus.examples.networks;

import io.gradus.dl4j.Dl4j;
import io.gradus.examples.Digits;
import io.gradus.optimizers.Adam;
import io.gradus.wrappers.ClipNorm;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gradus example lstm}. */
@Command(
    name = "lstm",
    description = "An LSTM that reads a digit row by row, under Adam with clipped gradients.")
public final class Recurrent implements Callable<Integer> {

  private static final int SIDE = 8;

  @Mixin private final Training training = new Training(12);

  /** Ready to be run by picocli. */
  public Recurrent() {}

  @Override
  public Integer call() {
    var configuration =
        new NeuralNetConfiguration.Builder()
            .seed(training.seed())
            .updater(Dl4j.updater(new ClipNorm(new Adam(0.01), 1)))
            .weightInit(Dl4j.weightInit("xavier-uniform"))
            .list()
            .layer(new LastTimeStep(new LSTM.Builder().nOut(32).build()))
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(Digits.LABELS)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.recurrent(SIDE, SIDE))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(Dl4j.bind(configuration));
    network.init();
    training.run(
        images -> network.fit(rows(images), images.getLabels()),
        images -> network.output(rows(images)));
    return 0;
  }

  /** Eight steps of eight pixels: images by pixels by steps, as DL4J takes sequences. */
  private static INDArray rows(DataSet images) {
    return images.getFeatures().reshape(-1, SIDE, SIDE).permute(0, 2, 1);
  }
}
