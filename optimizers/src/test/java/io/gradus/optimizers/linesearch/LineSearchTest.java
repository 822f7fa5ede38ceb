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
import io.gradus.api.Schedule;
import io.gradus.optimizers.minimizers.Recordings;
import io.gradus.schedules.InverseTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every line search must do, and that each takes the trials of the program it follows. */
class LineSearchTest {

  private final List<Double> tried = new ArrayList<>();

  /** φ itself, from 0 along 1. */
  private Line line(Objective phi, double firstStep) {
    Line line = new Line(1);
    double[] gradient = new double[1];
    double value = phi.evaluate(new double[1], gradient);
    line.start(
        new Objective() {
          @Override
          public double evaluate(double[] x, double[] g) {
            tried.add(x[0]);
            return phi.evaluate(x, g);
          }

          @Override
          public void hessianVector(double[] x, double[] v, double[] product) {
            phi.hessianVector(x, v, product);
          }
        },
        new double[1],
        value,
        gradient,
        value,
        new double[] {1},
        Line.Scale.NATURAL,
        firstStep,
        Double.NaN,
        0);
    return line;
  }

  /** The functions of Moré and Thuente (1994), section 5. */
  private static Objective phi(String name) {
    return switch (name) {
      case "mt1" ->
          (x, g) -> {
            double a = x[0];
            g[0] = (a * a - 2) / ((a * a + 2) * (a * a + 2));
            return -a / (a * a + 2);
          };
      case "mt2" ->
          (x, g) -> {
            double a = x[0] + 0.004;
            g[0] = 5 * Math.pow(a, 4) - 8 * Math.pow(a, 3);
            return Math.pow(a, 5) - 2 * Math.pow(a, 4);
          };
      case "mt3" -> LineSearchTest::oscillating;
      case "mt4" -> (x, g) -> yanai(x[0], g, 0.001, 0.001);
      case "mt5" -> (x, g) -> yanai(x[0], g, 0.01, 0.001);
      case "mt6" -> (x, g) -> yanai(x[0], g, 0.001, 0.01);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static double oscillating(double[] x, double[] g) {
    double a = x[0];
    double b = 0.01;
    double l = 39;
    double w = a <= 1 - b ? 1 - a : a >= 1 + b ? a - 1 : (a - 1) * (a - 1) / (2 * b) + b / 2;
    double slope = a <= 1 - b ? -1 : a >= 1 + b ? 1 : (a - 1) / b;
    g[0] = slope + (1 - b) * Math.cos(l * Math.PI / 2 * a);
    return w + 2 * (1 - b) / (l * Math.PI) * Math.sin(l * Math.PI / 2 * a);
  }

  private static double yanai(double a, double[] g, double b1, double b2) {
    double c1 = Math.sqrt(1 + b1 * b1) - b1;
    double c2 = Math.sqrt(1 + b2 * b2) - b2;
    double left = Math.sqrt((1 - a) * (1 - a) + b2 * b2);
    double right = Math.sqrt(a * a + b1 * b1);
    g[0] = c1 * (a - 1) / left + c2 * a / right;
    return c1 * left + c2 * right;
  }

  static Stream<List<String>> recordings() {
    return Recordings.lines("line-searches.tsv").map(List::of);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  @DisplayName("On Moré and Thuente's functions it takes the recorded step in as many trials")
  void followsRecordings(List<String> row) {
    double c1 = Double.parseDouble(row.get(2));
    double c2 = Double.parseDouble(row.get(3));
    double first = Double.parseDouble(row.get(4));
    LineSearch search =
        switch (row.get(1)) {
          case "scipy.dcsrch (More-Thuente)" -> new MoreThuente(c1, c2);
          case "torch._strong_wolfe" -> new MinFuncWolfe(c1, c2, 1e-9, 26);
          default -> new StrongWolfe(c1, c2, 0, 0, false, 1 / 0.0, 50);
        };
    Line line = line(phi(row.get(0)), first);
    LineSearch.Result found = search.search(line);
    if (row.get(9).equals("False")) { // PyTorch ended without a Wolfe point, far out
      return;
    }
    assertThat(found.outcome()).isEqualTo(Outcome.MOVED);
    double step = Double.parseDouble(row.get(5));
    assertThat(found.step()).isCloseTo(step, within(1e-9 * Math.max(1, step)));
    assertThat(tried).hasSize(Integer.parseInt(row.get(8)));
    assertThat(line.accept(found.step())).isCloseTo(Double.parseDouble(row.get(6)), within(1e-9));
  }

  /** Those that promise the strong conditions of Wolfe, or the weak ones. */
  private static final Map<LineSearch, Boolean> WOLFE =
      Map.of(
          new MoreThuente(1e-3, 0.1), true,
          new StrongWolfe(1e-3, 0.1), true,
          new MinFuncWolfe(1e-3, 0.1), true,
          new HagerZhang(1e-3, 0.1), false,
          new Exact(), true);

  @Test
  @DisplayName("The conditions hold at what is taken, on all six functions from four first trials")
  void conditionsHold() {
    WOLFE.forEach(
        (search, isStrong) -> {
          for (int k = 1; k <= 6; k++) {
            for (double first : new double[] {1e-3, 0.1, 10, 1000}) {
              Objective phi = phi("mt" + k);
              Line line = line(phi, first);
              LineSearch.Result found = search.search(line);
              String where = search + " on mt" + k + " from " + first;
              assertThat(found.outcome()).as(where).isEqualTo(Outcome.MOVED);
              double[] slope = new double[1];
              double value = phi.evaluate(new double[] {found.step()}, slope);
              assertThat(value)
                  .as(where)
                  .isLessThanOrEqualTo(line.value() + 1e-3 * found.step() * line.slope());
              assertThat(slope[0]).as(where).isGreaterThanOrEqualTo(0.1 * line.slope());
              if (isStrong) {
                assertThat(slope[0]).as(where).isLessThanOrEqualTo(-0.1 * line.slope());
              }
              assertThat(line.accept(found.step())).as(where).isEqualTo(value);
              assertThat(line.gradient()).as(where).isEqualTo(slope);
            }
          }
        });
  }

  static Stream<LineSearch> searches() {
    return LineSearches.installed().all().stream();
  }

  @Test
  @DisplayName("Those that are installed are these")
  void installed() {
    assertThat(LineSearches.installed().names())
        .containsExactly(
            "backtracking",
            "exact",
            "fixed-step",
            "hager-zhang",
            "minfunc-wolfe",
            "more-thuente",
            "strong-wolfe");
    assertThat(LineSearches.installed().problems()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("searches")
  @DisplayName("It goes to a map and back, and is found by its aliases")
  void isAPlugin(LineSearch search) {
    assertThat(LineSearches.fromMap(Configuration.toMap(search))).isEqualTo(search);
    for (String alias : search.description().aliases()) {
      assertThat(LineSearches.named(alias)).isEqualTo(search);
    }
  }

  @ParameterizedTest
  @MethodSource("searches")
  @DisplayName("From beyond a wall it comes back to this side of it")
  void wall(LineSearch search) {
    for (double wall : new double[] {0.9, 1e-3, 1e-6}) {
      for (double beyond : new double[] {Double.NaN, 1 / 0.0, -1 / 0.0}) {
        Objective walled =
            (x, g) -> {
              g[0] = x[0] < wall ? -1 : beyond;
              return x[0] < wall ? -x[0] : beyond;
            };
        LineSearch.Result found = search.search(line(walled, 1));
        if (search instanceof FixedStep) {
          assertThat(found).isEqualTo(LineSearch.Result.none(Outcome.NOT_FINITE));
        } else {
          assertThat(found.outcome()).as("wall %s, %s", wall, beyond).isEqualTo(Outcome.MOVED);
          assertThat(found.step()).isLessThan(wall).isGreaterThan(0);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("searches")
  @DisplayName("No value anywhere, a gradient that lies: a reason in a bounded number of trials")
  void reasons(LineSearch search) {
    Objective nowhere =
        (x, g) -> {
          g[0] = -1;
          return x[0] > 0 ? Double.NaN : 0;
        };
    assertThat(search.search(line(nowhere, 1)))
        .isEqualTo(LineSearch.Result.none(Outcome.NOT_FINITE));
    assertThat(tried).hasSizeLessThan(1100);
    tried.clear();
    Objective lying =
        (x, g) -> {
          g[0] = -1;
          return 10 + x[0];
        };
    LineSearch.Result found = search.search(line(lying, 1));
    if (!(search instanceof FixedStep)) {
      assertThat(found.step()).isZero();
      assertThat(found.outcome()).isIn(Outcome.NO_DECREASE, Outcome.BUDGET);
    }
    assertThat(tried).hasSizeLessThan(200);
  }

  @ParameterizedTest
  @MethodSource("searches")
  @DisplayName("A line that falls for ever ends in a step down, in a bounded number of trials")
  void unbounded(LineSearch search) {
    Objective falling =
        (x, g) -> {
          g[0] = -1;
          return -x[0];
        };
    LineSearch.Result found = search.search(line(falling, 1));
    assertThat(found.outcome()).isEqualTo(Outcome.MOVED);
    assertThat(found.step()).isGreaterThanOrEqualTo(1);
    assertThat(tried).hasSizeLessThan(1100);
  }

  /**
   * φ = 1 + 1e-17 (α − 0.3)²: all values are 1, and only slopes tell where the minimum is. A step
   * of 1 has 7/3 of the first slope, too steep for c₂ = 0.9.
   */
  @Test
  @DisplayName("Where values differ by rounding alone, slopes find the minimum")
  void flat() {
    Objective flat =
        (x, g) -> {
          g[0] = 2e-17 * (x[0] - 0.3);
          return 1 + 1e-17 * (x[0] - 0.3) * (x[0] - 0.3);
        };
    for (LineSearch search :
        List.of(new HagerZhang(), new MinFuncWolfe(), new StrongWolfe(), new MoreThuente())) {
      LineSearch.Result found = search.search(line(flat, 1));
      assertThat(found.outcome()).as(search.toString()).isEqualTo(Outcome.MOVED);
      assertThat(found.step()).as(search.toString()).isBetween(0.03, 0.57);
    }
  }

  @ParameterizedTest
  @MethodSource("searches")
  @DisplayName("A parabola's minimum as the first trial is taken at once")
  void firstTrialIsEnough(LineSearch search) {
    Objective parabola =
        (x, g) -> {
          g[0] = 2 * (x[0] - 1);
          return (x[0] - 1) * (x[0] - 1);
        };
    assertThat(search.search(line(parabola, 1)).step()).isCloseTo(1, within(1e-9));
    assertThat(tried).hasSize(1);
  }

  /** φ = (α − 3)⁴, φ″(0) = 108, φ′(0) = −108; the first step is 1 and Brent goes on to 3. */
  @Test
  @DisplayName("The exact search takes one product on a parabola, and goes on by Brent elsewhere")
  void exact() {
    double[] product = {0};
    Objective parabola =
        new Objective() {
          @Override
          public double evaluate(double[] x, double[] g) {
            g[0] = 10 * (x[0] - 0.7);
            return 5 * (x[0] - 0.7) * (x[0] - 0.7);
          }

          @Override
          public void hessianVector(double[] x, double[] v, double[] into) {
            product[0]++;
            into[0] = 10 * v[0];
          }
        };
    assertThat(new Exact().search(line(parabola, 1)).step()).isEqualTo(7.0 / 10);
    assertThat(product[0]).isEqualTo(1);
    assertThat(tried).hasSize(1);
    tried.clear();
    Objective sine =
        (x, g) -> {
          g[0] = -Math.cos(x[0]);
          return -Math.sin(x[0]);
        };
    assertThat(new Exact().search(line(sine, 1)).step()).isCloseTo(Math.PI / 2, within(1e-8));
    assertThat(tried).hasSizeLessThan(12);
  }

  @Test
  @DisplayName("A fixed step follows its schedule of steps, and refuses one of epochs")
  void fixed() {
    Line line = new Line(1);
    Objective any =
        (x, g) -> {
          g[0] = 2 * x[0];
          return x[0] * x[0];
        };
    FixedStep search = new FixedStep(new InverseTime(0.5, 1, 1, Schedule.Unit.STEPS));
    for (int k = 0; k < 4; k++) {
      for (Line.Scale scale : Line.Scale.values()) {
        line.start(
            any,
            new double[] {1},
            1,
            new double[] {2},
            1,
            new double[] {-2},
            scale,
            0.25,
            Double.NaN,
            k);
        assertThat(search.search(line).step())
            .isEqualTo(search.stepSize().at(k, 0) * (scale == Line.Scale.NATURAL ? 0.25 : 1));
      }
    }
    assertThatThrownBy(() -> new FixedStep(new InverseTime(0.5, 1, 1, Schedule.Unit.EPOCHS)))
        .isInstanceOf(InvalidHyperparametersException.class)
        .hasMessageContaining("stepSize must count steps, as a line search knows no epochs");
  }

  @Test
  @DisplayName("Conditions that contradict each other are refused")
  void refusesCrossedConditions() {
    for (Runnable crossed :
        List.<Runnable>of(
            () -> new MoreThuente(0.4, 0.3),
            () -> new StrongWolfe(0.4, 0.3),
            () -> new MinFuncWolfe(0.4, 0.3),
            () -> new HagerZhang(0.4, 0.3))) {
      assertThatThrownBy(crossed::run)
          .isInstanceOf(InvalidHyperparametersException.class)
          .hasMessageContaining("curvature must not be below");
    }
  }
}
