package io.gradus.optimizers.minimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.ClosureOptimizer;
import io.gradus.api.Outcome;
import io.gradus.api.StepReport;
import io.gradus.optimizers.linesearch.Backtracking;
import io.gradus.problems.Problems;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SteepestDescentTest {

  static Stream<Golden.Trace> backtracking() {
    return Golden.traces("optax backtracking");
  }

  @ParameterizedTest
  @MethodSource("backtracking")
  @DisplayName("It takes optax's steps of gradient descent with backtracking, in as many trials")
  void followsOptax(Golden.Trace trace) {
    double[] x = trace.points()[0].clone();
    ClosureOptimizer.Run run = new SteepestDescent(Backtracking.optax()).start(x.length);
    for (int k = 1; k < trace.points().length; k++) {
      double trials = trace.evaluations()[k] - trace.evaluations()[k - 1];
      StepReport report = run.step(trace.objective(), x);
      if (trials == 51) { // optax then takes the last trial, though it leads uphill
        assertThat(report.outcome()).isEqualTo(Outcome.BUDGET);
        assertThat(report.after()).isEqualTo(report.before());
        return;
      }
      assertThat(x).as("row %d", k).containsExactly(trace.points()[k], within(trace.tolerance(k)));
      // one trial with its gradient, then values alone
      assertThat(report.values() == 0 ? 1 : 1 + report.values())
          .as("trials of row %d", k)
          .isEqualTo((long) trials);
    }
  }

  /**
   * f = x₁² + 2x₂² from (−5, −2): g = (−10, −8), the step size η leads to (−5 + 10η, −2 + 8η) and
   * to f = 33 − 164η + 228η². A first trial of 1 gives 97; the parabola through 33, the slope −164
   * and 97 has its minimum at 164/456, where f = 33 − 164²/912, below what c₁ = 1e-4 asks.
   */
  @Test
  @DisplayName("On the course's bowl the second trial is the optimal step 164/456")
  void optimalStepOfABowl() {
    double[] x = {-5, -2};
    StepReport report =
        new SteepestDescent(new Backtracking().with("first", 1))
            .start(2)
            .step(Problems.named("bowl"), x);
    double eta = 164.0 / 456;
    assertThat(report.stepSize()).isCloseTo(eta, within(1e-15));
    assertThat(x).containsExactly(new double[] {-5 + 10 * eta, -2 + 8 * eta}, within(1e-14));
    assertThat(report.before()).isEqualTo(33);
    assertThat(report.after()).isCloseTo(33 - 164.0 * 164 / 912, within(1e-13));
    assertThat(report.gradientNorm())
        .isCloseTo(Math.max(10 - 20 * eta, Math.abs(-8 + 32 * eta)), within(1e-14));
    assertThat(report.evaluations()).as("at x, at 1, at the accepted point").isEqualTo(3);
    assertThat(report.values()).isEqualTo(1);
    assertThat(report.products()).isZero();
    assertThat(report.outcome()).isEqualTo(Outcome.MOVED);
    assertThat(report.restarted()).isFalse();
  }

  @Test
  @DisplayName("The first trial is a step of length 1 where nothing is told")
  void firstStep() {
    double[] x = {-5, -2};
    StepReport report = new SteepestDescent().start(2).step(Problems.named("bowl"), x);
    assertThat(report.stepSize()).isEqualTo(1 / Math.sqrt(164));
  }

  @Test
  @DisplayName("The quartic of the course texts ends in its printed minima from 5 and from −5")
  void quartic() {
    for (double start : new double[] {5, -5}) {
      double[] x = {start};
      ClosureOptimizer.Run run = new SteepestDescent().start(1);
      for (int k = 0; k < 100 && run.step(Problems.named("quartic"), x).outcome().goesOn(); k++) {}
      assertThat(x[0]).isCloseTo(start > 0 ? 3.2727653395584366 : -3.254993730859254, within(1e-8));
    }
  }
}
