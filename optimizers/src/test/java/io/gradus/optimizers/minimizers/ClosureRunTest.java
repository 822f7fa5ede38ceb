package io.gradus.optimizers.minimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.ClosureOptimizer;
import io.gradus.api.Objective;
import io.gradus.api.Optimizers;
import io.gradus.api.Outcome;
import io.gradus.api.StepReport;
import io.gradus.problems.Problem;
import io.gradus.problems.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every closure optimizer must do, whatever its method. */
class ClosureRunTest {

  /** Those that are installed, with their defaults. */
  static Stream<ClosureOptimizer> optimizers() {
    return Optimizers.installed().all().stream()
        .filter(ClosureOptimizer.class::isInstance)
        .map(ClosureOptimizer.class::cast);
  }

  /** Those that an optimizer can minimise: one of them is for sums of squares alone. */
  private static List<Problem> problems(ClosureOptimizer optimizer) {
    return Problems.all().stream()
        .filter(problem -> problem.isSumOfSquares() || !(optimizer instanceof LevenbergMarquardt))
        .toList();
  }

  private static final Problem ROSENBROCK = Problems.named("rosenbrock");

  /** An objective that hands another one's answers on, changed. */
  private static class Changed implements Objective {
    final Objective inner;
    int evaluations;
    int values;
    int products;

    Changed(Objective inner) {
      this.inner = inner;
    }

    @Override
    public double evaluate(double[] x, double[] gradient) {
      evaluations++;
      return inner.evaluate(x, gradient);
    }

    @Override
    public double value(double[] x) {
      values++;
      return inner.value(x);
    }

    @Override
    public void hessianVector(double[] x, double[] v, double[] product) {
      products++;
      inner.hessianVector(x, v, product);
    }

    @Override
    public void gaussNewtonVector(double[] x, double[] v, double[] product) {
      products++;
      inner.gaussNewtonVector(x, v, product);
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("The value never rises, what is reported is so, and what is counted was asked")
  void reports(ClosureOptimizer optimizer) {
    for (Problem problem : problems(optimizer)) {
      Changed counted = new Changed(problem);
      double[] x = problem.start();
      ClosureOptimizer.Run run = optimizer.start(x.length);
      double last = problem.value(x);
      for (int k = 0; k < 60; k++) {
        double[] before = x.clone();
        counted.evaluations = 0;
        counted.values = 0;
        counted.products = 0;
        StepReport report = run.step(counted, x);
        String where = optimizer + " on " + problem + " at step " + k;
        assertThat(report.evaluations()).as(where).isEqualTo(counted.evaluations);
        assertThat(report.values()).as(where).isEqualTo(counted.values);
        assertThat(report.products()).as(where).isEqualTo(counted.products);
        assertThat(report.before()).as(where).isEqualTo(last);
        assertThat(report.after()).as(where).isEqualTo(problem.value(x));
        assertThat(report.after())
            .as(where)
            .isLessThanOrEqualTo(last + 0x1p-48 * Math.abs(last)); // equal but for rounding
        if (!Double.isNaN(report.gradientNorm())) {
          double[] gradient = new double[x.length];
          problem.evaluate(x, gradient);
          assertThat(report.gradientNorm())
              .as(where)
              .isEqualTo(Arrays.stream(gradient).map(Math::abs).max().orElseThrow());
        }
        assertThat(Arrays.equals(before, x)).as(where).isEqualTo(report.outcome() != Outcome.MOVED);
        last = report.after();
        if (!report.outcome().goesOn()) {
          break;
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("Saved and restored after any of 12 steps, it goes on in the same bits and counts")
  void resumes(ClosureOptimizer optimizer) {
    for (String name : List.of("rosenbrock", "wood", "trigonometric")) {
      Problem problem = Problems.named(name);
      double[] x = problem.start();
      ClosureOptimizer.Run run = optimizer.start(x.length);
      List<StepReport> reports = new ArrayList<>();
      List<Map<String, double[]>> states = new ArrayList<>();
      List<double[]> points = new ArrayList<>();
      for (int k = 0; k < 12; k++) {
        states.add(run.save());
        points.add(x.clone());
        reports.add(run.step(problem, x));
      }
      for (int k = 0; k < 12; k++) {
        ClosureOptimizer.Run resumed = optimizer.start(x.length);
        resumed.restore(states.get(k), problem);
        double[] y = points.get(k).clone();
        for (int j = k; j < 12; j++) {
          assertThat(y).as("%s before step %d", name, j).isEqualTo(points.get(j));
          assertThat(resumed.step(problem, y)).isEqualTo(reports.get(j));
        }
        assertThat(y).isEqualTo(x);
        Map<String, double[]> state = resumed.save();
        assertThat(state.keySet()).isEqualTo(run.save().keySet());
        run.save().forEach((key, array) -> assertThat(state.get(key)).as(key).isEqualTo(array));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("What was saved does not change, and a state that does not fit is refused whole")
  void refusesForeignStates(ClosureOptimizer optimizer) {
    double[] x = ROSENBROCK.start();
    ClosureOptimizer.Run run = optimizer.start(2);
    for (int k = 0; k < 3; k++) {
      run.step(ROSENBROCK, x);
    }
    Map<String, double[]> state = run.save();
    Map<String, double[]> copy = new HashMap<>();
    state.forEach((name, array) -> copy.put(name, array.clone()));
    double[] point = x.clone();
    double[] next = x.clone();
    StepReport expected = run.step(ROSENBROCK, next);
    state.forEach((name, array) -> assertThat(array).as(name).isEqualTo(copy.get(name)));

    ClosureOptimizer.Run other = optimizer.start(2);
    other.restore(state, ROSENBROCK);
    for (String name : state.keySet()) {
      assertThat(name).matches("[a-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*)*");
      Map<String, double[]> without = new HashMap<>(state);
      without.remove(name);
      assertThatThrownBy(() -> other.restore(without, ROSENBROCK))
          .as("without " + name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + name + "'");
      Map<String, double[]> longer = new HashMap<>(state);
      longer.put(name, new double[state.get(name).length + 1]);
      assertThatThrownBy(() -> other.restore(longer, ROSENBROCK))
          .as("longer " + name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + name + "'");
    }
    Map<String, double[]> more = new HashMap<>(state);
    more.put("nonsense", new double[1]);
    assertThatThrownBy(() -> other.restore(more, ROSENBROCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonsense");
    double[] y = point.clone();
    assertThat(other.step(ROSENBROCK, y)).isEqualTo(expected);
    assertThat(y).isEqualTo(next);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("An objective that throws ends the step, leaves the point, and the run goes on")
  void throwing(ClosureOptimizer optimizer) {
    for (int call = 1; call <= 25; call++) {
      double[] x = ROSENBROCK.start();
      ClosureOptimizer.Run run = optimizer.start(2);
      int[] left = {call};
      IllegalStateException broken = new IllegalStateException("The disk is full.");
      Changed breaking =
          new Changed(ROSENBROCK) {
            private void count() {
              if (--left[0] == 0) {
                throw broken;
              }
            }

            @Override
            public double evaluate(double[] point, double[] gradient) {
              count();
              return super.evaluate(point, gradient);
            }

            @Override
            public double value(double[] point) {
              count();
              return super.value(point);
            }

            @Override
            public void hessianVector(double[] point, double[] v, double[] product) {
              count();
              super.hessianVector(point, v, product);
            }

            @Override
            public void gaussNewtonVector(double[] point, double[] v, double[] product) {
              count();
              super.gaussNewtonVector(point, v, product);
            }
          };
      boolean thrown = false;
      double value = ROSENBROCK.value(x);
      for (int k = 0; k < 40; k++) {
        double[] before = x.clone();
        try {
          StepReport report = run.step(breaking, x);
          assertThat(report.after()).isLessThanOrEqualTo(value);
          value = report.after();
        } catch (IllegalStateException expected) {
          assertThat(expected).isSameAs(broken);
          assertThat(x).isEqualTo(before);
          thrown = true;
        }
      }
      assertThat(thrown).isTrue();
      assertThat(value).isLessThan(5);
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("No value at the start: the outcome says so, the point keeps its bits")
  void notFiniteAtTheStart(ClosureOptimizer optimizer) {
    List<Objective> bad =
        List.of(
            (x, g) -> Double.NaN,
            (x, g) -> Double.POSITIVE_INFINITY,
            (x, g) -> Double.NEGATIVE_INFINITY);
    for (Objective objective : bad) {
      double[] x = {0.1, -0.0};
      StepReport report = optimizer.start(2).step(objective, x);
      assertThat(report.outcome()).isEqualTo(Outcome.NOT_FINITE);
      assertThat(x).containsExactly(0.1, -0.0);
    }
    for (double coordinate : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      double[] x = {1, coordinate};
      Changed asked = new Changed(ROSENBROCK);
      assertThat(optimizer.start(2).step(asked, x).outcome()).isEqualTo(Outcome.NOT_FINITE);
      assertThat(x).containsExactly(1, coordinate);
      assertThat(asked.evaluations + asked.values).isZero();
    }
  }

  /** −ln(1 − x) + (x − 3)² has no value from x = 1 on. */
  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("A function with a wall is minimised on this side of it")
  void wall(ClosureOptimizer optimizer) {
    Objective walled =
        new Objective() {
          @Override
          public double evaluate(double[] x, double[] g) {
            g[0] = 1 / (1 - x[0]) + 2 * (x[0] - 3);
            return value(x);
          }

          @Override
          public double value(double[] x) {
            return -Math.log(1 - x[0]) + (x[0] - 3) * (x[0] - 3);
          }

          @Override
          public void gaussNewtonVector(double[] x, double[] v, double[] product) {
            product[0] = v[0] * (1 / ((1 - x[0]) * (1 - x[0])) + 2);
          }
        };
    double[] x = {0};
    ClosureOptimizer.Run run = optimizer.start(1);
    for (int k = 0; k < 200 && run.step(walled, x).outcome().goesOn(); k++) {
      assertThat(x[0]).isLessThan(1);
    }
    // 1/(1 − x) = 6 − 2x: 2x² − 8x + 5 = 0, x = 2 − √1.5
    assertThat(x[0]).isCloseTo(2 - Math.sqrt(1.5), within(1e-5));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("A gradient of the wrong sign ends in an outcome, and the point keeps its bits")
  void lies(ClosureOptimizer optimizer) {
    Objective lying =
        new Changed(ROSENBROCK) {
          @Override
          public double evaluate(double[] point, double[] gradient) {
            double value = super.evaluate(point, gradient);
            gradient[0] = -gradient[0];
            gradient[1] = -gradient[1];
            return value;
          }
        };
    double[] x = ROSENBROCK.start();
    ClosureOptimizer.Run run = optimizer.start(2);
    StepReport report = run.step(lying, x);
    for (int k = 0; k < 100 && report.outcome().goesOn(); k++) {
      report = run.step(lying, x);
    }
    if (!Double.isNaN(report.gradientNorm())) {
      assertThat(report.outcome()).isIn(Outcome.NO_DECREASE, Outcome.BUDGET, Outcome.POINT_STILL);
      assertThat(x).isEqualTo(ROSENBROCK.start());
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("An objective that scribbles on what it is handed does not reach the point")
  void scribbles(ClosureOptimizer optimizer) {
    Objective scribbling =
        new Changed(ROSENBROCK) {
          @Override
          public double evaluate(double[] point, double[] gradient) {
            double value = super.evaluate(point, gradient);
            Arrays.fill(point, 1e9);
            return value;
          }

          @Override
          public double value(double[] point) {
            double value = super.value(point);
            Arrays.fill(point, 1e9);
            return value;
          }
        };
    double[] x = ROSENBROCK.start();
    double[] y = ROSENBROCK.start();
    ClosureOptimizer.Run run = optimizer.start(2);
    ClosureOptimizer.Run clean = optimizer.start(2);
    for (int k = 0; k < 10; k++) {
      run.step(scribbling, x);
      clean.step(ROSENBROCK, y);
      assertThat(x).isEqualTo(y);
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("Another instance is another function, and another point another beginning")
  void changes(ClosureOptimizer optimizer) {
    Problem beale = Problems.named("beale");
    double[] x = {1, 0.8};
    ClosureOptimizer.Run run = optimizer.start(2);
    for (int k = 0; k < 12; k++) {
      Problem now = k % 2 == 0 ? ROSENBROCK : beale;
      double before = now.value(x);
      StepReport report = run.step(now, x);
      assertThat(report.before()).isEqualTo(before);
      assertThat(report.after()).isEqualTo(now.value(x)).isLessThanOrEqualTo(before);
    }
    for (int k = 0; k < 12; k++) {
      x[0] += 0.5;
      double before = beale.value(x);
      StepReport report = run.step(beale, x);
      assertThat(report.before()).isEqualTo(before);
      assertThat(report.after()).isEqualTo(beale.value(x)).isLessThanOrEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("At the minimum it stays, and says that the gradient is 0")
  void startsAtTheMinimum(ClosureOptimizer optimizer) {
    double[] x = {1, 1};
    StepReport report = optimizer.start(2).step(ROSENBROCK, x);
    if (!Double.isNaN(report.gradientNorm())) {
      assertThat(report.outcome()).isEqualTo(Outcome.GRADIENT_SMALL);
    }
    assertThat(x).containsExactly(1, 1);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("A run without parameters and a point of another length are refused")
  void refusesSizes(ClosureOptimizer optimizer) {
    assertThatThrownBy(() -> optimizer.start(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A run needs from 1 to 2147483639 parameters, but the shapes have 0.");
    assertThatThrownBy(() -> optimizer.start(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> optimizer.start(2).step(ROSENBROCK, new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The point has 3 numbers, but this run is for 2.");
  }

  @Test
  @DisplayName("Those that are installed are these")
  void installed() {
    assertThat(optimizers().map(each -> each.description().name()))
        .containsExactly(
            "conjugate-gradient",
            "diagonal-newton",
            "lbfgs",
            "levenberg-marquardt",
            "nelder-mead",
            "newton",
            "newton-cg",
            "steepest-descent",
            "trust-region");
  }
}
