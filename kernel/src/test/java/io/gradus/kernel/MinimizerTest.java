package io.gradus.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Algorithm;
import io.gradus.api.ClosureOptimizer;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Objective;
import io.gradus.api.Outcome;
import io.gradus.api.Schedule;
import io.gradus.api.Shape;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import io.gradus.api.StepReport;
import io.gradus.kernel.Minimizer.Reason;
import io.gradus.problems.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MinimizerTest {

  /** Heavy ball, v ← 0.5 v + ηg, u = v, with the norm of the gradient read but not used. */
  @Algorithm(name = "ball", summary = "Heavy ball.", citation = "none")
  public record Ball(@Hyperparameter("η") Schedule learningRate) implements GradientOptimizer {
    public Ball() {
      this(Schedule.constant(0.1));
    }

    @Override
    public Expr update(Step step) {
      Slot v = step.slot("v");
      return v.set(v.value().times(0.5).plus(step.gradient().times(learningRate.at(step))));
    }
  }

  /** A method whose reports are given: x goes to 0, 1, 2 … */
  @Algorithm(name = "script", summary = "Plays a script.", citation = "none")
  public record Script(@Hyperparameter("outcomes") List<Outcome> outcomes)
      implements ClosureOptimizer {
    public Script() {
      this(List.of());
    }

    @Override
    public Run start(List<Shape> shapes) {
      int[] k = {0};
      return new Run() {
        @Override
        public StepReport step(Objective objective, double[] x) {
          Outcome outcome = outcomes.get(k[0]++);
          double before = objective.value(x);
          if (outcome == Outcome.MOVED) {
            x[0]++;
          }
          return new StepReport(before, objective.value(x), Double.NaN, 1, 1, 2, 3, false, outcome);
        }

        @Override
        public Map<String, double[]> save() {
          return Map.of("k", new double[] {k[0]});
        }

        @Override
        public void restore(Map<String, double[]> state, Objective objective) {
          k[0] = (int) state.get("k")[0];
        }
      };
    }
  }

  private static final Objective BOWL = Problems.named("bowl");

  /**
   * By hand: x = (−5, −2), g = (−10, −8), v = 0.1g, x = (−4, −1.2); g = (−8, −4.8), v = 0.5v +
   * 0.1g.
   */
  @Test
  @DisplayName("A gradient rule takes its steps, with one evaluation a step and one at the start")
  void rule() {
    Minimum two = new Minimizer(new Ball()).maxSteps(2).keepingTrace().minimize(BOWL, -5, -2);
    assertThat(two.trace()).hasSize(3);
    assertThat(two.trace().get(0)).containsExactly(-5, -2);
    assertThat(two.trace().get(1)).containsExactly(new double[] {-4, -1.2}, within(1e-15));
    double[] expected = {-4 + 0.5 + 0.8, -1.2 + 0.4 + 0.48};
    assertThat(two.point()).containsExactly(expected, within(1e-15));
    assertThat(two.value()).isEqualTo(BOWL.value(two.point()));
    assertThat(two.reason()).isEqualTo(Reason.STEPS);
    assertThat(two.reason().isConverged()).isFalse();
    assertThat(two.evaluations()).isEqualTo(3);
    Minimum all = new Minimizer(new Ball()).untilGradient(1e-10).minimize(BOWL, -5, -2);
    assertThat(all.reason()).isEqualTo(Reason.GRADIENT);
    assertThat(all.gradientNorm()).isLessThanOrEqualTo(1e-10);
    assertThat(all.evaluations()).isEqualTo(all.steps() + 1);
  }

  /** A rate of 0.9 makes x₂ ← x₂ − 3.6x₂ + …, which diverges: the start is the lowest point. */
  @Test
  @DisplayName("A rule that climbs ends with the lowest point that it saw, not the last")
  void lowest() {
    Minimum found =
        new Minimizer(new Ball(Schedule.constant(3))).maxSteps(3000).minimize(BOWL, -5, -2);
    assertThat(found.reason()).isEqualTo(Reason.NOT_FINITE);
    assertThat(found.point()).containsExactly(-5, -2);
    assertThat(found.value()).isEqualTo(33);
    assertThat(found.gradientNorm()).isNaN();
  }

  private static Minimizer script(Outcome... outcomes) {
    return new Minimizer(new Script(List.of(outcomes)));
  }

  @Test
  @DisplayName("Each outcome that ends a run has its reason, and counts add up")
  void reasons() {
    Objective falling = (x, g) -> -x[0];
    Map<Outcome, Reason> ends =
        Map.of(
            Outcome.GRADIENT_SMALL, Reason.GRADIENT,
            Outcome.VALUE_STILL, Reason.VALUE,
            Outcome.POINT_STILL, Reason.POINT,
            Outcome.NO_DECREASE, Reason.NO_DECREASE,
            Outcome.NOT_DESCENT, Reason.NO_DECREASE,
            Outcome.BUDGET, Reason.NO_DECREASE,
            Outcome.NOT_FINITE, Reason.NOT_FINITE);
    ends.forEach(
        (outcome, reason) -> {
          Minimum found = script(Outcome.MOVED, Outcome.STAYED, outcome).minimize(falling, 0);
          assertThat(found.reason()).isEqualTo(reason);
          assertThat(found.point()).containsExactly(1);
          assertThat(found.value()).isEqualTo(-1);
          assertThat(found.steps()).isEqualTo(3);
          assertThat(found.evaluations()).isEqualTo(3);
          assertThat(found.values()).isEqualTo(6);
          assertThat(found.products()).isEqualTo(9);
          assertThat(found.toString())
              .isEqualTo(reason + " after 3 steps and 9 evaluations: value -1.0 at [1.0]");
        });
  }

  @Test
  @DisplayName(
      "It ends by steps, evaluations, time, value, point and listener, the first that holds")
  void rules() {
    Outcome[] moves = new Outcome[20];
    Arrays.fill(moves, Outcome.MOVED);
    Objective slower = (x, g) -> Math.pow(0.5, x[0]); // falls by 0.5, 0.25, 0.125 …
    Minimizer plain = script(moves);
    assertThat(plain.maxSteps(4).minimize(slower, 0).steps()).isEqualTo(4);
    Minimum none = plain.maxSteps(0).minimize(slower, 7);
    assertThat(none.steps()).isZero();
    assertThat(none.point()).containsExactly(7);
    Minimum evaluated = plain.maxEvaluations(7).minimize(slower, 0);
    assertThat(evaluated.reason()).isEqualTo(Reason.EVALUATIONS);
    assertThat(evaluated.steps()).as("three a step").isEqualTo(3);
    assertThat(plain.maxTime(Duration.ZERO).minimize(slower, 0).reason()).isEqualTo(Reason.TIME);
    Minimum still = plain.untilValue(0.125).minimize(slower, 0);
    assertThat(still.reason()).isEqualTo(Reason.VALUE);
    assertThat(still.steps()).isEqualTo(3);
    Minimum near = plain.untilPoint(0.2).minimize(slower, 0);
    assertThat(near.reason()).isEqualTo(Reason.POINT);
    assertThat(near.point()).as("1 ≤ 0.2 · 5").containsExactly(5);
    List<Long> told = new ArrayList<>();
    Minimum cancelled =
        plain
            .whileTrue(
                progress -> {
                  told.add(progress.steps());
                  return progress.last().after() > 0.2;
                })
            .minimize(slower, 0);
    assertThat(cancelled.reason()).isEqualTo(Reason.CANCELLED);
    assertThat(told).containsExactly(1L, 2L, 3L);
    assertThatThrownBy(() -> plain.untilValue(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The bound of the value must be 0 or more, but is NaN.");
    assertThatThrownBy(() -> plain.maxSteps(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The bound of the number of steps must be 0 or more, but is -1.0.");
  }

  @Test
  @DisplayName("Resumed after any step it ends in the same bits and counts")
  void resumes() {
    Minimizer minimizer = new Minimizer(new Ball());
    Minimum whole = minimizer.maxSteps(9).minimize(BOWL, -5, -2);
    for (int k = 0; k <= 9; k++) {
      Minimum part = minimizer.maxSteps(k).minimize(BOWL, -5, -2);
      Minimum rest = minimizer.maxSteps(9).resume(BOWL, part.state());
      assertThat(rest.point()).isEqualTo(whole.point());
      assertThat(rest.value()).isEqualTo(whole.value());
      assertThat(rest.gradientNorm()).isEqualTo(whole.gradientNorm());
      assertThat(rest.steps()).isEqualTo(9);
      assertThat(rest.evaluations()).isEqualTo(whole.evaluations());
    }
    Map<String, double[]> foreign = new HashMap<>(whole.state());
    foreign.put("slot.w", new double[2]);
    assertThatThrownBy(() -> minimizer.resume(BOWL, foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("slot.w");
    foreign.remove("slot.w");
    foreign.remove("slot.v");
    assertThatThrownBy(() -> minimizer.resume(BOWL, foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The saved state has no 'slot.v' of 2 numbers");
    assertThatThrownBy(() -> minimizer.resume(BOWL, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The state has no 'minimizer.point'");
  }

  @Test
  @DisplayName(
      "The start is not changed, an empty one is refused, what the objective throws comes out")
  void start() {
    double[] start = {-5, -2};
    new Minimizer(new Ball()).minimize(BOWL, start);
    assertThat(start).containsExactly(-5, -2);
    assertThatThrownBy(() -> new Minimizer(new Ball()).minimize(BOWL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A point has one coordinate at least, but this has none.");
    IllegalStateException broken = new IllegalStateException("The disk is full.");
    assertThatThrownBy(
            () ->
                new Minimizer(new Ball())
                    .minimize(
                        (x, g) -> {
                          throw broken;
                        },
                        1))
        .isSameAs(broken);
  }
}
