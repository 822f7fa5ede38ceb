package io.gradus.examples.networks;

import io.gradus.dl4j.Dl4j;
import io.gradus.examples.Digits;
import io.gradus.optimizers.AdamW;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gradus example convolution}. */
@Command(
    name = "convolution",
    description = "A convolutional network with AdamW, which exempts biases and norms from decay.")
public final class Convolution implements Callable<Integer> {

  @Mixin private final Training training = new Training(8);

  /** Ready to be run by picocli. */
  public Convolution() {}

  @Override
  public Integer call() {
    var configuration =
        new NeuralNetConfiguration.Builder()
            .seed(training.seed())
            .updater(Dl4j.updater(new AdamW(3e-3, 1e-4).withWeightsOnly(true)))
            .weightInit(Dl4j.weightInit("he-normal"))
            .list()
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(16).build())
            .layer(new BatchNormalization())
            .layer(new ActivationLayer(Activation.RELU))
            .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(Digits.LABELS)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.convolutionalFlat(8, 8, 1))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(Dl4j.bind(configuration));
    network.init();
    training.run(network::fit, images -> network.output(images.getFeatures()));
    return 0;
  }
}
