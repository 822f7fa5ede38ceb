package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;
import static io.gradus.api.Schedule.Unit.STEPS;
import static io.gradus.api.Schedule.constant;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The schedules that are made of schedules, against hand-worked values. */
class CompositionTest {

  private static final Schedule HALVING = new Exponential(8, 0.5, STEPS);

  @Test
  void aWarmupRisesToWhereTheScheduleBegins() {
    Warmup schedule = new Warmup(HALVING, 0, 4, STEPS);

    assertThat(Walk.at(schedule, 0, 1, 3, 4, 5, 6, 7)).containsExactly(0, 2, 6, 8, 4, 2, 1);
  }

  @Test
  void aWarmupMayFallToo() {
    assertThat(Walk.at(new Warmup(constant(2), 10, 4, STEPS), 0, 1, 4, 5, 1_000_000))
        .containsExactly(10, 8, 2, 2, 2);
  }

  @Test
  void aWarmupLeavesTheOtherClockAsItIs() {
    Warmup schedule = new Warmup(new Linear(0, 100, 100, STEPS), 2, 2, EPOCHS);

    assertThat(schedule.at(10, 0)).isEqualTo(2);
    assertThat(schedule.at(10, 1)).isEqualTo(6);
    assertThat(schedule.at(20, 2)).isEqualTo(20);
    assertThat(schedule.at(50, 3)).isEqualTo(50);
  }

  @Test
  void warmupsNest() {
    Warmup schedule = new Warmup(new Warmup(constant(6), 2, 2, STEPS), 0, 2, STEPS);

    assertThat(Walk.to(5, schedule)).containsExactly(0, 1, 2, 4, 6, 6);
  }

  @Test
  void eachOfASequenceBeginsAtItsMilestone() {
    Sequential schedule =
        new Sequential(
            List.of(new Linear(1, 3, 2, STEPS), constant(7), HALVING), List.of(2L, 5L), STEPS);

    assertThat(Walk.to(8, schedule)).containsExactly(1, 2, 7, 7, 7, 8, 4, 2, 1);
    assertThat(schedule.at(1_000_000, 0)).isZero();
  }

  @Test
  void aSequenceOfEpochsCountsEpochs() {
    Sequential schedule =
        new Sequential(List.of(constant(1), new Exponential(8, 0.5, EPOCHS)), List.of(3L), EPOCHS);

    assertThat(schedule.at(900, 2)).isEqualTo(1);
    assertThat(schedule.at(0, 3)).isEqualTo(8);
    assertThat(schedule.at(900, 4)).isEqualTo(4);
  }

  @Test
  void aSequenceLeavesTheOtherClockAsItIs() {
    Sequential schedule = new Sequential(List.of(constant(1), HALVING), List.of(3L), EPOCHS);

    assertThat(schedule.at(2, 3)).isEqualTo(2);
    assertThat(schedule.at(3, 9)).isEqualTo(1);
  }

  @Test
  void aProductMultipliesWhatItsFactorsReadOnTheirOwnClocks() {
    Product schedule = new Product(List.of(HALVING, new StepDecay(1, 3, 2, EPOCHS)));

    assertThat(schedule.at(1, 1)).isEqualTo(4);
    assertThat(schedule.at(1, 2)).isEqualTo(12);
    assertThat(schedule.at(3, 5)).isEqualTo(9);
  }

  @Test
  void aProductFollowsEpochsOnlyIfAllOfItDoes() {
    Schedule epochs = new Exponential(1, 0.9, EPOCHS);

    assertThat(new Product(List.of(epochs, epochs)).unit()).isEqualTo(EPOCHS);
    assertThat(new Product(List.of(epochs, HALVING)).unit()).isEqualTo(STEPS);
  }

  @Test
  void aScaledScheduleIsTheOtherTimesItsFactor() {
    assertThat(Walk.to(3, new Scaled(HALVING, 3))).containsExactly(24, 12, 6, 3);
  }

  @Test
  void aFloorIsNeverPassed() {
    assertThat(Walk.to(3, new Floor(HALVING, 3))).containsExactly(8, 4, 3, 3);
  }

  @Test
  void scaledAndFlooredSchedulesFollowTheClockOfTheOther() {
    Schedule epochs = new Exponential(1, 0.9, EPOCHS);

    assertThat(new Scaled(epochs, 2).unit()).isEqualTo(EPOCHS);
    assertThat(new Scaled(HALVING, 2).unit()).isEqualTo(STEPS);
    assertThat(new Floor(epochs, 0.5).unit()).isEqualTo(EPOCHS);
    assertThat(new Floor(HALVING, 0.5).unit()).isEqualTo(STEPS);
  }
}
