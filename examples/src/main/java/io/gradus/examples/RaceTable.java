package io.gradus.examples;

import java.util.List;
import java.util.Locale;

/** The outcome of a race as text of at most 100 columns. */
final class RaceTable {

  private RaceTable() {}

  /** What all have in common, told before the race. */
  static String heading(Race race) {
    Race.Settings settings = race.settings();
    return """
        %,d handwritten digits (UCI): %,d to train, %,d to test, split by seed %d.
        Network %d-%d-%d (ReLU, softmax), %,d parameters, the same initial weights for all;
        %s of %s of %s.
        """
        .formatted(
            race.split().train().size() + race.split().test().size(),
            race.split().train().size(),
            race.split().test().size(),
            settings.seed(),
            Digits.PIXELS,
            settings.hidden(),
            Digits.LABELS,
            race.parameters(),
            Numbers.count(settings.epochs(), "epoch"),
            Numbers.count(race.batches(), "mini-batch"),
            Numbers.count(settings.batch(), "image"));
  }

  /** One row a contestant, in the order given. */
  static String of(List<Result> ranked) {
    Table table = new Table(0, 4, 30, 13);
    table.add(
        "rank", "optimizer", "learning rate", "training loss  test accuracy  seconds per epoch");
    boolean varying = false;
    for (int i = 0; i < ranked.size(); i++) {
      Result result = ranked.get(i);
      Contestant contestant = result.contestant();
      varying |= !contestant.steady();
      table.add(
          result.failed() ? "   -" : "%4d".formatted(i + 1),
          contestant.name(),
          Numbers.text(contestant.learningRate()) + (contestant.steady() ? "" : " *"),
          result.failed()
              ? "failed: " + result.failure()
              : String.format(
                  Locale.ROOT,
                  "%13.5f  %11.2f %%  %17.4f",
                  result.finalLoss(),
                  100 * result.accuracy(),
                  result.secondsPerEpoch()));
    }
    String notes =
        """
        Rank: by test accuracy, then by the final loss (cross-entropy) over all training images.
        """;
    return table
        + System.lineSeparator()
        + notes
        + (varying ? "* follows a schedule; this is the rate of the first step.\n" : "");
  }
}
