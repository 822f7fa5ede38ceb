package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizers;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.wrappers.ClipNorm;
import io.gradus.wrappers.Lookahead;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.ParallelWrapper.TrainingMode;
import org.deeplearning4j.parallelism.factory.DefaultTrainerContext;
import org.deeplearning4j.parallelism.trainer.DefaultTrainer;
import org.deeplearning4j.parallelism.trainer.Trainer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Replicas come from the network's JSON, and their parameters and states are averaged. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParallelWrapperTest {

  private static final List<DataSet> BATCHES = Networks.batches(16, DataType.DOUBLE);

  /** Every kind of slot that there is, and rules that read the parameters or whole tensors. */
  static Stream<String> rules() {
    return Stream.of(
        "adamw", // two moments
        "amsgrad", // a maximum
        "rprop", // step sizes, and gradients whose signs count
        "accumulate", // a sum
        "adashift", // gradients of earlier steps
        "ftrl", // sums from which the parameter itself is computed
        "lookahead", // parameters of an earlier step
        "schedule-free", // two further sets of parameters, and a sum of squared rates
        "ema",
        "gradient-noise" // no slot, but an age
        );
  }

  @ParameterizedTest
  @MethodSource("rules")
  @DisplayName("Two workers give what two networks give that are averaged by hand, to the bit")
  void averaging(String name) {
    GradientOptimizer optimizer = (GradientOptimizer) Optimizers.named(name);
    MultiLayerNetwork network = bound(optimizer);
    average(network, 2, BATCHES.subList(0, 8));
    // A wrapper makes its replicas anew, here from a network that was saved and loaded.
    MultiLayerNetwork loaded = Networks.load(Networks.save(network, true));
    average(loaded, 2, BATCHES.subList(8, 16));

    MultiLayerNetwork left = bound(optimizer);
    MultiLayerNetwork right = bound(optimizer);
    for (int round = 0; round < 8; round++) {
      left.fit(BATCHES.get(2 * round));
      right.fit(BATCHES.get(2 * round + 1));
      if (round % 2 == 1) {
        toMean(left.params(), right.params());
        toMean(state(left), state(right));
      }
    }
    assertThat(Networks.parameters(loaded))
        .containsExactly(Networks.parameters(left))
        .doesNotContain(Double.NaN);
    if (state(left) != null) {
      assertThat(state(loaded).toDoubleVector())
          .containsExactly(state(left).toDoubleVector())
          .doesNotContain(Double.NaN);
    }
    assertThat(loaded.getIterationCount()).isEqualTo(8);
    assertThat(((GradusUpdater) loaded.getLayer(0).conf().getLayer().getUpdaterByParam("W")).age())
        .isEqualTo(8);
  }

  @Test
  @DisplayName("A worker that got no data is left out, with what it has not set yet")
  void idleWorker() {
    GradientOptimizer lookahead = new Lookahead(new Adam(0.01), 2, 0.5);
    MultiLayerNetwork network = bound(lookahead);
    average(network, 1, BATCHES.subList(0, 1));
    average(network, 1, BATCHES.subList(1, 2));
    MultiLayerNetwork alone = bound(lookahead);
    alone.fit(BATCHES.get(0));
    alone.fit(BATCHES.get(1));
    assertThat(Networks.parameters(network)).containsExactly(Networks.parameters(alone));
    assertThat(state(network).toDoubleVector())
        .containsExactly(state(alone).toDoubleVector())
        .doesNotContain(Double.NaN);
  }

  @Test
  @DisplayName(
      "DL4J drops the state at the end: unless it is given back, the next step is a first step")
  void droppedState() {
    MultiLayerNetwork network = bound(new Adam(0.01));
    train(network, 1, BATCHES.subList(0, 8));
    double[] before = Networks.parameters(network);
    network.fit(BATCHES.get(8));
    // Adam's first step is η g / (|g| + ε): η for every gradient that is not tiny.
    assertThat(largestStep(before, Networks.parameters(network))).isCloseTo(0.01, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(
      value = TrainingMode.class,
      names = {"AVERAGING", "SHARED_GRADIENTS"})
  @DisplayName("Two workers reach the accuracy of one network")
  void accuracy(TrainingMode mode) {
    List<DataSet> all = Networks.batches(100, DataType.DOUBLE);
    List<DataSet> test = all.subList(60, 100);
    List<DataSet> training =
        Collections.nCopies(8, all.subList(0, 60)).stream().flatMap(List::stream).toList();
    GradientOptimizer rule = new ClipNorm(new AdamW(0.01), 1);
    MultiLayerNetwork single = bound(rule);
    single.fit(new ListDataSetIterator<>(training, 1));
    Model network = mode == TrainingMode.AVERAGING ? bound(rule) : bound(rule).toComputationGraph();
    new ParallelWrapper.Builder<>(network)
        .workers(2)
        .trainingMode(mode)
        .build()
        .fit(new ListDataSetIterator<>(training, 1));
    assertThat(accuracy(network, test)).isBetween(accuracy(single, test) - 0.05, 1.0);
  }

  private static double accuracy(Model network, List<DataSet> data) {
    DataSetIterator iterator = new ListDataSetIterator<>(data, 1);
    Evaluation evaluation =
        network instanceof ComputationGraph graph
            ? graph.evaluate(iterator)
            : ((MultiLayerNetwork) network).evaluate(iterator);
    return evaluation.accuracy();
  }

  /** Trains, and gives the network its state back: DL4J drops it when the workers end. */
  private static void average(MultiLayerNetwork network, int frequency, List<DataSet> batches) {
    INDArray state = state(network);
    train(network, frequency, batches);
    if (state != null) {
      network.getUpdater().setStateViewArray(network, state, false);
    }
  }

  private static void train(MultiLayerNetwork network, int frequency, List<DataSet> batches) {
    CountDownLatch replicas = new CountDownLatch(2);
    ParallelWrapper wrapper =
        new ParallelWrapper.Builder<>(network)
            .workers(2)
            .trainingMode(TrainingMode.AVERAGING)
            .averagingFrequency(frequency)
            .prefetchBuffer(0)
            .build();
    wrapper.setTrainerContext(new Punctual(replicas));
    wrapper.fit(
        new ListDataSetIterator<>(batches, 1) {
          @Override
          public synchronized DataSet next() {
            try {
              replicas.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return super.next();
          }
        });
  }

  /**
   * Counts down as each replica is made. DL4J does not wait: its first worker, which trains the
   * network itself, may be some steps ahead when the others copy it, another time by more.
   */
  private static final class Punctual extends DefaultTrainerContext {

    private final CountDownLatch replicas;

    Punctual(CountDownLatch replicas) {
      this.replicas = replicas;
    }

    @Override
    public Trainer create(
        String uuid,
        int threadId,
        Model model,
        int rootDevice,
        boolean useMds,
        ParallelWrapper wrapper,
        WorkspaceMode mode,
        int averagingFrequency) {
      return new PunctualTrainer(uuid, threadId, model, wrapper, mode, averagingFrequency);
    }

    private final class PunctualTrainer extends DefaultTrainer {

      PunctualTrainer(
          String uuid,
          int threadId,
          Model model,
          ParallelWrapper wrapper,
          WorkspaceMode mode,
          int averagingFrequency) {
        this.uuid = uuid;
        this.threadId = threadId;
        this.originalModel = model;
        this.parallelWrapper = wrapper;
        this.workspaceMode = mode;
        this.averagingFrequency = averagingFrequency;
      }

      @Override
      protected void postInit() {
        super.postInit();
        replicas.countDown();
      }
    }
  }

  private static MultiLayerNetwork bound(GradientOptimizer optimizer) {
    return Networks.network(
        Dl4j.bind(Networks.perceptron(Dl4j.updater(optimizer), DataType.DOUBLE)));
  }

  private static INDArray state(MultiLayerNetwork network) {
    return network.getUpdater().getStateViewArray();
  }

  private static double largestStep(double[] before, double[] after) {
    double largest = 0;
    for (int i = 0; i < before.length; i++) {
      largest = Math.max(largest, Math.abs(after[i] - before[i]));
    }
    return largest;
  }

  private static void toMean(INDArray one, INDArray other) {
    if (one != null) {
      INDArray mean = one.add(other).divi(2);
      one.assign(mean);
      other.assign(mean);
    }
  }
}
