package io.gradus.examples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains the same network, from the same weights, on the same mini-batches in the same order, once
 * for each contestant.
 */
final class Race {

  /**
   * What every contestant shares.
   *
   * @param epochs passes over the training images
   * @param batch images of a mini-batch
   * @param hidden width of the hidden layer
   * @param seed of the split, the weights and the order of the images
   */
  record Settings(int epochs, int batch, int hidden, long seed) {}

  private final Settings settings;
  private final Digits digits;
  private final Digits.Split split;
  private final Network network;
  private final DataSet train;
  private final DataSet test;

  Race(Settings settings) {
    this.settings = settings;
    this.digits = Digits.load();
    this.split = digits.split(settings.seed());
    this.network = new Network(settings.hidden(), settings.seed());
    this.train = digits.batch(split.train());
    this.test = digits.batch(split.test());
  }

  Settings settings() {
    return settings;
  }

  Digits.Split split() {
    return split;
  }

  /** How many numbers the network learns. */
  long parameters() {
    return network.size();
  }

  /** Mini-batches of an epoch; the last may be smaller. */
  int batches() {
    return (split.train().size() + settings.batch() - 1) / settings.batch();
  }

  /** Runs all, in the order given; one that fails stops none of the others. */
  List<Result> run(List<Contestant> contestants, Progress progress) {
    warmUp();
    List<Result> results = new ArrayList<>();
    for (Contestant contestant : contestants) {
      progress.start(contestant.name(), (long) settings.epochs() * batches());
      Result result = run(contestant, progress);
      progress.finish(
          result.failed()
              ? "failed: " + result.failure()
              : "loss %.4f, test %.2f %%".formatted(result.finalLoss(), 100 * result.accuracy()));
      results.add(result);
    }
    return results;
  }

  /** Loads and compiles what all have in common, so that the first pays no more than the others. */
  private void warmUp() {
    MultiLayerNetwork scratch = network.with(Contestant.reference(1e-3).updater().get());
    for (int epoch = 0; epoch < 3; epoch++) {
      for (DataSet batch : batches(epoch)) {
        scratch.fit(batch);
      }
    }
  }

  private Result run(Contestant contestant, Progress progress) {
    List<Double> losses = new ArrayList<>();
    try {
      MultiLayerNetwork trained = network.with(contestant.updater().get());
      long nanos = 0;
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        List<DataSet> batches = batches(epoch);
        double sum = 0;
        long start = System.nanoTime();
        for (DataSet batch : batches) {
          trained.fit(batch);
          sum += trained.score();
          progress.batch(trained.score());
        }
        trained.incrementEpochCount(); // epochs count themselves only with fit(iterator)
        nanos += System.nanoTime() - start;
        double loss = sum / batches.size();
        if (!Double.isFinite(loss)) {
          return Result.failed(
              contestant,
              losses,
              "The loss became %s in epoch %d; a learning rate smaller than %s may help."
                  .formatted(loss, epoch + 1, Numbers.text(contestant.learningRate())));
        }
        losses.add(loss);
      }
      return new Result(
          contestant,
          losses,
          trained.score(train, false),
          accuracy(trained),
          nanos / 1e9 / settings.epochs(),
          null);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      // a plug-in may throw anything; the others must run anyway
      return Result.failed(
          contestant, losses, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private double accuracy(MultiLayerNetwork trained) {
    int[] predicted = trained.predict(test.getFeatures());
    int right = 0;
    for (int i = 0; i < predicted.length; i++) {
      if (predicted[i] == digits.label(split.test().get(i))) {
        right++;
      }
    }
    return (double) right / predicted.length;
  }

  /** The mini-batches of one epoch, in an order that depends on nothing but seed and epoch. */
  private List<DataSet> batches(int epoch) {
    List<Integer> rows = new ArrayList<>(split.train());
    Collections.shuffle(rows, new Random(31 * settings.seed() + epoch));
    List<DataSet> batches = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += settings.batch()) {
      batches.add(digits.batch(rows.subList(from, Math.min(from + settings.batch(), rows.size()))));
    }
    return batches;
  }
}
