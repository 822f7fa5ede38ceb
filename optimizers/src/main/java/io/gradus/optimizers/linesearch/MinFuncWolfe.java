package io.gradus.optimizers.linesearch;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.Outcome;

/**
 * The strong conditions of Wolfe by cubics through values and slopes at both ends.
 *
 * <pre>
 * φ(α) ≤ φ(0) + c₁ α φ′(0),   |φ′(α)| ≤ c₂ |φ′(0)|
 * bracket:  α ← the minimum of the cubic, in [α + 0.01 (α − α₋), 10α], until the first fails, φ does
 *           not fall, or φ′ ≥ 0
 * zoom:     α ← the minimum of the cubic between the ends; where it is within a tenth of an end for
 *           the second time or outside, a tenth of the interval from that end; from the 26th trial on
 *           the middle
 * </pre>
 *
 * <p>Schmidt (2005), <i>minFunc: unconstrained differentiable multivariate optimization in
 * Matlab</i>, its {@code WolfeLineSearch}, after Nocedal &amp; Wright's algorithms 3.5 and 3.6.
 *
 * <p>PyTorch's {@code strong_wolfe} ({@link #pytorch()}) is a port of it and takes the same trials.
 * It differs where it fails: a value of NaN makes its next step NaN; its bracket takes a first
 * extrapolation that does not fall for one that does, and its zoom any lower value for a low one,
 * so that it can lose the point that it seeks; it never halves; and its last resort may go up. Here
 * a trial that is not finite is an end of the bracket, and the last resort is the lowest trial or
 * none. Near the minimum, where values differ by rounding alone ({@link Line#isFlat}), {@link
 * HagerZhang} goes on by slopes.
 *
 * <p>A search costs one gradient a trial, mostly one or two.
 *
 * <pre>{@code
 * new MinFuncWolfe(1e-4, 0.1)
 * }</pre>
 *
 * @param decrease c₁
 * @param curvature c₂, at least c₁
 * @param change an interval that moves no coordinate by more than this is not searched further
 * @param trials the most that are made in one search
 */
@AutoService(LineSearch.class)
@Algorithm(
    name = "minfunc-wolfe",
    aliases = {"pytorch-strong-wolfe", "cubic-wolfe"},
    summary = "Finds a strong Wolfe point by cubics through both ends.",
    citation = "Schmidt (2005), minFunc",
    link = "https://www.cs.ubc.ca/~schmidtm/Software/minFunc.html")
public record MinFuncWolfe(
    @Hyperparameter(value = "sufficient decrease c₁", range = "(0, 0.5]") double decrease,
    @Hyperparameter(value = "curvature c₂", range = "(0, 1)") double curvature,
    @Hyperparameter(value = "least change of a coordinate", range = "[0, inf)") double change,
    @Hyperparameter(value = "trials in one search", range = "[1, inf)") int trials)
    implements LineSearch, MinFuncWolfeWithers {

  /**
   * From this trial on the interval is halved: cubics that have not found a point by then creep.
   */
  private static final int PATIENCE = 26;

  public MinFuncWolfe {
    Hyperparameters.checkThat(
        MinFuncWolfe.class,
        decrease <= curvature,
        "curvature must not be below decrease, but they are " + curvature + " and " + decrease,
        decrease,
        curvature,
        change,
        trials);
  }

  /**
   * With other constants of the conditions.
   *
   * @param decrease c₁
   * @param curvature c₂
   */
  public MinFuncWolfe(double decrease, double curvature) {
    this(decrease, curvature, 0, 60);
  }

  /** c₁ = 1e-4, c₂ = 0.9, for Newton-like directions. */
  public MinFuncWolfe() {
    this(1e-4, 0.9);
  }

  /**
   * PyTorch's: intervals down to 1e-9 in a coordinate, 26 trials.
   *
   * @return the preset
   */
  public static MinFuncWolfe pytorch() {
    return new MinFuncWolfe(1e-4, 0.9, 1e-9, 26);
  }

  @Override
  public Result search(Line line) {
    if (line.isFlat()) {
      return new HagerZhang(Math.min(decrease, 0.1), curvature).search(line);
    }
    Line.Trial before = new Line.Trial(0, line.value(), line.slope());
    double step = line.firstStep();
    for (int tried = 1; ; tried++) {
      Line.Trial trial = line.trial(step);
      boolean isLow =
          line.isLow(trial, decrease) && !(tried > 1 && trial.value() >= before.value());
      if (isLow && isFlat(line, trial)) {
        return Result.at(step);
      }
      if (tried >= trials) {
        return Ending.lowest(line, decrease, Outcome.BUDGET);
      }
      if (!isLow) {
        return zoom(line, before, trial, tried);
      }
      if (trial.slope() >= 0) {
        return zoom(line, trial, before, tried);
      }
      double least = step + 0.01 * (step - before.step());
      step = Interpolation.hermite(before, trial, least, 10 * step);
      before = trial;
    }
  }

  /** Between a low point, which falls towards the other one, and that. */
  private Result zoom(Line line, Line.Trial from, Line.Trial to, int before) {
    Line.Trial low = from;
    Line.Trial high = to;
    boolean wasNear = false;
    for (int tried = before; tried < trials; tried++) {
      double left = Math.min(low.step(), high.step());
      double right = Math.max(low.step(), high.step());
      if ((right - left) * line.directionNorm() < change) {
        return Ending.lowest(line, decrease, Outcome.NO_DECREASE);
      }
      double step =
          tried >= PATIENCE
              ? (left + right) / 2
              : high.isFinite()
                  ? Interpolation.hermite(low, high, left, right)
                  : left + 0.1 * (right - left);
      double tenth = 0.1 * (right - left);
      boolean isNear = Math.min(right - step, step - left) < tenth;
      if (isNear && (wasNear || step >= right || step <= left)) {
        step = right - step < step - left ? right - tenth : left + tenth;
        isNear = false;
      }
      wasNear = isNear;
      if (!line.moves(step)) {
        return Ending.lowest(line, decrease, Outcome.NO_DECREASE);
      }
      Line.Trial trial = line.trial(step);
      if (!line.isLow(trial, decrease) || trial.value() >= low.value()) {
        high = trial;
      } else {
        if (isFlat(line, trial)) {
          return Result.at(step);
        }
        if (trial.slope() * (high.step() - low.step()) >= 0) {
          high = low;
        }
        low = trial;
      }
    }
    return Ending.lowest(line, decrease, Outcome.BUDGET);
  }

  private boolean isFlat(Line line, Line.Trial trial) {
    return Math.abs(trial.slope()) <= curvature * Math.abs(line.slope());
  }
}
