package io.gradus.optimizers.linesearch;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.Outcome;

/**
 * Backtracking: shorter and shorter steps until one decreases the value enough.
 *
 * <pre>
 * α ← first trial
 * while φ(α) &gt; φ(0) + c₁ α φ′(0):   α ← τα
 * with interpolation:  α ← the minimum of the parabola, later of the cubic, through the
 *                      known values of φ, but within [0.1 α, τα]
 * </pre>
 *
 * <p>The first trial is 1 along a direction that has a natural length. Along a gradient it is
 * {@code first}, or a step of length 1 if {@code first} is 0; at later steps it is the last step
 * size times {@code growth}; it is never more than {@code max}.
 *
 * <p>Armijo (1966), <i>Minimization of functions having Lipschitz continuous first partial
 * derivatives</i>; the interpolation is Dennis &amp; Schnabel's (1983), algorithm A6.3.1. There is
 * no condition on the slope, so a quasi-Newton method may have to skip a pair. A trial that is not
 * finite is too far; with interpolation it cuts α to a tenth. Near the minimum, where values differ
 * only by rounding, the first trial is judged by its slope; see {@link Line#isLow}.
 *
 * <p>optax ({@link #optax()}): τ = 0.8 without interpolation, α from 1 and at most 1, growing by
 * 1.5. DL4J's {@code BackTrackLineSearch} gives up after 5 trials.
 *
 * <p>A search costs one gradient, and only a value for each trial after the first; then the
 * gradient at the accepted point.
 *
 * <pre>{@code
 * new Backtracking().withDecrease(0.1)
 * }</pre>
 *
 * @param decrease c₁
 * @param shrink τ, the largest fraction of α that is left after a trial
 * @param interpolate whether the next trial is the minimum of a polynomial
 * @param growth the ratio of the first trial to the last step size, along a gradient
 * @param first the first trial of a run along a gradient; 0 for a step of length 1
 * @param max the largest α
 * @param trials the maximum number in one search
 */
@AutoService(LineSearch.class)
@Algorithm(
    name = "backtracking",
    aliases = "armijo",
    summary = "Shortens the step until the value decreases enough.",
    citation =
        "Armijo (1966), Minimization of functions having Lipschitz continuous first partial derivatives",
    link = "https://doi.org/10.2140/pjm.1966.16.1")
public record Backtracking(
    @Hyperparameter(value = "sufficient decrease c₁", range = "(0, 0.5]") double decrease,
    @Hyperparameter(value = "fraction τ of α that is left after a trial", range = "[0.1, 1)")
        double shrink,
    @Hyperparameter("whether a polynomial proposes the next trial") boolean interpolate,
    @Hyperparameter(value = "ratio of the first trial to the last step size", range = "[1, inf)")
        double growth,
    @Hyperparameter(value = "first trial of a run, 0 for a step of length 1", range = "[0, inf)")
        double first,
    @Hyperparameter(value = "largest step size", range = "(0, inf]") double max,
    @Hyperparameter(value = "maximum number of trials in one search", range = "[1, inf)")
        int trials)
    implements LineSearch, BacktrackingWithers {

  public Backtracking {
    Hyperparameters.check(
        Backtracking.class, decrease, shrink, interpolate, growth, first, max, trials);
  }

  /** c₁ = 1e-4, at most half of α is left, with interpolation; the step size may double. */
  public Backtracking() {
    this(1e-4, 0.5, true, 2, 0, Double.POSITIVE_INFINITY, 60);
  }

  /**
   * What {@code optax.scale_by_backtracking_linesearch} does with its defaults and 50 steps.
   *
   * @return the preset
   */
  public static Backtracking optax() {
    return new Backtracking(1e-4, 0.8, false, 1.5, 1, 1, 51);
  }

  @Override
  public Result search(Line line) {
    double step = Math.min(firstTrial(line), max);
    Line.Trial trial = line.trial(step);
    Line.Trial before = null;
    boolean finite = trial.isFinite();
    for (int tried = 1; ; ) {
      if (line.isLow(trial, decrease)) {
        if (!Double.isNaN(trial.slope())) {
          return Result.at(step);
        }
        trial = line.trial(step); // only the value was requested; the gradient may be infinite
        if (trial.isFinite()) {
          return Result.at(step);
        }
      }
      if (tried++ >= trials) {
        return Result.none(finite ? Outcome.BUDGET : Outcome.NOT_FINITE);
      }
      double next = next(line, trial, before);
      before = trial.isFinite() ? trial : null;
      step = next;
      if (!line.moves(step)) {
        return Result.none(finite ? Outcome.NO_DECREASE : Outcome.NOT_FINITE);
      }
      trial = line.isFlat() ? line.trial(step) : line.trialOfValue(step);
      finite |= trial.isFinite();
    }
  }

  private double firstTrial(Line line) {
    if (line.scale() == Line.Scale.NATURAL) {
      return line.firstStep();
    }
    if (!Double.isNaN(line.lastStep())) {
      return growth * line.lastStep();
    }
    return first > 0 ? first : line.firstStep();
  }

  private double next(Line line, Line.Trial trial, Line.Trial before) {
    double step = trial.step();
    if (!interpolate) {
      return shrink * step;
    }
    if (!trial.isFinite()) {
      return 0.1 * step;
    }
    double proposed =
        before == null
            ? Interpolation.parabola(line.value(), line.slope(), step, trial.value())
            : Interpolation.cubic(
                line.value(), line.slope(), step, trial.value(), before.step(), before.value());
    return proposed >= 0.1 * step && proposed <= shrink * step
        ? proposed
        : proposed < 0.1 * step ? 0.1 * step : shrink * step;
  }
}
