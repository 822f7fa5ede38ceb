package io.gradus.optimizers.linesearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Configuration;
import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.LineSearches;
import io.gradus.api.Objective;
import io.gradus.api.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BacktrackingTest {

  private final List<Double> tried = new ArrayList<>();

  /** φ itself: a function of one number, from 0 along 1. */
  private Line line(Objective phi, Line.Scale scale, double lastStep) {
    Line line = new Line(1);
    double[] gradient = new double[1];
    double value = phi.evaluate(new double[1], gradient);
    line.start(
        (x, g) -> {
          tried.add(x[0]);
          return phi.evaluate(x, g);
        },
        new double[1],
        value,
        gradient,
        value,
        new double[] {1},
        scale,
        0.25,
        lastStep,
        0);
    return line;
  }

  /** φ = (α − 0.3)², slope −0.6 at 0. */
  private static double parabola(double[] x, double[] g) {
    g[0] = 2 * (x[0] - 0.3);
    return (x[0] - 0.3) * (x[0] - 0.3);
  }

  @Test
  @DisplayName("Without interpolation each trial is τ times the last")
  void shrinks() {
    LineSearch search = new Backtracking(1e-4, 0.8, false, 1.5, 1, 1, 60);
    LineSearch.Result found =
        search.search(line(BacktrackingTest::parabola, Line.Scale.NONE, Double.NaN));
    // φ(α) ≤ 0.09 − 6e-5 α from α = 0.6 − 6e-5 on: 1, 0.8, 0.64, 0.512
    assertThat(found.step()).isEqualTo(0.8 * 0.8 * 0.8);
    assertThat(tried).containsExactly(1.0, 0.8, 0.8 * 0.8, 0.8 * 0.8 * 0.8, 0.8 * 0.8 * 0.8);
  }

  @Test
  @DisplayName("The first trial is first, then growth times the last step, never more than max")
  void firstTrial() {
    Backtracking search = new Backtracking(1e-4, 0.5, false, 3, 0.1, 0.2, 60);
    assertThat(step(search, Line.Scale.NONE, Double.NaN)).isEqualTo(0.1);
    assertThat(step(search, Line.Scale.NONE, 0.05)).isEqualTo(3 * 0.05);
    assertThat(step(search, Line.Scale.NONE, 0.1)).isEqualTo(0.2);
    assertThat(step(search, Line.Scale.NATURAL, 0.05)).isEqualTo(0.2);
    assertThat(step(search.with("max", 1), Line.Scale.NATURAL, 0.05)).isEqualTo(0.25);
    assertThat(step(search.with("first", 0).with("max", 1), Line.Scale.NONE, Double.NaN))
        .isEqualTo(0.25);
  }

  private double step(LineSearch search, Line.Scale scale, double lastStep) {
    return search.search(line(BacktrackingTest::parabola, scale, lastStep)).step();
  }

  /**
   * φ = 1 − α + 100α³. From 2, where φ = 799, the parabola's minimum is 4/(2·800) = 0.0025, below a
   * tenth, so 0.2, where φ = 1.6 is too high; the cubic through φ(0.2) and φ(2) is φ itself, with
   * its minimum at √(1/300). From 0.1, where φ = 1, the parabola's minimum is 0.1/2.
   */
  @Test
  @DisplayName("The second trial is a parabola's minimum, the third a cubic's, within [α/10, τα]")
  void interpolates() {
    Objective cubic =
        (x, g) -> {
          g[0] = -1 + 300 * x[0] * x[0];
          return 1 - x[0] + 100 * x[0] * x[0] * x[0];
        };
    Backtracking search = new Backtracking(1e-4, 0.95, true, 2, 2, 10, 60);
    double step = search.search(line(cubic, Line.Scale.NONE, Double.NaN)).step();
    assertThat(step).isCloseTo(Math.sqrt(1 / 300.0), within(1e-15));
    assertThat(tried).containsExactly(2.0, 0.2, step, step);
    step = search.with("first", 0.1).search(line(cubic, Line.Scale.NONE, Double.NaN)).step();
    assertThat(step).isCloseTo(0.05, within(1e-15));
    step =
        search
            .with("first", 0.1)
            .with("shrink", 0.4)
            .search(line(cubic, Line.Scale.NONE, Double.NaN))
            .step();
    assertThat(step).isCloseTo(0.04, within(1e-15));
  }

  @Test
  @DisplayName(
      "Where the function has no value the step is too far; it ends on this side of the wall")
  void wall() {
    Objective walled =
        (x, g) -> {
          g[0] = -1;
          return x[0] < 1e-3 ? -x[0] : Double.NaN;
        };
    LineSearch.Result found =
        new Backtracking().search(line(walled, Line.Scale.NATURAL, Double.NaN));
    assertThat(found.outcome()).isEqualTo(Outcome.MOVED);
    assertThat(found.step()).isLessThan(1e-3).isGreaterThan(1e-5);
  }

  @Test
  @DisplayName("A gradient that is infinite where the value is low enough is too far as well")
  void infiniteGradient() {
    Objective kinked =
        (x, g) -> {
          g[0] = x[0] > 0.01 ? Double.POSITIVE_INFINITY : -1;
          return -x[0];
        };
    LineSearch.Result found =
        new Backtracking().search(line(kinked, Line.Scale.NATURAL, Double.NaN));
    assertThat(found.outcome()).isEqualTo(Outcome.MOVED);
    assertThat(found.step()).isLessThanOrEqualTo(0.01);
  }

  @Test
  @DisplayName(
      "It says why there is no step: a gradient that lies, no value anywhere, trials spent")
  void reasons() {
    Objective rising =
        (x, g) -> {
          g[0] = -1;
          return x[0];
        };
    Objective nowhere =
        (x, g) -> {
          g[0] = -1;
          return x[0] > 0 ? Double.POSITIVE_INFINITY : 0;
        };
    Line.Scale scale = Line.Scale.NATURAL;
    LineSearch patient = new Backtracking().with("trials", 10_000);
    assertThat(patient.search(line(rising, scale, Double.NaN)))
        .isEqualTo(LineSearch.Result.none(Outcome.NO_DECREASE));
    assertThat(patient.search(line(nowhere, scale, Double.NaN)))
        .isEqualTo(LineSearch.Result.none(Outcome.NOT_FINITE));
    tried.clear();
    assertThat(new Backtracking().with("trials", 7).search(line(rising, scale, Double.NaN)))
        .isEqualTo(LineSearch.Result.none(Outcome.BUDGET));
    assertThat(tried).hasSize(7);
  }

  @Test
  @DisplayName("Near the minimum, where values differ by rounding, slopes decide")
  void flat() {
    Objective flat =
        (x, g) -> {
          g[0] = 1e-11 * (x[0] - 0.25);
          return 1 + (x[0] > 0 ? Math.ulp(1.0) : 0); // the true fall is far below an ulp
        };
    assertThat(new Backtracking().search(line(flat, Line.Scale.NATURAL, Double.NaN)).step())
        .isEqualTo(0.25);
  }

  @Test
  @DisplayName("It is found by name and refuses numbers out of range")
  void isAPlugin() {
    assertThat(LineSearches.named("Armijo")).isEqualTo(new Backtracking());
    LineSearch optax = Backtracking.optax();
    assertThat(LineSearches.fromMap(Configuration.toMap(optax))).isEqualTo(optax);
    assertThatThrownBy(() -> new Backtracking(0, 0.05, true, 0.5, -1, 0, 0))
        .isInstanceOf(InvalidHyperparametersException.class)
        .hasMessageContainingAll("decrease", "shrink", "growth", "first", "max", "trials");
  }
}
