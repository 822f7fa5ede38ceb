package io.gradus.examples.networks;

import io.gradus.dl4j.Dl4j;
import io.gradus.examples.Digits;
import io.gradus.optimizers.AdamW;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gradus example transfer}. */
@Command(
    name = "transfer",
    description =
        "Learns the digits 0 to 4, then 5 to 9 with a frozen first layer and two rates above it.")
public final class Transfer implements Callable<Integer> {

  @Mixin private final Training training = new Training(10);

  /** Ready to be run by picocli. */
  public Transfer() {}

  @Override
  public Integer call() {
    training.out().println("digits 0 to 4");
    MultiLayerNetwork base = base();
    train(base, 0, 4);

    MultiLayerNetwork transferred =
        new TransferLearning.Builder(base)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder()
                    .seed(training.seed())
                    .updater(Dl4j.updater(new AdamW(1e-3))) // the second layer, gently
                    .build())
            .setFeatureExtractor(0) // the first layer stays as it is
            .removeOutputLayer()
            .addLayer(head(Dl4j.updater(new AdamW(1e-2)))) // the new layer, fast
            .build();
    Dl4j.bind(transferred.getLayerWiseConfigurations()); // the new layer is not bound yet
    training
        .out()
        .printf(
            "digits 5 to 9: layer 1 at rate %s, layer 2 at rate %s%n",
            transferred.getLearningRate(1), transferred.getLearningRate(2));
    INDArray before = transferred.getLayer(0).params().dup();
    train(transferred, 5, 9);
    boolean isFrozen = transferred.getLayer(0).params().equalsWithEps(before, 0);
    training.out().println(isFrozen ? "Layer 0 has not changed." : "Layer 0 has changed.");
    training.out().flush();
    return isFrozen ? 0 : 1;
  }

  private void train(MultiLayerNetwork network, int from, int to) {
    training.run(
        0,
        training.epochs(),
        from,
        to,
        images -> network.fit(images),
        images -> network.output(images.getFeatures()));
  }

  private MultiLayerNetwork base() {
    var configuration =
        new NeuralNetConfiguration.Builder()
            .seed(training.seed())
            .updater(Dl4j.updater(new AdamW(3e-3)))
            .weightInit(Dl4j.weightInit("he-normal"))
            .activation(Activation.RELU)
            .list()
            .layer(new DenseLayer.Builder().nIn(Digits.PIXELS).nOut(48).build())
            .layer(new DenseLayer.Builder().nIn(48).nOut(32).build())
            .layer(head(Dl4j.updater(new AdamW(3e-3))))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(Dl4j.bind(configuration));
    network.init();
    return network;
  }

  private static OutputLayer head(org.nd4j.linalg.learning.config.IUpdater updater) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(32)
        .nOut(Digits.LABELS)
        .activation(Activation.SOFTMAX)
        .weightInit(Dl4j.weightInit("xavier-uniform"))
        .updater(updater)
        .build();
  }
}
