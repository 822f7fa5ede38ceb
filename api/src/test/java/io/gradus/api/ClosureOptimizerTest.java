package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That the interface carries a method that needs the objective itself. */
class ClosureOptimizerTest {

  /** f(x) = x₁² + 2 x₂² + x₁ x₂ − 5 x₁ − 6 x₂, whose least value −8 is at (2, 1). */
  private static double quadratic(double[] x, double[] gradient) {
    gradient[0] = 2 * x[0] + x[1] - 5;
    gradient[1] = x[0] + 4 * x[1] - 6;
    return x[0] * x[0] + 2 * x[1] * x[1] + x[0] * x[1] - 5 * x[0] - 6 * x[1];
  }

  @Test
  @DisplayName("Newton's method is at the least point of a quadratic after one step")
  void oneStep() {
    double[] x = {-5, -2};
    ClosureOptimizer.Run run = new Newton().start(2);
    StepReport report = run.step(ClosureOptimizerTest::quadratic, x);
    assertThat(report.before()).isEqualTo(25 + 8 + 10 + 25 + 12);
    assertThat(report.after()).isCloseTo(-8, within(1e-12));
    assertThat(report.evaluations()).isEqualTo(2);
    assertThat(report.products()).isEqualTo(2);
    assertThat(x[0]).isCloseTo(2, within(1e-9));
    assertThat(x[1]).isCloseTo(1, within(1e-9));
  }

  @Test
  @DisplayName("with(...) gives a changed copy of the same kind: half a step goes half the way")
  void with() {
    ClosureOptimizer half = new Newton().with("damping", 0.5);
    assertThat(half).isEqualTo(new Newton(0.5));
    double[] x = {-5, -2};
    half.start(2).step(ClosureOptimizerTest::quadratic, x);
    assertThat(x[0]).isCloseTo(-1.5, within(1e-9));
    assertThat(x[1]).isCloseTo(-0.5, within(1e-9));
    assertThatThrownBy(() -> half.with("damping", 2))
        .isInstanceOf(InvalidHyperparametersException.class)
        .hasMessage(
            "Newton cannot have these hyper-parameters: damping must be in (0, 1], but is 2.0.");
  }

  @Test
  @DisplayName("It is found by name and goes to a map and back as any other")
  void isAPlugin() {
    Optimizer found = Optimizers.named("SAMPLE-NEWTON");
    assertThat(found).isEqualTo(new Newton()).isInstanceOf(ClosureOptimizer.class);
    assertThat(Optimizers.fromMap(Configuration.toMap(new Newton(0.25))))
        .isEqualTo(new Newton(0.25));
  }

  @Test
  @DisplayName("A point of another size than the run's is refused")
  void refusesAnotherSize() {
    assertThatThrownBy(
            () -> new Newton().start(2).step(ClosureOptimizerTest::quadratic, new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The point has 3 numbers, but this run is for 2.");
  }

  /** Newton's method; the Hessian by differences of gradients, exact where f is quadratic. */
  @AutoService(Optimizer.class)
  @Algorithm(
      name = "sample-newton",
      summary = "Newton's method in few dimensions.",
      citation = "Newton (1669); Simpson (1740)")
  public record Newton(
      @Hyperparameter(value = "part of the whole step", range = "(0, 1]") double damping)
      implements ClosureOptimizer {

    public Newton {
      Hyperparameters.check(Newton.class, damping);
    }

    public Newton() {
      this(1);
    }

    @Override
    public Run start(List<Shape> shapes) {
      int size = shapes.stream().mapToInt(Shape::size).sum();
      return new Run() {
        @Override
        public StepReport step(Objective objective, double[] x) {
          if (x.length != size) {
            throw new IllegalArgumentException(
                "The point has %d numbers, but this run is for %d.".formatted(x.length, size));
          }
          CountedObjective f = new CountedObjective(objective);
          double[] gradient = new double[size];
          double before = f.evaluate(x.clone(), gradient);
          double[][] hessian = new double[size][size];
          for (int i = 0; i < size; i++) {
            double[] unit = new double[size];
            unit[i] = 1;
            f.hessianVector(x, unit, hessian[i]);
          }
          double[] direction = solve(hessian, gradient);
          Vectors.add(-damping, direction, x);
          return new StepReport(
              before,
              f.evaluate(x.clone(), gradient),
              Vectors.maxNorm(gradient),
              damping,
              f.evaluations(),
              f.values(),
              f.products(),
              false,
              Outcome.MOVED);
        }

        @Override
        public Map<String, double[]> save() {
          return Map.of();
        }

        @Override
        public void restore(Map<String, double[]> state, Objective objective) {}
      };
    }

    /** Gauss's elimination without pivoting, for a positive definite matrix. */
    private static double[] solve(double[][] a, double[] b) {
      double[] x = b.clone();
      for (int k = 0; k < x.length; k++) {
        for (int i = k + 1; i < x.length; i++) {
          double factor = a[i][k] / a[k][k];
          for (int j = k; j < x.length; j++) {
            a[i][j] -= factor * a[k][j];
          }
          x[i] -= factor * x[k];
        }
      }
      for (int k = x.length - 1; k >= 0; k--) {
        for (int j = k + 1; j < x.length; j++) {
          x[k] -= a[k][j] * x[j];
        }
        x[k] /= a[k][k];
      }
      return x;
    }
  }
}
