package io.gradus.examples.networks;

import io.gradus.dl4j.Dl4j;
import io.gradus.examples.Digits;
import io.gradus.optimizers.Lion;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gradus example graph}. */
@Command(
    name = "graph",
    description =
        "A graph with one input for the upper half of a digit and one for the lower half.")
public final class TwoInputs implements Callable<Integer> {

  private static final int HALF = Digits.PIXELS / 2;

  @Mixin private final Training training = new Training(12);

  /** Ready to be run by picocli. */
  public TwoInputs() {}

  @Override
  public Integer call() {
    InputType half = InputType.feedForward(HALF);
    var configuration =
        new NeuralNetConfiguration.Builder()
            .seed(training.seed())
            .updater(Dl4j.updater(new Lion(1e-3)))
            .weightInit(Dl4j.weightInit("he-normal"))
            .activation(Activation.RELU)
            .graphBuilder()
            .addInputs("upper", "lower")
            .setInputTypes(half, half)
            .addLayer("above", new DenseLayer.Builder().nOut(32).build(), "upper")
            .addLayer("below", new DenseLayer.Builder().nOut(32).build(), "lower")
            .addVertex("both", new MergeVertex(), "above", "below")
            .addLayer(
                "digit",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(Digits.LABELS)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "both")
            .setOutputs("digit")
            .build();
    ComputationGraph network = new ComputationGraph(Dl4j.bind(configuration));
    network.init();
    training.run(
        images ->
            network.fit(new MultiDataSet(halves(images), new INDArray[] {images.getLabels()})),
        images -> network.outputSingle(halves(images)));
    return 0;
  }

  private static INDArray[] halves(DataSet images) {
    INDArray pixels = images.getFeatures();
    return new INDArray[] {
      pixels.get(NDArrayIndex.all(), NDArrayIndex.interval(0, HALF)),
      pixels.get(NDArrayIndex.all(), NDArrayIndex.interval(HALF, Digits.PIXELS))
    };
  }
}
