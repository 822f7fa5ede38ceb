package io.gradus.optimizers.minimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.ClosureOptimizer;
import io.gradus.api.StepReport;
import io.gradus.optimizers.linesearch.Exact;
import io.gradus.optimizers.linesearch.FixedStep;
import io.gradus.optimizers.linesearch.StrongWolfe;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each preset follows its program, and each method its closed form, row by row. A row that goes up
 * where the method goes down is where the program's line search has failed; there a trace ends.
 */
class RecordedRunsTest {

  /** What to run for a trace. */
  private interface Method {
    ClosureOptimizer of(Golden.Trace trace);
  }

  private static Stream<DynamicTest> follow(String source, int traces, Method method) {
    List<Golden.Trace> all = Golden.traces(source).toList();
    assertThat(all).hasSize(traces);
    return all.stream()
        .map(
            trace ->
                DynamicTest.dynamicTest(
                    trace.toString(), () -> follow(trace, method.of(trace), false)));
  }

  /** How many rows were followed. */
  private static int follow(Golden.Trace trace, ClosureOptimizer optimizer, boolean isMonotone) {
    double[] x = trace.points()[0].clone();
    ClosureOptimizer.Run run = optimizer.start(x.length);
    for (int k = 1; k < trace.points().length; k++) {
      double[] row = trace.points()[k];
      StepReport report = run.step(trace.objective(), x);
      if (isMonotone && trace.objective().value(row) > report.before() * (1 + 1e-6)) {
        assertThat(report.after()).isLessThanOrEqualTo(report.before());
        return k - 1;
      }
      assertThat(x).as("row %d", k).containsExactly(row, within(trace.tolerance(k)));
    }
    return trace.points().length - 1;
  }

  @TestFactory
  @DisplayName("torch.optim.LBFGS with and without its line search")
  Stream<DynamicTest> pytorch() {
    return follow(
        "torch LBFGS",
        85,
        trace -> {
          Lbfgs preset =
              trace.option("line_search_fn").equals("None")
                  ? Lbfgs.pytorch(trace.number("lr"))
                  : Lbfgs.pytorch();
          return preset.with("memory", (int) trace.number("history_size"));
        });
  }

  @TestFactory
  @DisplayName("optax.lbfgs")
  Stream<DynamicTest> optax() {
    return Golden.traces("optax lbfgs")
        .map(
            trace ->
                DynamicTest.dynamicTest(
                    trace.toString(),
                    () -> {
                      boolean scaled = trace.option("scale_init_precond").equals("True");
                      boolean keep = trace.option("initial_guess_strategy").equals("keep");
                      int trials = (int) trace.number("max_linesearch_steps");
                      follow(
                          trace,
                          new Lbfgs(
                              (int) trace.number("memory_size"),
                              StrongWolfe.optax(keep, trials),
                              scaled ? FirstStep.AT_MOST_UNIT_LENGTH : FirstStep.GRADIENT,
                              scaled,
                              Curvature.RELATIVE,
                              0,
                              false),
                          true);
                    }));
  }

  @TestFactory
  @DisplayName("Gradient descent with optax's zoom")
  Stream<DynamicTest> optaxZoom() {
    return Golden.traces("optax zoom")
        .map(
            trace ->
                DynamicTest.dynamicTest(
                    trace.toString(),
                    () -> follow(trace, new SteepestDescent(StrongWolfe.optax(true, 30)), true)));
  }

  @TestFactory
  @DisplayName("SciPy's L-BFGS-B without bounds")
  Stream<DynamicTest> lbfgsb() {
    return follow(
        "scipy L-BFGS-B", 27, trace -> Lbfgs.scipy().with("memory", (int) trace.number("maxcor")));
  }

  @TestFactory
  @DisplayName("SciPy's trust-ncg")
  Stream<DynamicTest> trustNcg() {
    return follow("scipy trust-ncg", 17, trace -> TrustRegion.scipy());
  }

  @TestFactory
  @DisplayName("SciPy's Nelder-Mead, its counts of evaluations row by row and at the end")
  Stream<DynamicTest> nelderMead() {
    List<Golden.Trace> all = Golden.traces("scipy Nelder-Mead").toList();
    assertThat(all).hasSize(28);
    return all.stream()
        // for one parameter SciPy's adaptive simplex shrinks to a point
        .filter(trace -> trace.points()[0].length > 1 || trace.option("adaptive").equals("False"))
        .map(trace -> DynamicTest.dynamicTest(trace.toString(), () -> followSimplex(trace)));
  }

  private static void followSimplex(Golden.Trace trace) {
    ClosureOptimizer optimizer =
        NelderMead.scipy(trace.option("adaptive").equals("True"))
            .with("pointTolerance", trace.number("xatol"))
            .with("valueTolerance", trace.number("fatol"));
    if (trace.option("initial_simplex") != null) {
      double[][] simplex = Golden.matrix(trace.option("initial_simplex"));
      optimizer =
          optimizer.with(
              "edges", Stream.of(simplex).skip(1).flatMapToDouble(Arrays::stream).boxed().toList());
    }
    double[] x = trace.points()[0].clone();
    ClosureOptimizer.Run run = optimizer.start(x.length);
    long values = 0;
    int k = 0;
    StepReport report;
    do {
      report = run.step(trace.objective(), x);
      values += report.values();
      assertThat(report.evaluations()).isZero();
      k++;
      if (k < trace.points().length) {
        assertThat(x)
            .as("row %d", k)
            .containsExactly(trace.points()[k], within(trace.tolerance(k)));
        assertThat((double) values).as("values to row %d", k).isEqualTo(trace.evaluations()[k]);
      }
    } while (report.outcome().goesOn() && k < trace.number("maxiter"));
    if (k < trace.number("maxiter") && trace.points().length == trace.last()[2] + 1) {
      // robust to its end: the whole run is the same
      assertThat((double) values).isEqualTo(trace.last()[1]);
    }
  }

  @TestFactory
  @DisplayName("Newton's method in closed form")
  Stream<DynamicTest> newton() {
    return follow("closed newton", 17, trace -> Newton.pure(trace.number("rate"), 0));
  }

  @TestFactory
  @DisplayName("Newton's method with Levenberg's damping in closed form")
  Stream<DynamicTest> levenberg() {
    return follow("closed levenberg", 17, trace -> Newton.pure(1, trace.number("damping")));
  }

  @TestFactory
  @DisplayName("Newton's method on the diagonal in closed form")
  Stream<DynamicTest> diagonalNewton() {
    return follow("closed diagonal_newton", 34, trace -> new DiagonalNewton(trace.number("rate")));
  }

  @TestFactory
  @DisplayName("Conjugate gradients with exact steps on quadratics, by every formula of β")
  Stream<DynamicTest> exactConjugateGradients() {
    return Stream.of(Beta.values())
        .flatMap(
            beta ->
                follow("closed cg_exact", 4, trace -> new ConjugateGradient(beta, new Exact())));
  }

  @TestFactory
  @DisplayName("L-BFGS with exact steps takes those of conjugate gradients, for every memory")
  Stream<DynamicTest> exactLbfgs() {
    return Stream.of(1, 2, 10)
        .flatMap(memory -> follow("closed cg_exact", 4, trace -> new Lbfgs(memory, new Exact())));
  }

  @TestFactory
  @DisplayName("Steepest descent with exact steps in closed form")
  Stream<DynamicTest> exactDescent() {
    return follow("closed steepest_exact", 4, trace -> new SteepestDescent(new Exact()));
  }

  @TestFactory
  @DisplayName("The course's gradient descent at its fixed rate")
  Stream<DynamicTest> gradientDescent() {
    return follow(
        "closed gradient_descent",
        2,
        trace -> new SteepestDescent(new FixedStep(trace.number("rate"))));
  }
}
