package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizers;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

class RaceTest {

  private static Progress quiet() {
    return new Progress.Lines(new PrintWriter(Writer.nullWriter()), 1, 1);
  }

  /**
   * Fewer epochs than the race itself has, so that the test stays short. Rprop is made for full
   * batches: with mini-batches it takes a change of sample for a change of sign. LARS is made for
   * batches of thousands: the norm of a small batch's gradient tells little of the rate.
   */
  @Test
  void everyOptimizerLearnsAtTheRateThatItsRowStates() {
    Rates rates = new Rates(null);
    List<Contestant> contestants =
        Optimizers.installed().all().stream()
            .filter(GradientOptimizer.class::isInstance)
            .map(optimizer -> Contestant.of(rates.applied((GradientOptimizer) optimizer)))
            .toList();

    List<Result> results = new Race(new Race.Settings(12, 32, 64, 1)).run(contestants, quiet());

    SoftAssertions.assertSoftly(
        all ->
            results.forEach(
                result ->
                    all.assertThat(result.accuracy())
                        .as("%s at %s", result.contestant(), result.failure())
                        .isGreaterThanOrEqualTo(
                            result.contestant().name().equals("rprop") ? 0.9 : 0.95)));
  }

  @Test
  void startsEveryContestantFromTheSameWeights() {
    Network network = new Network(16, 3);
    var first = network.with(Contestant.reference(0.1).updater().get());
    var weights = first.params().dup();
    first.fit(Digits.load().batch(List.of(0, 1, 2, 3)));

    assertThat(first.params()).isNotEqualTo(weights);
    assertThat(network.with(Contestant.reference(0.1).updater().get()).params()).isEqualTo(weights);
    assertThat(new Network(16, 3).with(Contestant.reference(0.1).updater().get()).params())
        .isEqualTo(weights);
  }

  @Test
  void ranksByAccuracyThenLossAndFailuresLast() {
    Contestant who = Contestant.reference(0.1);
    Result best = new Result(who, List.of(1.0), 0.5, 0.99, 1, null);
    Result second = new Result(who, List.of(1.0), 0.1, 0.98, 1, null);
    Result third = new Result(who, List.of(1.0), 0.2, 0.98, 1, null);
    Result failed = Result.failed(who, List.of(), "It broke.");

    assertThat(List.of(failed, third, best, second).stream().sorted(Result.BY_RANK))
        .containsExactly(best, second, third, failed);
  }

  @Test
  void oneThatThrowsStopsNoOther() {
    Contestant sound = Contestant.reference(0.01);
    Contestant broken =
        new Contestant(
            "broken",
            0.1,
            true,
            sound.configuration(),
            () -> {
              throw new AbstractMethodError("It was built for another version.");
            });

    List<Result> results =
        new Race(new Race.Settings(1, 200, 8, 1)).run(List.of(broken, sound), quiet());

    assertThat(results.get(0).failure()).isEqualTo("It was built for another version.");
    assertThat(results.get(1).failed()).isFalse();
  }
}
