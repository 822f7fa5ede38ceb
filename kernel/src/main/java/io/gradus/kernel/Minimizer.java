package io.gradus.kernel;

import io.gradus.api.ClosureOptimizer;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Objective;
import io.gradus.api.Optimizer;
import io.gradus.api.Outcome;
import io.gradus.api.StepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Minimises a plain Java function with any optimizer, one that takes a gradient or one that asks
 * the objective itself.
 *
 * <pre>{@code
 * Objective rosenbrock =
 *     (x, g) -> {
 *       double a = x[1] - x[0] * x[0];
 *       double b = 1 - x[0];
 *       g[0] = -400 * a * x[0] - 2 * b;
 *       g[1] = 200 * a;
 *       return 100 * a * a + b * b;
 *     };
 * Minimum found = new Minimizer(Optimizers.named("lbfgs")).minimize(rosenbrock, -1.2, 1);
 * }</pre>
 *
 * <p>It ends as soon as one of its rules holds, or the optimizer says that it cannot go on. The
 * result is the last point that is as low as any that a step ended at, but for rounding: the very
 * last for methods that never go up.
 *
 * <p>A minimizer is immutable and may be shared between threads; each call of {@link #minimize} is
 * a run of its own.
 */
public final class Minimizer {

  private final Optimizer optimizer;
  private final double gradientTolerance;
  private final double valueTolerance;
  private final double pointTolerance;
  private final long mostSteps;
  private final long mostEvaluations;
  private final Duration time;
  private final boolean keepsTrace;
  private final Predicate<Progress> goOn;

  /**
   * With the default rules: the greatest element of the gradient at most 1e-8, at most 10,000
   * steps.
   *
   * @param optimizer any that is installed
   */
  public Minimizer(Optimizer optimizer) {
    this(
        optimizer,
        1e-8,
        0,
        0,
        10_000,
        Long.MAX_VALUE,
        Duration.ofSeconds(Long.MAX_VALUE),
        false,
        any -> true);
  }

  private Minimizer(
      Optimizer optimizer,
      double gradientTolerance,
      double valueTolerance,
      double pointTolerance,
      long mostSteps,
      long mostEvaluations,
      Duration time,
      boolean keepsTrace,
      Predicate<Progress> goOn) {
    this.optimizer = optimizer;
    this.gradientTolerance = gradientTolerance;
    this.valueTolerance = valueTolerance;
    this.pointTolerance = pointTolerance;
    this.mostSteps = mostSteps;
    this.mostEvaluations = mostEvaluations;
    this.time = time;
    this.keepsTrace = keepsTrace;
    this.goOn = goOn;
  }

  /**
   * Ends where ‖g‖∞ ≤ the tolerance.
   *
   * @param tolerance at least 0; 0 asks for a gradient of zeros
   * @return a minimizer with that rule
   */
  public Minimizer untilGradient(double tolerance) {
    return new Minimizer(
        optimizer,
        checked("gradient", tolerance),
        valueTolerance,
        pointTolerance,
        mostSteps,
        mostEvaluations,
        time,
        keepsTrace,
        goOn);
  }

  /**
   * Ends where a step has changed the value by no more than {@code tolerance · max(|f|, |f₋|, 1)}.
   *
   * @param tolerance at least 0; 0 is no rule
   * @return a minimizer with that rule
   */
  public Minimizer untilValue(double tolerance) {
    return new Minimizer(
        optimizer,
        gradientTolerance,
        checked("value", tolerance),
        pointTolerance,
        mostSteps,
        mostEvaluations,
        time,
        keepsTrace,
        goOn);
  }

  /**
   * Ends where a step has changed no coordinate by more than {@code tolerance · max(|xᵢ|, 1)}.
   *
   * @param tolerance at least 0; 0 is no rule
   * @return a minimizer with that rule
   */
  public Minimizer untilPoint(double tolerance) {
    return new Minimizer(
        optimizer,
        gradientTolerance,
        valueTolerance,
        checked("point", tolerance),
        mostSteps,
        mostEvaluations,
        time,
        keepsTrace,
        goOn);
  }

  /**
   * Ends after so many steps.
   *
   * @param most at least 0
   * @return a minimizer with that rule
   */
  public Minimizer maxSteps(long most) {
    return new Minimizer(
        optimizer,
        gradientTolerance,
        valueTolerance,
        pointTolerance,
        (long) checked("number of steps", most),
        mostEvaluations,
        time,
        keepsTrace,
        goOn);
  }

  /**
   * Ends after the step in which the objective has been evaluated so often, with its gradient or
   * without.
   *
   * @param most at least 0
   * @return a minimizer with that rule
   */
  public Minimizer maxEvaluations(long most) {
    return new Minimizer(
        optimizer,
        gradientTolerance,
        valueTolerance,
        pointTolerance,
        mostSteps,
        (long) checked("number of evaluations", most),
        time,
        keepsTrace,
        goOn);
  }

  /**
   * Ends after the step in which so much time has passed.
   *
   * @param most the time
   * @return a minimizer with that rule
   */
  public Minimizer maxTime(Duration most) {
    return new Minimizer(
        optimizer,
        gradientTolerance,
        valueTolerance,
        pointTolerance,
        mostSteps,
        mostEvaluations,
        most,
        keepsTrace,
        goOn);
  }

  /**
   * Keeps the points of all steps, the start first.
   *
   * @return a minimizer whose results have a {@link Minimum#trace}
   */
  public Minimizer keepingTrace() {
    return new Minimizer(
        optimizer,
        gradientTolerance,
        valueTolerance,
        pointTolerance,
        mostSteps,
        mostEvaluations,
        time,
        true,
        goOn);
  }

  /**
   * Tells somebody of each step, who may end the run.
   *
   * @param goesOn is called after each step in the thread of the run; false ends it
   * @return a minimizer with that listener in place of any other
   */
  public Minimizer whileTrue(Predicate<Progress> goesOn) {
    return new Minimizer(
        optimizer,
        gradientTolerance,
        valueTolerance,
        pointTolerance,
        mostSteps,
        mostEvaluations,
        time,
        keepsTrace,
        goesOn);
  }

  private static double checked(String rule, double tolerance) {
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "The bound of the %s must be 0 or more, but is %s.".formatted(rule, tolerance));
    }
    return tolerance;
  }

  /**
   * Minimises a function from a point.
   *
   * @param objective the function
   * @param start the first point; not changed
   * @return what was found
   * @throws IllegalArgumentException if the start has no coordinates
   * @throws RuntimeException what the objective throws
   */
  public Minimum minimize(Objective objective, double... start) {
    return new Run(objective, start.clone()).run();
  }

  /**
   * Goes on where a run ended, in the same bits as if it had not: after more steps, in another
   * process, on another machine.
   *
   * @param objective the same function
   * @param state {@link Minimum#state} of the run
   * @return what was found, with the counts of both
   * @throws IllegalArgumentException if the state is not that of a run of this optimizer
   */
  public Minimum resume(Objective objective, Map<String, double[]> state) {
    double[] x = state.get("minimizer.point");
    double[] best = state.get("minimizer.best");
    double[] counts = state.get("minimizer.counts");
    if (x == null || best == null || counts == null || counts.length != 8) {
      throw new IllegalArgumentException(
          "The state has no 'minimizer.point', 'minimizer.best' and 'minimizer.counts', only %s; was it a minimizer's?"
              .formatted(state.keySet()));
    }
    Run run = new Run(objective, x.clone());
    Map<String, double[]> inner = new LinkedHashMap<>(state);
    inner.remove("minimizer.point");
    inner.remove("minimizer.best");
    inner.remove("minimizer.counts");
    run.run.restore(inner, objective);
    run.steps = (long) counts[0];
    run.evaluations = (long) counts[1];
    run.values = (long) counts[2];
    run.products = (long) counts[3];
    run.gradientNorm = counts[4];
    run.bestValue = counts[5];
    run.bestGradientNorm = counts[6];
    run.lowest = counts[7];
    run.best = best.clone();
    return run.run();
  }

  private ClosureOptimizer.Run start(int size) {
    if (optimizer instanceof ClosureOptimizer closure) {
      return closure.start(size);
    }
    if (size < 1) {
      throw new IllegalArgumentException("A point has one coordinate at least, but this has none.");
    }
    return new GradientRun((GradientOptimizer) optimizer, size);
  }

  /**
   * How far a run is.
   *
   * @param steps how many steps were taken
   * @param evaluations how often the objective was evaluated with its gradient
   * @param values how often its value was evaluated alone
   * @param products how many products with its Hessian or Gauss–Newton matrix were taken
   * @param elapsed the time since the call
   * @param last the report of the last step
   */
  public record Progress(
      long steps,
      long evaluations,
      long values,
      long products,
      Duration elapsed,
      StepReport last) {}

  /** Why a run ended. */
  public enum Reason {
    /** The gradient is within its bound, or too small to compute with. */
    GRADIENT(true),
    /** The value stands still, within its bound or to rounding. */
    VALUE(true),
    /** The point stands still, within its bound or to rounding. */
    POINT(true),
    /** The steps are spent. */
    STEPS(false),
    /** The evaluations are spent. */
    EVALUATIONS(false),
    /** The time is spent. */
    TIME(false),
    /** The listener has ended it. */
    CANCELLED(false),
    /** No lower value was found; the gradient may be wrong. */
    NO_DECREASE(false),
    /** There is no value or gradient at the point, or anywhere near. */
    NOT_FINITE(false);

    private final boolean isConverged;

    Reason(boolean isConverged) {
      this.isConverged = isConverged;
    }

    /**
     * Whether the end was reached, and not only the patience.
     *
     * @return true for {@link #GRADIENT}, {@link #VALUE} and {@link #POINT}
     */
    public boolean isConverged() {
      return isConverged;
    }
  }

  /** One call. */
  private final class Run {

    private final Objective objective;
    private final double[] x;
    private final ClosureOptimizer.Run run;
    private final List<double[]> trace = new ArrayList<>();
    private final long began = System.nanoTime();
    private double[] best;
    private double bestValue = Double.NaN;
    private double lowest = Double.POSITIVE_INFINITY;
    private double gradientNorm = Double.NaN;
    private double bestGradientNorm = Double.NaN;
    private long steps;
    private long evaluations;
    private long values;
    private long products;

    Run(Objective objective, double[] x) {
      this.objective = objective;
      this.x = x;
      this.run = start(x.length);
      keep();
    }

    private void keep() {
      if (keepsTrace) {
        trace.add(x.clone());
      }
    }

    Minimum run() {
      double[] before = x.clone();
      Reason reason = limit();
      while (reason == null) {
        System.arraycopy(x, 0, before, 0, x.length);
        StepReport report = run.step(objective, x);
        steps++;
        evaluations += report.evaluations();
        values += report.values();
        products += report.products();
        gradientNorm = report.gradientNorm();
        if (Double.isNaN(bestValue)) {
          best = before.clone();
          bestValue = report.before();
        }
        lowest = Math.min(lowest, Math.min(report.before(), report.after()));
        if (report.after() <= lowest + objective.rounding(lowest)) {
          bestValue = report.after();
          bestGradientNorm = gradientNorm;
          System.arraycopy(x, 0, best, 0, x.length);
        }
        keep();
        reason = reason(report, before);
      }
      return new Minimum(
          best == null ? x : best,
          bestValue,
          bestGradientNorm,
          reason,
          steps,
          evaluations,
          values,
          products,
          elapsed(),
          trace,
          state());
    }

    private Map<String, double[]> state() {
      Map<String, double[]> state = new LinkedHashMap<>(run.save());
      state.put("minimizer.point", x.clone());
      state.put("minimizer.best", best == null ? x.clone() : best.clone());
      state.put(
          "minimizer.counts",
          new double[] {
            steps, evaluations, values, products, gradientNorm, bestValue, bestGradientNorm, lowest
          });
      return state;
    }

    private Duration elapsed() {
      return Duration.ofNanos(System.nanoTime() - began);
    }

    private Reason reason(StepReport report, double[] before) {
      if (gradientNorm <= gradientTolerance) {
        return Reason.GRADIENT;
      }
      boolean hasMoved = report.outcome() == Outcome.MOVED;
      double change = Math.abs(report.after() - report.before());
      double size = Math.max(1, Math.max(Math.abs(report.after()), Math.abs(report.before())));
      if (hasMoved && valueTolerance > 0 && change <= valueTolerance * size) {
        return Reason.VALUE;
      }
      if (hasMoved && pointTolerance > 0 && hasHardlyMoved(before)) {
        return Reason.POINT;
      }
      boolean goesOn =
          goOn.test(new Progress(steps, evaluations, values, products, elapsed(), report));
      Reason end =
          switch (report.outcome()) {
            case MOVED, STAYED -> null;
            case GRADIENT_SMALL -> Reason.GRADIENT;
            case VALUE_STILL -> Reason.VALUE;
            case POINT_STILL -> Reason.POINT;
            case NO_DECREASE, NOT_DESCENT, BUDGET -> Reason.NO_DECREASE;
            case NOT_FINITE -> Reason.NOT_FINITE;
          };
      return end != null ? end : goesOn ? limit() : Reason.CANCELLED;
    }

    private boolean hasHardlyMoved(double[] before) {
      for (int i = 0; i < x.length; i++) {
        if (Math.abs(x[i] - before[i]) > pointTolerance * Math.max(1, Math.abs(x[i]))) {
          return false;
        }
      }
      return true;
    }

    private Reason limit() {
      if (steps >= mostSteps) {
        return Reason.STEPS;
      }
      if (evaluations + values >= mostEvaluations) {
        return Reason.EVALUATIONS;
      }
      return elapsed().compareTo(time) >= 0 ? Reason.TIME : null;
    }
  }
}
