package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.STEPS;
import static io.gradus.schedules.Annealing.COSINE;
import static io.gradus.schedules.Annealing.LINEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gradus.api.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the schedules promise of their shape: where they are monotone, and that they do not jump.
 */
class ShapeTest {

  @ParameterizedTest
  @MethodSource
  void neverRises(Schedule schedule) {
    double[] values = Walk.to(1500, schedule);
    for (int t = 1; t < values.length; t++) {
      assertThat(values[t]).as("step %d", t).isLessThanOrEqualTo(values[t - 1]);
    }
    assertThat(values[1500]).isLessThan(values[0]);
  }

  static Stream<Schedule> neverRises() {
    return Stream.of(
        new StepDecay(1, 0.5, 100, STEPS),
        new MultiStep(1, List.of(100L, 700L), 0.1, STEPS),
        new Exponential(1, 0.99, STEPS),
        new Power(1, -1, STEPS),
        new Power(1, -0.5, STEPS),
        new InverseTime(1, 0.01, 0.75, STEPS),
        new Polynomial(1, 0.1, 1000, 0.9, STEPS),
        new Polynomial(1, 0.1, 1000, 2, STEPS),
        new Linear(0.3, 0.1, 1000, STEPS),
        new Cosine(0.3, 0.1, 1000, STEPS),
        new CosineRestarts(0.3, 0.1, 2000, 2, STEPS),
        new Sigmoid(1, -0.01, 500, STEPS),
        new Warmup(new Cosine(0.3, 0.1, 1000, STEPS), 1, 300, STEPS),
        new Scaled(new Cosine(0.3, 0.1, 1000, STEPS), 3),
        new Floor(new Exponential(1, 0.99, STEPS), 0.01));
  }

  @ParameterizedTest
  @MethodSource
  void neverFalls(Schedule schedule) {
    double[] values = Walk.to(1500, schedule);
    for (int t = 1; t < values.length; t++) {
      assertThat(values[t]).as("step %d", t).isGreaterThanOrEqualTo(values[t - 1]);
    }
    assertThat(values[1500]).isGreaterThan(values[0]);
  }

  static Stream<Schedule> neverFalls() {
    return Stream.of(
        new Exponential(1, 1.01, STEPS),
        new Power(1, 0.5, STEPS),
        new Polynomial(0.1, 1, 1000, 2, STEPS),
        new Linear(0.1, 0.3, 1000, STEPS),
        new Cosine(0.1, 0.3, 1000, STEPS),
        new Sigmoid(1, 0.01, 500, STEPS),
        new Noam(1, 2000, STEPS),
        new Warmup(Schedule.constant(1), 0.1, 1000, STEPS));
  }

  @ParameterizedTest
  @MethodSource
  void risesThenFalls(Schedule schedule, int top) {
    double[] values = Walk.to(1500, schedule);
    for (int t = 1; t < values.length; t++) {
      int wanted = t <= top ? 1 : -1;
      assertThat(wanted * Double.compare(values[t], values[t - 1]))
          .as("step %d", t)
          .isGreaterThanOrEqualTo(0);
    }
    assertThat(Arrays.stream(values).max().orElseThrow()).isEqualTo(1);
    assertThat(values[top]).isEqualTo(1);
  }

  static Stream<Arguments> risesThenFalls() {
    return Stream.of(
        arguments(new OneCycle(0.04, 1, 0, 1000, 0.3, COSINE, false, STEPS), 299),
        arguments(new OneCycle(0.04, 1, 0, 1000, 0.3, LINEAR, true, STEPS), 299),
        arguments(new WarmupStableDecay(0, 1, 0, 300, 400, 300, LINEAR, STEPS), 300),
        arguments(new WarmupStableDecay(0, 1, 0, 300, 400, 300, COSINE, STEPS), 300),
        arguments(new Noam(1, 300, STEPS), 299),
        arguments(new Warmup(new Cosine(1, 0, 700, STEPS), 0, 300, STEPS), 300));
  }

  /** The slopes are known: 1 over the length for a line, π/2 times that for a cosine. */
  @ParameterizedTest
  @MethodSource
  void joinsWithoutAJump(Schedule schedule, double steepest) {
    double[] values = Walk.to(1500, schedule);
    for (int t = 1; t < values.length; t++) {
      assertThat(Math.abs(values[t] - values[t - 1]))
          .as("step %d", t)
          .isLessThanOrEqualTo(steepest * (1 + 1e-9));
    }
  }

  static Stream<Arguments> joinsWithoutAJump() {
    return Stream.of(
        arguments(new Linear(0, 1, 1000, STEPS), 1 / 1000.0),
        arguments(new Cosine(1, 0, 1000, STEPS), Math.PI / 2 / 1000),
        arguments(new Polynomial(1, 0, 1000, 2, STEPS), 2 / 1000.0),
        arguments(new OneCycle(0, 1, 0.1, 1000, 0.3, COSINE, false, STEPS), Math.PI / 2 / 299),
        arguments(new OneCycle(0.1, 1, 0, 1000, 0.3, LINEAR, true, STEPS), 1 / 299.0),
        arguments(new OneCycleMomentum(1, 0, 999, 0.25, COSINE, true, STEPS), Math.PI / 2 / 248),
        arguments(new Cyclic(0, 1, 400, 100, Cyclic.Mode.TRIANGULAR, 1, STEPS), 1 / 100.0),
        arguments(new Cyclic(0, 1, 400, 100, Cyclic.Mode.TRIANGULAR2, 1, STEPS), 1 / 100.0),
        arguments(new WarmupStableDecay(0, 1, 0, 300, 400, 200, LINEAR, STEPS), 1 / 200.0),
        arguments(new Noam(1, 300, STEPS), 1 / 300.0),
        arguments(new Warmup(new Cosine(1, 0, 700, STEPS), 0, 300, STEPS), 1 / 300.0));
  }
}
