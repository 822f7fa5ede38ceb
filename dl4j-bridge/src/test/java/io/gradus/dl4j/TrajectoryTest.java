package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Preset;
import io.gradus.optimizers.Adam;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** The DL4J preset against DL4J's own Adam, in a network. */
class TrajectoryTest {

  @ParameterizedTest
  @CsvSource({"DOUBLE, 1e-6", "FLOAT, 1e-3"})
  @DisplayName("Adam in DL4J's preset follows DL4J's own over 200 iterations")
  void followsDl4jsAdam(DataType type, double relative) {
    MultiLayerNetwork theirs =
        Networks.network(Networks.perceptron(new org.nd4j.linalg.learning.config.Adam(1e-3), type));
    MultiLayerNetwork ours =
        Networks.network(Networks.perceptron(Dl4j.updater(Preset.DL4J.of(Adam.class)), type));
    List<DataSet> batches = Networks.batches(200, type);
    double worst = 0;
    for (DataSet batch : batches) {
      theirs.fit(batch);
      ours.fit(batch);
      double[] expected = Networks.parameters(theirs);
      double[] actual = Networks.parameters(ours);
      for (int i = 0; i < expected.length; i++) {
        worst =
            Math.max(
                worst, Math.abs(actual[i] - expected[i]) / Math.max(1e-2, Math.abs(expected[i])));
      }
    }
    System.out.printf("Adam against DL4J's, %s, 200 iterations: %.2g relative%n", type, worst);
    assertThat(worst).isLessThan(relative);
  }
}
