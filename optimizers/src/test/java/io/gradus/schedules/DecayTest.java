package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.STEPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The schedules that decay by a factor, a table or a formula in t, against hand-worked values. */
class DecayTest {

  private static final Offset<Double> ROUNDING = within(1e-14);

  @Test
  void aStepHalvesFromTheTickOfEveryIntervalOn() {
    StepDecay schedule = new StepDecay(8, 0.5, 10, STEPS);

    assertThat(Walk.at(schedule, 0, 1, 9, 10, 11, 19, 20, 21, 30))
        .containsExactly(8, 8, 8, 4, 4, 4, 2, 2, 1);
    assertThat(schedule.at(1_000_000, 0)).isZero();
  }

  @Test
  void multiStepTakesATenthFromEveryMilestoneOn() {
    MultiStep schedule = new MultiStep(1, List.of(5L, 20L), 0.1, STEPS);

    assertThat(Walk.at(schedule, 0, 4, 5, 6, 19, 20, 21, 1_000_000_000))
        .containsExactly(new double[] {1, 1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01}, ROUNDING);
  }

  @Test
  void piecewiseTakesTheNextValueFromItsBoundaryOn() {
    Piecewise schedule = new Piecewise(List.of(3L, 7L), List.of(1.0, 5.0, 2.0), STEPS);

    assertThat(Walk.at(schedule, 0, 2, 3, 4, 6, 7, 8, 1_000_000_000))
        .containsExactly(1, 1, 5, 5, 5, 2, 2, 2);
  }

  @Test
  void aMapHoldsEachValueUntilTheNextAndTheFirstBeforeItsTime() {
    MapSchedule schedule = new MapSchedule(List.of(2L, 6L), List.of(3.0, 4.0), STEPS);

    assertThat(Walk.at(schedule, 0, 1, 2, 3, 5, 6, 7, 1_000_000_000))
        .containsExactly(3, 3, 3, 3, 3, 4, 4, 4);
  }

  @Test
  void aMapFromZeroIsPiecewiseWithoutTheZero() {
    MapSchedule map = new MapSchedule(List.of(0L, 3L, 7L), List.of(1.0, 5.0, 2.0), STEPS);
    Piecewise piecewise = new Piecewise(List.of(3L, 7L), List.of(1.0, 5.0, 2.0), STEPS);

    assertThat(Walk.to(20, map)).containsExactly(Walk.to(20, piecewise));
  }

  @Test
  void exponentialMultipliesByTheSameFactorAtEveryStep() {
    assertThat(Walk.at(new Exponential(8, 0.5, STEPS), 0, 1, 2, 3, 4, 2000))
        .containsExactly(8, 4, 2, 1, 0.5, 0);
    assertThat(Walk.at(new Exponential(1, 2, STEPS), 0, 1, 10)).containsExactly(1, 2, 1024);
    assertThat(Walk.at(new Exponential(1, 0.9, STEPS), 2, 3))
        .containsExactly(new double[] {0.81, 0.729}, ROUNDING);
  }

  @Test
  void powerCountsFromOne() {
    assertThat(Walk.at(new Power(6, -1, STEPS), 0, 1, 2, 5, 59))
        .containsExactly(new double[] {6, 3, 2, 1, 0.1}, ROUNDING);
    assertThat(Walk.at(new Power(6, -0.5, STEPS), 0, 3, 8, 35, 3599))
        .containsExactly(new double[] {6, 3, 2, 1, 0.1}, ROUNDING);
    assertThat(Walk.at(new Power(6, 2, STEPS), 0, 1, 2)).containsExactly(6, 24, 54);
  }

  @Test
  void inverseTimeDividesByThePowerOfTheTime() {
    assertThat(Walk.at(new InverseTime(12, 0.5, 1, STEPS), 0, 1, 2, 4, 10))
        .containsExactly(new double[] {12, 8, 6, 4, 2}, ROUNDING);
    assertThat(Walk.at(new InverseTime(12, 0.5, 2, STEPS), 0, 2, 6))
        .containsExactly(new double[] {12, 3, 0.75}, ROUNDING);
    assertThat(Walk.at(new InverseTime(12, 0.5, 0.5, STEPS), 0, 6, 16))
        .containsExactly(new double[] {12, 6, 4}, ROUNDING);
  }

  @Test
  void polynomialEndsAtItsLengthAndStaysThere() {
    assertThat(Walk.at(new Polynomial(10, 2, 4, 2, STEPS), 0, 1, 2, 3, 4, 5, 1_000_000_000))
        .containsExactly(new double[] {10, 6.5, 4, 2.5, 2, 2, 2}, ROUNDING);
    assertThat(Walk.at(new Polynomial(10, 2, 4, 0.5, STEPS), 0, 3, 4, 5))
        .containsExactly(new double[] {10, 6, 2, 2}, ROUNDING);
  }

  @Test
  void polynomialOfPowerOneIsLinear() {
    assertThat(Walk.to(12, new Polynomial(0.3, 0.1, 10, 1, STEPS)))
        .containsExactly(Walk.to(12, new Linear(0.3, 0.1, 10, STEPS)), ROUNDING);
  }

  @Test
  void sigmoidIsHalfItsBoundAtTheMidpointAndTriplesItsOddsEveryStep() {
    double steepness = Math.log(3); // the odds η/(η⁺ − η) are 3^(t − c)

    assertThat(Walk.at(new Sigmoid(10, -steepness, 3, STEPS), 1, 2, 3, 4, 5, 1_000_000))
        .containsExactly(new double[] {9, 7.5, 5, 2.5, 1, 0}, ROUNDING);
    assertThat(Walk.at(new Sigmoid(10, steepness, 3, STEPS), 1, 2, 3, 4, 5, 1_000_000))
        .containsExactly(new double[] {1, 2.5, 5, 7.5, 9, 10}, ROUNDING);
  }
}
