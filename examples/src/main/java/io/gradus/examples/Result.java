package io.gradus.examples;

import java.util.Comparator;
import java.util.List;

/**
 * How one contestant fared.
 *
 * @param contestant who
 * @param losses the mean loss over each epoch's mini-batches
 * @param finalLoss the loss over all training images at the end; NaN if it failed
 * @param accuracy the share of the test images that are recognised; NaN if it failed
 * @param secondsPerEpoch time of training alone; NaN if it failed
 * @param failure a sentence, or null if all went well
 */
record Result(
    Contestant contestant,
    List<Double> losses,
    double finalLoss,
    double accuracy,
    double secondsPerEpoch,
    String failure) {

  /** The better accuracy first, then the lower loss; those that failed last. */
  static final Comparator<Result> BY_RANK =
      Comparator.comparing((Result result) -> result.failed())
          .thenComparing(Result::accuracy, Comparator.reverseOrder())
          .thenComparing(Result::finalLoss)
          .thenComparing(result -> result.contestant().name());

  Result {
    losses = List.copyOf(losses);
  }

  static Result failed(Contestant contestant, List<Double> losses, String failure) {
    return new Result(contestant, losses, Double.NaN, Double.NaN, Double.NaN, failure);
  }

  boolean failed() {
    return failure != null;
  }
}
