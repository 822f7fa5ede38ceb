package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.STEPS;
import static io.gradus.api.Schedule.constant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the schedules refuse beyond the ranges of single numbers, and how they say it. */
class RefusalTest {

  @Test
  void milestonesThatDoNotAscend() {
    assertRefused(
        () -> new MultiStep(1, List.of(5L, 5L), 0.1, STEPS),
        "MultiStep cannot have these hyper-parameters: milestones must be at least one and ascend,"
            + " but are [5, 5].");
    assertRefused(() -> new MultiStep(1, List.of(7L, 5L), 0.1, STEPS), "but are [7, 5]");
    assertRefused(
        () ->
            new Sequential(List.of(constant(1), constant(2), constant(3)), List.of(7L, 5L), STEPS),
        "milestones must be at least one and ascend");
  }

  @Test
  void milestonesBeforeTheFirstTick() {
    assertRefused(
        () -> new MultiStep(1, List.of(0L, 5L), 0.1, STEPS),
        "milestones[0] must be in [1, ∞), but is 0");
    assertRefused(
        () -> new MapSchedule(List.of(-1L), List.of(1.0), STEPS),
        "times[0] must be in [0, ∞), but is -1");
  }

  @Test
  void listsThatDoNotMatch() {
    assertRefused(
        () -> new Piecewise(List.of(5L), List.of(1.0), STEPS),
        "boundaries must be at least one and ascend, and values be one more, but are [5] and [1.0]");
    assertRefused(
        () -> new MapSchedule(List.of(0L, 5L), List.of(1.0), STEPS),
        "times must be at least one and ascend, and values be as many, but are [0, 5] and [1.0]");
    assertRefused(
        () -> new Sequential(List.of(constant(1)), List.of(5L), STEPS),
        "milestones must be at least one and ascend, and schedules be one more, but are [5] and");
  }

  @Test
  void emptyLists() {
    assertRefused(() -> new MultiStep(1, List.of(), 0.1, STEPS), "milestones must be at least one");
    assertRefused(
        () -> new Piecewise(List.of(), List.of(1.0), STEPS), "boundaries must be at least one");
    assertRefused(() -> new MapSchedule(List.of(), List.of(), STEPS), "times must be at least one");
    assertRefused(
        () -> new Sequential(List.of(constant(1)), List.of(), STEPS),
        "milestones must be at least one");
    assertRefused(() -> new Product(List.of()), "factors must be at least one");
  }

  @Test
  void nullsEachByName() {
    assertRefused(() -> new MultiStep(1, null, 0.1, null), "milestones is missing (null); unit is");
    assertRefused(
        () -> new MultiStep(1, Arrays.asList(5L, null), 0.1, STEPS),
        "milestones[1] is missing (null).");
    assertRefused(() -> new Piecewise(null, null, STEPS), "boundaries is missing (null); values");
    assertRefused(() -> new Product(null), "factors is missing (null).");
    assertRefused(() -> new Warmup(null, 0, 10, STEPS), "schedule is missing (null).");
  }

  @Test
  void aCycleOfThreePhasesThatRisesForMoreThanHalfOfIt() {
    assertRefused(
        () -> new OneCycle(0.1, 1, 0, 100, 0.6, Annealing.LINEAR, true, STEPS),
        "warmupFraction must be at most 0.5 where the phases are three, but is 0.6");
    assertRefused(
        () -> new OneCycleMomentum(0.95, 0.85, 100, 0.6, Annealing.LINEAR, true, STEPS),
        "warmupFraction must be at most 0.5 where the phases are three, but is 0.6");
    assertThat(new OneCycle(0.1, 1, 0, 100, 0.5, Annealing.LINEAR, true, STEPS).at(98, 0))
        .isEqualTo(0.1);
  }

  @Test
  void everythingAtOnce() {
    assertRefused(
        () -> new Cosine(-1, Double.NaN, 0, STEPS),
        "initial must be in [0, ∞), but is -1.0; end must be in [0, ∞), but is NaN;"
            + " length must be in [1, ∞), but is 0.");
  }

  @Test
  void constantsThatAreNegativeWithinOthers() {
    assertRefused(() -> new Scaled(constant(-1), 2), "schedule must be in [0, ∞), but is -1.0");
    assertRefused(
        () -> new Product(List.of(constant(1), constant(-1))),
        "factors[1] must be in [0, ∞), but is -1.0");
  }

  @Test
  void changesOfTheListsAfterwardsAreNotSeen() {
    List<Long> milestones = new ArrayList<>(List.of(5L));
    List<Schedule> schedules = new ArrayList<>(List.of(constant(1), constant(2)));
    Sequential sequential = new Sequential(schedules, milestones, STEPS);
    MultiStep multiStep = new MultiStep(1, milestones, 0.5, STEPS);
    milestones.set(0, 100L);
    schedules.set(1, constant(3));

    assertThat(sequential.at(5, 0)).isEqualTo(2);
    assertThat(multiStep.at(5, 0)).isEqualTo(0.5);
  }

  private static void assertRefused(ThrowingCallable construction, String sentence) {
    assertThatThrownBy(construction)
        .isInstanceOf(InvalidHyperparametersException.class)
        .hasMessageContaining(sentence);
  }
}
