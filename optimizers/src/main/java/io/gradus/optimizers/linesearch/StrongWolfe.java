package io.gradus.optimizers.linesearch;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.Outcome;

/**
 * The strong conditions of Wolfe by bracketing and zooming.
 *
 * <pre>
 * φ(α) ≤ φ(0) + c₁ α φ′(0),   |φ′(α)| ≤ c₂ |φ′(0)|
 * bracket:  α ← 2α until the first fails, φ does not fall, or φ′ ≥ 0
 * zoom:     α between lo, the lowest point of the first condition, and hi:
 *           the minimum of the cubic through φ, φ′ at lo, φ at hi and at the end before;
 *           within a fifth of an end that of the parabola, within a tenth the middle
 * </pre>
 *
 * <p>Nocedal &amp; Wright (2006), <i>Numerical Optimization</i>, algorithms 3.5 and 3.6. A trial
 * that is not finite is a hi. Where values differ by {@code flat} relative or less, the first
 * condition is judged by slopes, as Hager and Zhang do; without {@code flat}, near the minimum
 * where values differ by rounding alone ({@link Line#isFlat}), their search {@link HagerZhang} goes
 * on.
 *
 * <p>optax ({@link #optax}) is the same with {@code flat} = 1e-6, 20 or 30 trials, and an end of
 * the zoom at an interval of 1e-5; it may take a step that goes up. SciPy's {@code
 * line_search_wolfe2} is the same without {@code flat}. PyTorch's is {@link MinFuncWolfe}.
 *
 * <p>A search costs one gradient a trial, mostly one or two.
 *
 * <pre>{@code
 * new StrongWolfe(1e-4, 0.1)
 * }</pre>
 *
 * @param decrease c₁
 * @param curvature c₂, at least c₁
 * @param flat the relative difference of values within which slopes decide; 0 for rounding alone
 * @param width an interval this narrow is taken for its lowest point
 * @param keep whether the first trial is the last step size, 1 at first, and not the method's own
 * @param max the greatest α
 * @param trials the most that are made in one search
 */
@AutoService(LineSearch.class)
@Algorithm(
    name = "strong-wolfe",
    aliases = {"zoom", "bracket-zoom"},
    summary = "Brackets a point of the strong Wolfe conditions and zooms in.",
    citation = "Nocedal & Wright (2006), Numerical Optimization, algorithms 3.5 and 3.6",
    link = "https://doi.org/10.1007/978-0-387-40065-5")
public record StrongWolfe(
    @Hyperparameter(value = "sufficient decrease c₁", range = "(0, 0.5]") double decrease,
    @Hyperparameter(value = "curvature c₂", range = "(0, 1)") double curvature,
    @Hyperparameter(value = "relative difference within which slopes decide", range = "[0, 1)")
        double flat,
    @Hyperparameter(value = "narrowest interval", range = "[0, inf)") double width,
    @Hyperparameter("whether the first trial is the last step size") boolean keep,
    @Hyperparameter(value = "greatest step size", range = "(0, inf]") double max,
    @Hyperparameter(value = "trials in one search", range = "[1, inf)") int trials)
    implements LineSearch, StrongWolfeWithers {

  public StrongWolfe {
    Hyperparameters.checkThat(
        StrongWolfe.class,
        decrease <= curvature,
        "curvature must not be below decrease, but they are " + curvature + " and " + decrease,
        decrease,
        curvature,
        flat,
        width,
        keep,
        max,
        trials);
  }

  /**
   * With other constants of the conditions.
   *
   * @param decrease c₁
   * @param curvature c₂
   */
  public StrongWolfe(double decrease, double curvature) {
    this(decrease, curvature, 0, 0, false, Double.POSITIVE_INFINITY, 40);
  }

  /** c₁ = 1e-4, c₂ = 0.9, for Newton-like directions. */
  public StrongWolfe() {
    this(1e-4, 0.9);
  }

  /**
   * What {@code optax.scale_by_zoom_linesearch} does.
   *
   * @param keep whether its {@code initial_guess_strategy} is {@code keep}, not {@code one}
   * @param trials its {@code max_linesearch_steps}
   * @return the preset
   */
  public static StrongWolfe optax(boolean keep, int trials) {
    return new StrongWolfe(1e-4, 0.9, 1e-6, 1e-5, keep, Double.POSITIVE_INFINITY, trials);
  }

  @Override
  public Result search(Line line) {
    if (flat == 0 && line.isFlat()) {
      return new HagerZhang(Math.min(decrease, 0.1), curvature).search(line);
    }
    Line.Trial low = new Line.Trial(0, line.value(), line.slope());
    double step = Math.min(firstTrial(line), max);
    for (int tried = 1; ; tried++) {
      Line.Trial trial = line.trial(step);
      boolean isLow = isLow(line, trial) && !(tried > 1 && trial.value() >= low.value());
      if (isLow && isFlat(line, trial)) {
        return Result.at(step);
      }
      if (tried == trials) {
        return end(line, Outcome.BUDGET);
      }
      if (!isLow) {
        return zoom(line, low, trial, tried);
      }
      if (trial.slope() >= 0) {
        return zoom(line, trial, low, tried);
      }
      if (step >= max) {
        return Result.at(step); // goes on falling past the greatest step
      }
      low = trial;
      step = Math.min(2 * step, max);
    }
  }

  private double firstTrial(Line line) {
    return keep ? (Double.isNaN(line.lastStep()) ? 1 : line.lastStep()) : line.firstStep();
  }

  private Result zoom(Line line, Line.Trial from, Line.Trial to, int before) {
    Line.Trial low = from;
    Line.Trial high = to;
    Line.Trial other = low;
    for (int tried = before + 1; ; tried++) {
      double length = Math.abs(high.step() - low.step());
      double step = between(low, high, other, length);
      if (!line.moves(step) || step == low.step() || step == high.step()) {
        return end(line, Outcome.NO_DECREASE);
      }
      Line.Trial trial = line.trial(step);
      boolean isLow = isLow(line, trial);
      if (isLow && isFlat(line, trial)) {
        return Result.at(step);
      }
      boolean isHigh = !isLow || trial.value() >= low.value();
      if (isHigh) {
        other = high;
        high = trial;
      } else {
        boolean turns = trial.slope() * (high.step() - low.step()) >= 0;
        other = turns ? high : low;
        high = turns ? low : high;
        low = trial;
      }
      if (tried >= trials) {
        return end(line, Outcome.BUDGET);
      }
      if (length <= width && line.lowest() != null && isLow(line, line.lowest())) {
        return Result.at(line.lowest().step());
      }
    }
  }

  private static double between(Line.Trial low, Line.Trial high, Line.Trial other, double length) {
    double left = Math.min(low.step(), high.step());
    double right = Math.max(low.step(), high.step());
    double a = low.step();
    double cubic =
        a
            + Interpolation.cubic(
                low.value(),
                low.slope(),
                high.step() - a,
                high.value(),
                other.step() - a,
                other.value());
    if (cubic > left + 0.2 * length && cubic < right - 0.2 * length) {
      return cubic;
    }
    double parabola =
        a + Interpolation.parabola(low.value(), low.slope(), high.step() - a, high.value());
    if (parabola > left + 0.1 * length && parabola < right - 0.1 * length) {
      return parabola;
    }
    return (low.step() + high.step()) / 2;
  }

  private Result end(Line line, Outcome why) {
    Line.Trial lowest = line.lowest();
    return lowest != null && isLow(line, lowest)
        ? Result.at(lowest.step())
        : Ending.lowest(line, decrease, why);
  }

  private boolean isLow(Line line, Line.Trial trial) {
    return line.isLow(trial, decrease)
        || (flat > 0
            && trial.value() <= line.value() + flat * Math.abs(line.value())
            && trial.slope() <= (2 * decrease - 1) * line.slope());
  }

  private boolean isFlat(Line line, Line.Trial trial) {
    return Math.abs(trial.slope()) <= curvature * Math.abs(line.slope());
  }
}
