package io.gradus.examples.networks;

import io.gradus.dl4j.Dl4j;
import io.gradus.examples.CarbonDioxide;
import io.gradus.optimizers.Adam;
import io.gradus.wrappers.ClipNorm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gradus example lstm}. */
@Command(
    name = "lstm",
    description =
        "An LSTM that forecasts the carbon dioxide on Mauna Loa one month ahead, with Adam and"
            + " clipped gradients.")
public final class Recurrent implements Callable<Integer> {

  /** What it sees before a forecast: two years of changes from month to month. */
  private static final int MONTHS = 24;

  private static final int YEAR = 12;
  private static final int FIRST_TEST_YEAR = 2000;
  private static final int BATCH = 32;

  @Mixin private final Training training = new Training(12);

  private final CarbonDioxide air = CarbonDioxide.load();

  /** Ready to be run by picocli. */
  public Recurrent() {}

  @Override
  public Integer call() {
    var configuration =
        new NeuralNetConfiguration.Builder()
            .seed(training.seed())
            .updater(Dl4j.updater(new ClipNorm(new Adam(0.02), 1)))
            .weightInit(Dl4j.weightInit("xavier-uniform"))
            .list()
            .layer(new LSTM.Builder().nOut(48).build())
            .layer(
                new RnnOutputLayer.Builder(LossFunction.MSE)
                    .nOut(1)
                    .activation(Activation.IDENTITY)
                    .build())
            .setInputType(InputType.recurrent(1, MONTHS))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(Dl4j.bind(configuration));
    network.init();
    int epochs = training.epochs();
    List<Integer> unseen = months(air.january(FIRST_TEST_YEAR), air.months());
    for (int epoch = 0; epoch < epochs; epoch++) {
      List<Integer> known = months(MONTHS + 1, air.january(FIRST_TEST_YEAR));
      Collections.shuffle(known, new Random(31 * training.seed() + epoch));
      for (int from = 0; from < known.size(); from += BATCH) {
        List<Integer> batch = known.subList(from, Math.min(from + BATCH, known.size()));
        network.fit(before(batch, 1), before(batch, 0));
      }
      INDArray forecasts = network.output(before(unseen, 1));
      print(
          "epoch %2d".formatted(epoch + 1),
          month -> forecasts.getDouble(month - unseen.get(0), 0, MONTHS - 1));
    }
    print("forecasting no change", month -> 0);
    print("forecasting the change of the year before", month -> air.change(month - YEAR));
    return 0;
  }

  private static List<Integer> months(int from, int to) {
    return new ArrayList<>(IntStream.range(from, to).boxed().toList());
  }

  /** Sequences of changes that end {@code distance} months before each month. */
  private INDArray before(List<Integer> months, int distance) {
    float[][][] sequences = new float[months.size()][1][MONTHS];
    for (int i = 0; i < months.size(); i++) {
      int first = months.get(i) - distance - MONTHS + 1;
      for (int step = 0; step < MONTHS; step++) {
        sequences[i][0][step] = (float) air.change(first + step);
      }
    }
    return Nd4j.create(sequences);
  }

  /** Prints the root of the mean squared error over the years that are kept for the test. */
  private void print(String what, IntToDoubleFunction forecast) {
    double error =
        IntStream.range(air.january(FIRST_TEST_YEAR), air.months())
            .mapToDouble(month -> forecast.applyAsDouble(month) - air.change(month))
            .map(off -> off * off)
            .average()
            .orElseThrow();
    training
        .out()
        .printf("%s: off by %.3f ppm from %d on%n", what, Math.sqrt(error), FIRST_TEST_YEAR);
    training.out().flush();
  }
}
