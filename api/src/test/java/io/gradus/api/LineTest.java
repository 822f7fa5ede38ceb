package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LineTest {

  private final List<Double> asked = new ArrayList<>();

  /** f(x) = (x₁ − 2)² + x₂, not defined from x₁ = 4 on. */
  private double f(double[] x, double[] gradient) {
    asked.add(x[0]);
    gradient[0] = 2 * (x[0] - 2);
    gradient[1] = 1;
    return x[0] < 4 ? (x[0] - 2) * (x[0] - 2) + x[1] : Double.NaN;
  }

  /** From (0, 1) along (1, 0): φ(α) = (α − 2)² + 1. */
  private Line line(Objective objective) {
    Line line = new Line(2);
    line.start(
        objective,
        new double[] {0, 1},
        5,
        new double[] {-4, 1},
        5,
        new double[] {1, 0},
        Line.Scale.NATURAL,
        1,
        Double.NaN,
        7);
    return line;
  }

  @Test
  @DisplayName("Values and slopes are those of the function along the direction")
  void trials() {
    Line line = line(this::f);
    assertThat(line.value()).isEqualTo(5);
    assertThat(line.slope()).isEqualTo(-4);
    assertThat(line.trial(1)).isEqualTo(new Line.Trial(1, 2, -2));
    assertThat(line.trial(3)).isEqualTo(new Line.Trial(3, 2, 2));
    assertThat(line.trialOfValue(0.5)).isEqualTo(new Line.Trial(0.5, 3.25, Double.NaN));
    assertThat(line.curvature()).isCloseTo(2, within(1e-9));
  }

  @Test
  @DisplayName("Where the function has no value, or the point no number, the step is too far")
  void tooFar() {
    Line line = line(this::f);
    Line.Trial far = new Line.Trial(4, Double.POSITIVE_INFINITY, Double.NaN);
    assertThat(line.trial(4)).isEqualTo(far);
    assertThat(line.trialOfValue(4)).isEqualTo(far);
    asked.clear();
    assertThat(line.trial(Double.POSITIVE_INFINITY).isFinite()).isFalse();
    assertThat(asked).as("an infinite point is not asked for").isEmpty();
    Line slanted = line((x, g) -> g[0] = Double.POSITIVE_INFINITY);
    assertThat(slanted.trial(1).isFinite()).as("an infinite gradient").isFalse();
    Line low = line((x, g) -> Double.NEGATIVE_INFINITY);
    assertThat(low.trial(1).isFinite()).as("an infinite depth").isFalse();
    assertThat(low.lowest()).isNull();
  }

  @Test
  @DisplayName(
      "The last trial and the lowest are accepted without a new evaluation, others with one")
  void accept() {
    for (double wanted : new double[] {1.5, 3, 0.5}) {
      asked.clear();
      Line line = line(this::f);
      line.trial(0.5);
      line.trial(1.5);
      line.trial(4);
      line.trial(3);
      assertThat(line.lowest().step()).isEqualTo(1.5);
      double value = line.accept(wanted);
      assertThat(value).isEqualTo((wanted - 2) * (wanted - 2) + 1);
      assertThat(line.point()).containsExactly(wanted, 1);
      assertThat(line.gradient()).containsExactly(2 * (wanted - 2), 1);
      assertThat(asked).hasSize(wanted == 0.5 ? 5 : 4);
    }
  }

  @Test
  @DisplayName("A search that chooses a step without a value is refused")
  void refusesAStepWithoutAValue() {
    assertThatThrownBy(() -> line(this::f).accept(4))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chose the step size 4.0, but the objective is not finite there");
  }

  @Test
  @DisplayName(
      "Sufficient decrease is Armijo's, or the slopes' where values differ by rounding alone")
  void isLow() {
    Line line = line(this::f); // φ(0) = 5, φ'(0) = −4
    assertThat(line.isFlat()).isFalse();
    assertThat(line.isLow(new Line.Trial(1, 5 - 0.4, 100), 0.1)).isTrue();
    assertThat(line.isLow(new Line.Trial(1, 5 - 0.39, 100), 0.1)).isFalse();
    assertThat(line.isLow(new Line.Trial(1, Math.nextUp(5.0), 3.2), 0.1)).isFalse();
    assertThat(line.isLow(line.trial(4), 0.1)).isFalse();
    line.start( // the same with a slope of −4e-14
        this::f,
        new double[] {0, 1},
        5,
        new double[] {-4e-14, 1},
        5,
        new double[] {1, 0},
        Line.Scale.NATURAL,
        1,
        Double.NaN,
        0);
    assertThat(line.isFlat()).isTrue();
    assertThat(line.isLow(new Line.Trial(1, Math.nextUp(5.0), 3.2e-14), 0.1)).isTrue(); // 0.8 · 4
    assertThat(line.isLow(new Line.Trial(1, Math.nextUp(5.0), 3.3e-14), 0.1)).isFalse();
    assertThat(line.isLow(new Line.Trial(1, Math.nextDown(5.0), 3.3e-14), 0.1)).isFalse();
    assertThat(line.isLow(new Line.Trial(1, 5 - 1e-12, 3.3e-14), 0.1)).isTrue();
    assertThat(line.isLow(new Line.Trial(1, 5 + 1e-12, 3.2e-14), 0.1)).isFalse();
    assertThat(line.isLow(new Line.Trial(1, 5, Double.NaN), 0.1)).isFalse();
  }

  @Test
  @DisplayName("A step that rounding undoes does not move")
  void moves() {
    Line line = new Line(1);
    double[] x = {1};
    line.start(
        this::f,
        x,
        1,
        new double[] {1},
        1,
        new double[] {-1},
        Line.Scale.NATURAL,
        1,
        Double.NaN,
        0);
    assertThat(line.moves(1e-15)).isTrue();
    assertThat(line.moves(1e-17)).isFalse();
    Objective inFloat =
        new Objective() {
          @Override
          public double evaluate(double[] point, double[] gradient) {
            return 0;
          }

          @Override
          public void representable(double[] point) {
            point[0] = (float) point[0];
          }
        };
    line.start(
        inFloat,
        x,
        1,
        new double[] {1},
        1,
        new double[] {-1},
        Line.Scale.NATURAL,
        1,
        Double.NaN,
        0);
    assertThat(line.moves(1e-15)).isFalse();
    assertThat(line.moves(1e-7)).isTrue();
  }

  /** Takes one trial and is content. */
  @AutoService(LineSearch.class)
  @Algorithm(
      name = "sample-search",
      aliases = "sample-line",
      summary = "Takes one trial.",
      citation = "none")
  public record Once(
      @Hyperparameter(value = "step size", range = "(0, inf)") double step,
      @Hyperparameter("used where the first fails") Schedule other)
      implements LineSearch {

    public Once {
      Hyperparameters.check(Once.class, step, other);
    }

    public Once() {
      this(1, Schedule.constant(2));
    }

    @Override
    public Result search(Line line) {
      return line.trial(step).isFinite() ? Result.at(step) : Result.none(Outcome.NOT_FINITE);
    }
  }

  /** An optimizer that holds a line search. */
  @Algorithm(name = "sample-holder", summary = "Holds a line search.", citation = "none")
  public record Holder(@Hyperparameter("line search") LineSearch lineSearch)
      implements ClosureOptimizer {
    public Holder() {
      this(new Once());
    }

    @Override
    public Run start(List<Shape> shapes) {
      throw new UnsupportedOperationException("It only holds.");
    }
  }

  @Test
  @DisplayName("A line search is found by name, and a miss says so in its own words")
  void foundByName() {
    assertThat(LineSearches.named("Sample-Line")).isEqualTo(new Once());
    assertThat(LineSearches.installed().names()).containsExactly("sample-search");
    assertThat(LineSearches.installed().problems()).isEmpty();
    assertThatThrownBy(() -> LineSearches.named("sample-serch"))
        .isInstanceOf(PluginNotFoundException.class)
        .hasMessage(
            "No line search is named 'sample-serch'. Did you mean 'sample-search'? Installed are:"
                + " sample-search.");
    assertThatThrownBy(() -> LineSearches.named("sample-search").with("step", 0))
        .isInstanceOf(InvalidHyperparametersException.class)
        .hasMessageContaining("step must be in (0, ∞), but is 0.0");
  }

  @Test
  @DisplayName("It goes to a map and back, alone and within an optimizer, by any class loader")
  void nested() {
    LineSearch half = new Once(0.5, Schedule.constant(3));
    assertThat(LineSearches.fromMap(Configuration.toMap(half))).isEqualTo(half);
    Map<String, Object> map = Configuration.toMap(new Holder(half));
    assertThat(map)
        .isEqualTo(
            Map.of(
                "name",
                "sample-holder",
                "lineSearch",
                Map.of("name", "sample-search", "step", 0.5, "other", 3.0)));
    assertThat(new Holder().with("lineSearch", map.get("lineSearch"))).isEqualTo(new Holder(half));
    assertThatThrownBy(() -> new Holder().with("lineSearch", 0.5))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("'lineSearch' must be an object with a name, but is 0.5");
    assertThat(
            Configuration.fromMap(
                LineSearch.class,
                Configuration.toMap(half),
                new ClassLoader(LineTest.class.getClassLoader()) {}))
        .isEqualTo(half);
  }
}
