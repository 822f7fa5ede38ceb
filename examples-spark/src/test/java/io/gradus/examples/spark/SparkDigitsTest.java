package io.gradus.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.dl4j.Dl4j;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.wrappers.ClipNorm;
import io.gradus.wrappers.Lookahead;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class SparkDigitsTest {

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setAppName("test")
                .setMaster("local[2]")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Test
  @DisplayName("Two workers reach the accuracy of one network")
  void accuracy() {
    SparkDigits job = new SparkDigits(1);
    MultiLayerNetwork distributed = job.network(Dl4j.updater(new AdamW(0.01)));
    MultiLayerNetwork local = job.network(Dl4j.updater(new AdamW(0.01)));
    SparkDigits.train(spark, distributed, job.trainingDigits(), 4);
    local.fit(new ListDataSetIterator<>(job.trainingDigits(), 32), 4);

    assertThat(job.accuracy(distributed)).isBetween(job.accuracy(local) - 0.04, 1.0);
    assertThat(job.accuracy(distributed)).isGreaterThan(0.9);
    double[] state = state(distributed);
    assertThat(state).doesNotContain(Double.NaN);
    assertThat(Nd4j.createFromArray(state).norm2Number().doubleValue()).isPositive();
  }

  /**
   * Workers that see the same batches take the same steps, and the mean of two equal numbers is
   * that number: so they must give what one network gives that sees those batches once. That holds
   * only if the state goes to the workers and comes back, and its age with it.
   */
  @Test
  @DisplayName("Workers that see the same batches go on as one network does, to the bit")
  void sameBatches(@TempDir Path directory) throws IOException {
    SparkDigits job = new SparkDigits(1);
    DataSet digit = job.trainingDigits().get(0);
    List<DataSet> examples = Collections.nCopies(2 * 5 * 32, digit);
    DataSet batch = DataSet.merge(Collections.nCopies(32, digit));
    for (GradientOptimizer optimizer :
        List.of(
            new Adam(0.001), new ClipNorm(new AdamW(0.001), 0.5), new Lookahead(new Adam(0.001)))) {
      MultiLayerNetwork distributed = job.network(Dl4j.updater(optimizer));
      MultiLayerNetwork local = job.network(Dl4j.updater(optimizer));
      SparkDigits.train(spark, distributed, examples, 2);
      for (int step = 0; step < 10; step++) {
        local.fit(batch);
      }
      assertSame(distributed, local);

      File file = directory.resolve("network").toFile();
      distributed.save(file, true);
      MultiLayerNetwork loaded = MultiLayerNetwork.load(file, true);
      SparkDigits.train(spark, loaded, examples, 1);
      for (int step = 0; step < 5; step++) {
        local.fit(batch);
      }
      assertSame(loaded, local);
      assertThat(loaded.getIterationCount()).isEqualTo(15);

      loaded.fit(batch);
      local.fit(batch);
      assertSame(loaded, local);
    }
  }

  private static void assertSame(MultiLayerNetwork actual, MultiLayerNetwork expected) {
    assertThat(numbers(actual.params())).containsExactly(numbers(expected.params()));
    assertThat(state(actual)).containsExactly(state(expected));
  }

  private static double[] state(MultiLayerNetwork network) {
    return numbers(network.getUpdater().getStateViewArray());
  }

  private static double[] numbers(INDArray array) {
    return array.castTo(DataType.DOUBLE).dup().data().asDouble();
  }
}
