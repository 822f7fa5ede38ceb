package io.gradus.optimizers.linesearch;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.Outcome;

/**
 * The search of Mor&eacute; and Thuente: an interval that shrinks around a point of the strong
 * conditions of Wolfe, by safeguarded cubic and quadratic steps.
 *
 * <pre>
 * φ(α) ≤ φ(0) + c₁ α φ′(0),   |φ′(α)| ≤ c₂ |φ′(0)|
 * ψ(α) = φ(α) − φ(0) − c₁ α φ′(0)
 * until ψ ≤ 0 and φ′ ≥ 0 at some α, the interval is one for ψ, from then on for φ
 * </pre>
 *
 * <p>Mor&eacute; &amp; Thuente (1994), <i>Line Search Algorithms with Guaranteed Sufficient
 * Decrease</i>. The constants are those of MINPACK-2: out by 1.1 to 4 times the last move,
 * bisection where the interval did not shrink to 0.66 in two steps. A trial that is not finite is
 * too far and bounds the interval. Near the minimum, where values differ by rounding alone ({@link
 * Line#isFlat}), {@link HagerZhang} goes on by slopes.
 *
 * <p>SciPy's {@code line_search_wolfe1} and L-BFGS-B ({@link #lbfgsb()}) are the same search; they
 * give up where this one takes the lowest trial.
 *
 * <p>A search costs one gradient a trial, mostly one or two.
 *
 * <pre>{@code
 * new MoreThuente(1e-4, 0.1)
 * }</pre>
 *
 * @param decrease c₁
 * @param curvature c₂, at least c₁
 * @param max the greatest α
 * @param width the share of its end at which an interval is too small to go on
 * @param trials the most that are made in one search
 */
@AutoService(LineSearch.class)
@Algorithm(
    name = "more-thuente",
    aliases = "dcsrch",
    summary = "Shrinks an interval around a point of the strong Wolfe conditions.",
    citation = "Moré & Thuente (1994), Line Search Algorithms with Guaranteed Sufficient Decrease",
    link = "https://doi.org/10.1145/192115.192132")
public record MoreThuente(
    @Hyperparameter(value = "sufficient decrease c₁", range = "(0, 0.5]") double decrease,
    @Hyperparameter(value = "curvature c₂", range = "(0, 1)") double curvature,
    @Hyperparameter(value = "greatest step size", range = "(0, inf]") double max,
    @Hyperparameter(value = "least relative width of the interval", range = "[0, 1)") double width,
    @Hyperparameter(value = "trials in one search", range = "[1, inf)") int trials)
    implements LineSearch, MoreThuenteWithers {

  public MoreThuente {
    Hyperparameters.checkThat(
        MoreThuente.class,
        decrease <= curvature,
        "curvature must not be below decrease, but they are " + curvature + " and " + decrease,
        decrease,
        curvature,
        max,
        width,
        trials);
  }

  /**
   * With other constants of the conditions.
   *
   * @param decrease c₁
   * @param curvature c₂
   */
  public MoreThuente(double decrease, double curvature) {
    this(decrease, curvature, 1e100, 1e-14, 40);
  }

  /** c₁ = 1e-4, c₂ = 0.9, for Newton-like directions. */
  public MoreThuente() {
    this(1e-4, 0.9);
  }

  /**
   * The constants of L-BFGS-B: c₁ = 1e-3, c₂ = 0.9, intervals down to a tenth, 20 trials.
   *
   * @return the preset
   */
  public static MoreThuente lbfgsb() {
    return new MoreThuente(1e-3, 0.9, 1e10, 0.1, 20);
  }

  @Override
  public Result search(Line line) {
    if (line.isFlat()) {
      return new HagerZhang(Math.min(decrease, 0.1), curvature).search(line);
    }
    double step = Math.min(line.firstStep(), max);
    Interval interval = new Interval(line, step);
    for (int tried = 0; tried < trials; tried++) {
      Line.Trial trial = line.trial(step);
      if (line.isLow(trial, decrease)
          && Math.abs(trial.slope()) <= curvature * Math.abs(line.slope())) {
        return Result.at(step);
      }
      if (step >= max && trial.isFinite() && line.isLow(trial, decrease) && trial.slope() <= 0) {
        return Result.at(step); // goes on falling past the greatest step
      }
      double next = Math.min(interval.next(trial, decrease * line.slope()), max);
      if (interval.isSmall(width) || !line.moves(next) || next == step) {
        return Ending.lowest(line, decrease, Outcome.NO_DECREASE);
      }
      step = next;
    }
    return Ending.lowest(line, decrease, Outcome.BUDGET);
  }

  /**
   * The interval between x, the best step so far, and y, the other end; as long as the minimum is
   * not between them, y is where x was.
   */
  private static final class Interval {

    private double x;
    private double valueX;
    private double slopeX;
    private double y;
    private double valueY;
    private double slopeY;
    private boolean isBracket;
    private boolean ofPhi;
    private double low;
    private double high;
    private double width = Double.POSITIVE_INFINITY;
    private double widthBefore = Double.POSITIVE_INFINITY;
    private final double value0;

    Interval(Line line, double step) {
      value0 = line.value();
      valueX = value0;
      slopeX = line.slope();
      valueY = value0;
      slopeY = line.slope();
      high = 5 * step;
    }

    boolean isSmall(double relative) {
      return isBracket && (high - low <= relative * high || !(high > low));
    }

    /** Takes a trial in and proposes the next. */
    double next(Line.Trial trial, double test) {
      double step = trial.step();
      double proposed;
      if (trial.isFinite()) {
        double value = trial.value();
        double slope = trial.slope();
        boolean isLow = value <= value0 + test * step;
        ofPhi |= isLow && slope >= 0;
        if (!ofPhi && !isLow && value <= valueX) {
          // ψ in place of φ
          valueX -= test * x;
          slopeX -= test;
          valueY -= test * y;
          slopeY -= test;
          proposed = propose(step, value - test * step, slope - test);
          valueX += test * x;
          slopeX += test;
          valueY += test * y;
          slopeY += test;
        } else {
          proposed = propose(step, value, slope);
        }
      } else {
        y = step;
        valueY = Double.POSITIVE_INFINITY;
        slopeY = Double.NaN;
        isBracket = true;
        proposed = x == 0 ? 0.1 * step : x + 0.5 * (step - x);
      }
      if (isBracket) {
        if (!(Math.abs(y - x) < 0.66 * widthBefore) || Double.isNaN(proposed)) {
          proposed = x + 0.5 * (y - x);
        }
        widthBefore = width;
        width = Math.abs(y - x);
        low = Math.min(x, y);
        high = Math.max(x, y);
        return proposed > low && proposed < high ? proposed : x + 0.5 * (y - x);
      }
      low = proposed + 1.1 * (proposed - x);
      high = proposed + 4 * (proposed - x);
      return proposed;
    }

    /** The four cases of the paper, section 4; then the new ends. */
    private double propose(double step, double value, double slope) {
      double proposed;
      boolean turned = slope * Math.signum(slopeX) < 0;
      if (value > valueX) { // 1: higher, so the minimum is between
        double cubic = cubic(x, valueX, slopeX, step, value, slope);
        double quadratic = x + slopeX / ((valueX - value) / (step - x) + slopeX) / 2 * (step - x);
        proposed =
            Math.abs(cubic - x) <= Math.abs(quadratic - x)
                ? cubic
                : cubic + (quadratic - cubic) / 2;
        isBracket = true;
      } else if (turned) { // 2: lower, and past a minimum
        double cubic = cubic(step, value, slope, x, valueX, slopeX);
        double secant = step + slope / (slope - slopeX) * (x - step);
        proposed = Math.abs(cubic - step) > Math.abs(secant - step) ? cubic : secant;
        isBracket = true;
      } else if (Math.abs(slope) < Math.abs(slopeX)) { // 3: lower and flatter
        double cubic = cubicAhead(step, value, slope);
        double secant = step + slope / (slope - slopeX) * (x - step);
        boolean nearer = Math.abs(cubic - step) < Math.abs(secant - step);
        proposed = nearer == isBracket ? cubic : secant;
        if (isBracket) {
          double limit = step + 0.66 * (y - step);
          proposed = step > x ? Math.min(limit, proposed) : Math.max(limit, proposed);
        } else {
          proposed = Math.max(low, Math.min(high, proposed));
        }
      } else if (isBracket) { // 4: lower and no flatter
        proposed = cubic(step, value, slope, y, valueY, slopeY);
      } else {
        proposed = step > x ? high : low;
      }
      if (value > valueX) {
        y = step;
        valueY = value;
        slopeY = slope;
      } else {
        if (turned) {
          y = x;
          valueY = valueX;
          slopeY = slopeX;
        }
        x = step;
        valueX = value;
        slopeX = slope;
      }
      return proposed;
    }

    /** The minimum of the cubic through values and slopes at a and b. */
    private static double cubic(
        double a, double valueA, double slopeA, double b, double valueB, double slopeB) {
      double theta = 3 * (valueA - valueB) / (b - a) + slopeA + slopeB;
      double scale = Math.max(Math.abs(theta), Math.max(Math.abs(slopeA), Math.abs(slopeB)));
      double root =
          scale * Math.sqrt((theta / scale) * (theta / scale) - slopeA / scale * (slopeB / scale));
      double gamma = b < a ? -root : root;
      return a + (gamma - slopeA + theta) / (gamma - slopeA + gamma + slopeB) * (b - a);
    }

    /** The same, or an end of the range where the cubic has no minimum past the step. */
    private double cubicAhead(double step, double value, double slope) {
      double theta = 3 * (valueX - value) / (step - x) + slopeX + slope;
      double scale = Math.max(Math.abs(theta), Math.max(Math.abs(slopeX), Math.abs(slope)));
      double square = (theta / scale) * (theta / scale) - slopeX / scale * (slope / scale);
      double root = scale * Math.sqrt(Math.max(0, square));
      double gamma = step > x ? -root : root;
      double ratio = (gamma - slope + theta) / (gamma + (slopeX - slope) + gamma);
      if (ratio < 0 && gamma != 0) {
        return step + ratio * (x - step);
      }
      return step > x ? high : low;
    }
  }
}
