package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.STEPS;
import static io.gradus.schedules.Annealing.COSINE;
import static io.gradus.schedules.Annealing.LINEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The schedules made of straight lines, cosines and cycles, against hand-worked values. */
class CycleTest {

  private static final Offset<Double> ROUNDING = within(1e-14);
  private static final double ROOT_2 = Math.sqrt(2);
  private static final double ROOT_3 = Math.sqrt(3);

  @Test
  void linearReachesItsEndAtItsLengthAndStaysThere() {
    assertThat(Walk.at(new Linear(2, 10, 4, STEPS), 0, 1, 2, 3, 4, 5, 1_000_000_000))
        .containsExactly(2, 4, 6, 8, 10, 10, 10);
    assertThat(Walk.at(new Linear(10, 2, 4, STEPS), 0, 1, 2, 3, 4, 5))
        .containsExactly(10, 8, 6, 4, 2, 2);
  }

  @Test
  void cosineReachesItsEndAtItsLengthAndStaysThere() {
    // 2 + 8 (1 + cos(30° t)) / 2 = 6 + 4 cos(30° t)
    assertThat(Walk.at(new Cosine(10, 2, 6, STEPS), 0, 1, 2, 3, 4, 5, 6, 7, 1_000_000_000))
        .containsExactly(
            new double[] {10, 6 + 2 * ROOT_3, 8, 6, 4, 6 - 2 * ROOT_3, 2, 2, 2}, ROUNDING);
  }

  @Test
  void cosineRestartsAfterPeriodsOfTwoSixAndEighteen() {
    CosineRestarts schedule = new CosineRestarts(10, 2, 2, 3, STEPS);

    assertThat(Walk.at(schedule, 0, 1, 2, 3, 4, 5, 6, 7, 8))
        .containsExactly(
            new double[] {10, 6, 10, 6 + 2 * ROOT_3, 8, 6, 4, 6 - 2 * ROOT_3, 10}, ROUNDING);
    assertThat(Walk.at(schedule, 8 + 3, 8 + 6, 8 + 9, 8 + 12, 8 + 15, 8 + 18))
        .containsExactly(new double[] {6 + 2 * ROOT_3, 8, 6, 4, 6 - 2 * ROOT_3, 10}, ROUNDING);
  }

  @Test
  void cosineRestartsWithoutGrowthForEver() {
    assertThat(Walk.at(new CosineRestarts(10, 2, 2, 1, STEPS), 0, 1, 2, 3, 4, 1_000_000, 1_000_001))
        .containsExactly(new double[] {10, 6, 10, 6, 10, 10, 6}, ROUNDING);
  }

  @Test
  void aCycleOfTwoPhasesPeaksOnceAndEndsAtItsLastUpdate() {
    // 10 updates, half of them up: the peak is at 4, the end at 9
    assertThat(
            Walk.at(
                new OneCycle(1, 9, 4, 10, 0.5, LINEAR, false, STEPS),
                0,
                1,
                2,
                3,
                4,
                5,
                8,
                9,
                10,
                1_000_000_000))
        .containsExactly(new double[] {1, 3, 5, 7, 9, 8, 5, 4, 4, 4}, ROUNDING);
    assertThat(
            Walk.at(
                new OneCycle(1, 9, 4, 11, 5 / 11.0, COSINE, false, STEPS),
                0,
                1,
                2,
                3,
                4,
                6,
                7,
                8,
                10,
                11))
        .containsExactly(
            new double[] {1, 5 - 2 * ROOT_2, 5, 5 + 2 * ROOT_2, 9, 7.75, 6.5, 5.25, 4, 4},
            ROUNDING);
  }

  @Test
  void aCycleOfThreePhasesComesBackBeforeItAnnihilates() {
    // 14 updates, 3.5 of them up: the peak is at 2.5, back at 5, the end at 13
    assertThat(
            Walk.at(
                new OneCycle(2, 12, 0, 14, 0.25, LINEAR, true, STEPS),
                0,
                1,
                2,
                3,
                4,
                5,
                6,
                12,
                13,
                14,
                1_000_000_000))
        .containsExactly(new double[] {2, 6, 10, 10, 6, 2, 1.75, 0.25, 0, 0, 0}, ROUNDING);
    // 12 updates, 3 of them up: the peak is at 2, back at 4, the end at 11
    assertThat(
            Walk.at(new OneCycle(2, 12, 0, 12, 0.25, COSINE, true, STEPS), 0, 1, 2, 3, 4, 11, 12))
        .containsExactly(new double[] {2, 7, 12, 7, 2, 0, 0}, ROUNDING);
  }

  /** The peak of 9 lies one step before the first at p = 0, half a step at p N = ½. */
  @Test
  void aCycleWithNoTimeToRiseStartsOnTheWayDown() {
    assertThat(Walk.at(new OneCycle(1, 9, 0, 9, 0, LINEAR, false, STEPS), 0, 1, 3, 7, 8, 9))
        .containsExactly(new double[] {8, 7, 5, 1, 0, 0}, ROUNDING);
    assertThat(Walk.at(new OneCycle(1, 9, 0, 5, 0.1, LINEAR, false, STEPS), 0, 1, 4, 5))
        .containsExactly(new double[] {8, 6, 0, 0}, ROUNDING);
    assertThat(Walk.at(new OneCycle(1, 9, 0, 10, 0.1, LINEAR, false, STEPS), 0, 9))
        .containsExactly(9, 0);
    assertThat(Walk.at(new OneCycle(1, 9, 0, 1, 0.3, COSINE, false, STEPS), 0, 1, 2))
        .containsExactly(0, 0, 0);
    // three phases: the way back ends at t = −1, so that all is the way from 10 to 0 within 5
    assertThat(Walk.at(new OneCycle(10, 90, 0, 5, 0.1, LINEAR, true, STEPS), 0, 1, 4, 5))
        .containsExactly(new double[] {8, 6, 0, 0}, ROUNDING);
  }

  @Test
  void momentumFallsToThePeakOfTheRateAndComesBack() {
    assertThat(
            Walk.at(
                new OneCycleMomentum(0.95, 0.85, 10, 0.5, LINEAR, false, STEPS),
                0,
                2,
                4,
                5,
                8,
                9,
                10,
                1_000_000_000))
        .containsExactly(new double[] {0.95, 0.9, 0.85, 0.87, 0.93, 0.95, 0.95, 0.95}, ROUNDING);
    assertThat(Walk.at(new OneCycleMomentum(0.95, 0.85, 10, 0.5, COSINE, false, STEPS), 1, 2, 3))
        .containsExactly(new double[] {0.9 + 0.025 * ROOT_2, 0.9, 0.9 - 0.025 * ROOT_2}, ROUNDING);
  }

  @Test
  void momentumOfThreePhasesIsBackWithTheRateAndStays() {
    assertThat(
            Walk.at(
                new OneCycleMomentum(0.95, 0.85, 12, 0.25, COSINE, true, STEPS),
                0,
                1,
                2,
                3,
                4,
                5,
                10,
                11,
                12))
        .containsExactly(
            new double[] {0.95, 0.9, 0.85, 0.9, 0.95, 0.95, 0.95, 0.95, 0.95}, ROUNDING);
  }

  @Test
  void momentumMirrorsTheRate() {
    OneCycle rate = new OneCycle(0, 1, 0, 50, 0.3, COSINE, false, STEPS);
    OneCycleMomentum momentum = new OneCycleMomentum(1, 0, 50, 0.3, COSINE, false, STEPS);

    for (int t = 0; t < 60; t++) {
      assertThat(momentum.at(t, 0)).isCloseTo(1 - rate.at(t, 0), ROUNDING);
    }
  }

  @Test
  void aTriangleOfUnequalHalvesReturnsForEver() {
    assertThat(
            Walk.at(
                new Cyclic(1, 9, 4, 2, Cyclic.Mode.TRIANGULAR, 1, STEPS),
                0,
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                10,
                11,
                12,
                6_000_000,
                6_000_004))
        .containsExactly(1, 3, 5, 7, 9, 5, 1, 3, 9, 5, 1, 1, 9);
  }

  @Test
  void triangular2HalvesFromCycleToCycle() {
    assertThat(
            Walk.at(
                new Cyclic(1, 9, 4, 2, Cyclic.Mode.TRIANGULAR2, 1, STEPS),
                0,
                1,
                4,
                5,
                6,
                7,
                10,
                11,
                12,
                16,
                22))
        .containsExactly(1, 3, 9, 5, 1, 2, 5, 3, 1, 3, 2);
  }

  @Test
  void expRangeShrinksAtEveryStepFromTheStartOfTraining() {
    assertThat(
            Walk.at(
                new Cyclic(1, 9, 4, 2, Cyclic.Mode.EXP_RANGE, 0.5, STEPS),
                0,
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                10))
        .containsExactly(1, 2, 2, 1.75, 1.5, 1 + 4 / 32.0, 1, 1 + 2 / 128.0, 1 + 8 / 1024.0);
  }

  @Test
  void aCycleOfMomentumGoesDownFirst() {
    assertThat(Walk.at(new Cyclic(9, 1, 2, 4, Cyclic.Mode.TRIANGULAR, 1, STEPS), 0, 1, 2, 3, 6, 8))
        .containsExactly(9, 5, 1, 3, 9, 1);
  }

  @Test
  void warmupStableDecayIsATrapezoid() {
    assertThat(
            Walk.at(
                new WarmupStableDecay(1, 9, 3, 4, 5, 3, LINEAR, STEPS),
                0,
                1,
                3,
                4,
                5,
                8,
                9,
                10,
                11,
                12,
                13,
                1_000_000_000))
        .containsExactly(new double[] {1, 3, 7, 9, 9, 9, 9, 7, 5, 3, 3, 3}, ROUNDING);
    assertThat(
            Walk.at(
                new WarmupStableDecay(1, 9, 3, 4, 5, 3, COSINE, STEPS), 2, 8, 9, 10, 11, 12, 13))
        .containsExactly(new double[] {5, 9, 9, 7.5, 4.5, 3, 3}, ROUNDING);
  }

  @Test
  void inverseSquareRootPeaksAtTheLastUpdateOfItsWarmup() {
    assertThat(Walk.at(new Noam(8, 4, STEPS), 0, 1, 2, 3, 4, 15, 63, 6_399))
        .containsExactly(new double[] {2, 4, 6, 8, 16 / Math.sqrt(5), 4, 2, 0.2}, ROUNDING);
  }

  @Test
  void inverseSquareRootIsTheTransformersEquation() {
    Noam schedule = new Noam(1 / Math.sqrt(512 * 4000), 4000, STEPS);

    for (long t : new long[] {0, 1, 100, 3998, 3999, 4000, 4001, 100_000}) {
      double number = t + 1;
      double paper =
          Math.pow(512, -0.5) * Math.min(Math.pow(number, -0.5), number * Math.pow(4000, -1.5));
      assertThat(schedule.at(t, 0)).isCloseTo(paper, within(1e-13 * paper));
    }
    assertThat(new Noam()).isEqualTo(schedule);
  }
}
