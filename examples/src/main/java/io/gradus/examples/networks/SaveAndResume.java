package io.gradus.examples.networks;

import io.gradus.dl4j.Dl4j;
import io.gradus.examples.Digits;
import io.gradus.optimizers.NAdam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gradus example resume}. */
@Command(
    name = "resume",
    description =
        "Trains once in one go and once saved and loaded halfway; both end in the same bits.")
public final class SaveAndResume implements Callable<Integer> {

  @Mixin private final Training training = new Training(6);

  /** Ready to be run by picocli. */
  public SaveAndResume() {}

  @Override
  public Integer call() throws IOException {
    int end = training.epochs();
    int half = end / 2;
    training.out().println("in one go");
    MultiLayerNetwork through = network();
    train(through, 0, end);

    training.out().println("saved after epoch " + half);
    MultiLayerNetwork stopped = network();
    train(stopped, 0, half);
    Path file = Files.createTempFile("gradus-example", ".zip");
    file.toFile().deleteOnExit(); // if the program is stopped before it deletes the file
    MultiLayerNetwork resumed;
    try {
      stopped.save(file.toFile(), true);
      resumed = MultiLayerNetwork.load(file.toFile(), true);
    } finally {
      Files.delete(file);
    }
    training.out().println("loaded");
    train(resumed, half, end);

    boolean isSame = resumed.params().equalsWithEps(through.params(), 0);
    training.out().println(isSame ? "The parameters are equal." : "The parameters differ.");
    training.out().flush();
    return isSame ? 0 : 1;
  }

  private void train(MultiLayerNetwork network, int first, int end) {
    training.run(
        first,
        end,
        0,
        9,
        images -> network.fit(images),
        images -> network.output(images.getFeatures()));
  }

  private MultiLayerNetwork network() {
    var configuration =
        new NeuralNetConfiguration.Builder()
            .seed(training.seed())
            .updater(Dl4j.updater(new NAdam(5e-3)))
            .weightInit(Dl4j.weightInit("he-normal"))
            .list()
            .layer(
                new DenseLayer.Builder()
                    .nIn(Digits.PIXELS)
                    .nOut(32)
                    .activation(Activation.RELU)
                    .build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(32)
                    .nOut(Digits.LABELS)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(Dl4j.bind(configuration));
    network.init();
    return network;
  }
}
