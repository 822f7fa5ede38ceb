package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Momentum;
import io.gradus.schedules.Cosine;
import io.gradus.wrappers.CoupledDecay;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Models that a release saved must be read by every later one: class names and JSON keys are a wire
 * format. The files in {@code golden/} are never written again; a new release adds its own, by
 * {@link #main}.
 */
class SavedModelsTest {

  private static final int SAVED_AFTER = 5;
  private static final List<DataSet> BATCHES = Networks.batches(9, DataType.DOUBLE);

  private static final Map<String, GradientOptimizer> OPTIMIZERS =
      Map.of(
          "adam", new Adam(0.05),
          "momentum-cosine", new Momentum().withLearningRate(new Cosine().with("unit", "EPOCHS")),
          "decayed-adam", new CoupledDecay(new Adam(0.05), 0.01));

  /**
   * Saves a model for each optimizer into the folder that is named, for the release that is named.
   */
  public static void main(String... arguments) throws IOException {
    for (String name : OPTIMIZERS.keySet()) {
      MultiLayerNetwork network = trained(OPTIMIZERS.get(name));
      Files.write(
          Path.of(arguments[0], name + "-" + arguments[1] + ".zip"), Networks.save(network, true));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam-0.1.0", "momentum-cosine-0.1.0", "decayed-adam-0.1.0"})
  @DisplayName(
      "A model saved by an earlier release loads with its optimizer, state and age, and goes on")
  void readsModelsOfEarlierReleases(String model) throws IOException {
    GradientOptimizer optimizer = OPTIMIZERS.get(model.replaceAll("-[0-9.]+$", ""));
    MultiLayerNetwork loaded;
    try (InputStream file = getClass().getResourceAsStream("/golden/" + model + ".zip")) {
      loaded = Networks.load(file.readAllBytes());
    }
    GradusUpdater updater =
        (GradusUpdater) loaded.getLayer(0).conf().getLayer().getUpdaterByParam("W");
    assertThat(updater.optimizer()).isEqualTo(optimizer);
    assertThat(updater.age()).isEqualTo(SAVED_AFTER);

    MultiLayerNetwork trained = trained(optimizer);
    for (int step = SAVED_AFTER; step < BATCHES.size(); step++) {
      loaded.fit(BATCHES.get(step));
      trained.fit(BATCHES.get(step));
    }
    double[] expected = Networks.parameters(trained);
    double[] actual = Networks.parameters(loaded);
    for (int i = 0; i < expected.length; i++) {
      // Another machine's matrix products may differ in the last bits.
      assertThat(actual[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-9));
    }
  }

  private static MultiLayerNetwork trained(GradientOptimizer optimizer) {
    MultiLayerNetwork network =
        Networks.network(Dl4j.bind(Networks.perceptron(Dl4j.updater(optimizer), DataType.DOUBLE)));
    for (int step = 0; step < SAVED_AFTER; step++) {
      network.fit(BATCHES.get(step));
    }
    return network;
  }
}
