package io.gradus.examples.networks;

import io.gradus.examples.Digits;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What the examples share: their options, and for those with digits mini-batches and a line an
 * epoch.
 */
final class Training {

  private static final int BATCH = 32;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training data. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Random seed. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  private Digits digits;

  Training(int epochs) {
    this.epochs = epochs;
  }

  int epochs() {
    if (epochs < 1 || epochs > 1000) {
      throw new ParameterException(
          spec.commandLine(), "--epochs must be from 1 to 1000, but is " + epochs + ".");
    }
    return epochs;
  }

  long seed() {
    return seed;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private Digits digits() {
    if (digits == null) {
      digits = Digits.load();
    }
    return digits;
  }

  /** The mini-batches of an epoch, of the digits from one label to another. */
  List<DataSet> batches(int epoch, int from, int to) {
    List<Integer> rows = new ArrayList<>(labelled(digits().split(seed).train(), from, to));
    Collections.shuffle(rows, new Random(31 * seed + epoch));
    List<DataSet> batches = new ArrayList<>();
    for (int start = 0; start < rows.size(); start += BATCH) {
      batches.add(digits().batch(rows.subList(start, Math.min(start + BATCH, rows.size()))));
    }
    return batches;
  }

  /** All images that are kept for the test, of the digits from one label to another. */
  DataSet test(int from, int to) {
    return digits().batch(labelled(digits().split(seed).test(), from, to));
  }

  private List<Integer> labelled(List<Integer> rows, int from, int to) {
    return rows.stream()
        .filter(row -> digits().label(row) >= from && digits().label(row) <= to)
        .toList();
  }

  /** Trains with all digits for all epochs. */
  void run(Consumer<DataSet> fit, Function<DataSet, INDArray> output) {
    run(0, epochs(), 0, 9, fit, output);
  }

  /**
   * Trains, and prints after each epoch how many of the test images are recognized.
   *
   * @param first the first epoch, counted from 0
   * @param end the first epoch that is not run
   * @param from the smallest label
   * @param to the largest label
   * @param fit takes a mini-batch: features of 64 pixels, labels of 10
   * @param output the network's output for images in the same form
   */
  void run(
      int first,
      int end,
      int from,
      int to,
      Consumer<DataSet> fit,
      Function<DataSet, INDArray> output) {
    DataSet test = test(from, to);
    for (int epoch = first; epoch < end; epoch++) {
      batches(epoch, from, to).forEach(fit);
      Evaluation evaluation = new Evaluation(Digits.LABELS);
      evaluation.eval(test.getLabels(), output.apply(test));
      out()
          .printf(
              "epoch %2d: %.2f %% of the test images%n", epoch + 1, 100 * evaluation.accuracy());
      out().flush();
    }
  }
}
