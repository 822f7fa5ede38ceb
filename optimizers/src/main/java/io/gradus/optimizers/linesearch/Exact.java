package io.gradus.optimizers.linesearch;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.Outcome;

/**
 * The optimal step: the minimum along the direction.
 *
 * <pre>
 * α = −φ′(0) / dᵀHd                      the minimum itself where φ is a parabola
 * else φ′(α) = 0 by Brent's method       between a point that falls and one that rises
 * </pre>
 *
 * <p>The curvature dᵀHd is one product with the Hessian. The step is taken when |φ′(α)| ≤ c₂
 * |φ′(0)|. Cauchy (1847) for the idea; Brent (1973), <i>Algorithms for Minimization without
 * Derivatives</i>, chapter 4, for the zero of φ′; the bracket doubles, and halves from where there
 * is no value.
 *
 * <p>On a quadratic, steepest descent, conjugate gradients and L-BFGS become their textbook forms
 * with it. Elsewhere it costs more than it gains.
 *
 * <p>A search costs one product and one gradient on a quadratic, and about ten gradients elsewhere.
 *
 * <pre>{@code
 * new SteepestDescent(new Exact())
 * }</pre>
 *
 * @param curvature c₂, how flat the minimum must be
 * @param max the greatest α
 * @param trials the most that are made in one search
 */
@AutoService(LineSearch.class)
@Algorithm(
    name = "exact",
    aliases = {"optimal-step", "brent"},
    summary = "Goes to the minimum along the direction.",
    citation = "Brent (1973), Algorithms for Minimization without Derivatives, chapter 4",
    link = "https://maths-people.anu.edu.au/~brent/pub/pub011.html")
public record Exact(
    @Hyperparameter(value = "slope over the first that counts as none", range = "(0, 1)")
        double curvature,
    @Hyperparameter(value = "greatest step size", range = "(0, inf]") double max,
    @Hyperparameter(value = "trials in one search", range = "[1, inf)") int trials)
    implements LineSearch, ExactWithers {

  public Exact {
    Hyperparameters.check(Exact.class, curvature, max, trials);
  }

  /** c₂ = 1e-9, at most 100 trials. */
  public Exact() {
    this(1e-9, Double.POSITIVE_INFINITY, 100);
  }

  @Override
  public Result search(Line line) {
    double bend = line.curvature();
    boolean isParabola = bend > 0 && bend <= Double.MAX_VALUE;
    double step = Math.min(isParabola ? -line.slope() / bend : line.firstStep(), max);
    Line.Trial a = new Line.Trial(0, line.value(), line.slope());
    Line.Trial b = null;
    double wall = Double.POSITIVE_INFINITY;
    int tried = 0;
    while (b == null && tried++ < trials) {
      Line.Trial trial = line.trial(step);
      if (isMinimum(line, trial)) {
        return Result.at(step);
      }
      if (!trial.isFinite() || (trial.slope() < 0 && trial.value() > a.value())) {
        wall = step; // too far, or past a minimum and down again
        step = a.step() == 0 && !trial.isFinite() ? 0.1 * step : (a.step() + step) / 2;
      } else if (trial.slope() > 0) {
        b = trial;
      } else {
        a = trial;
        if (step >= max) {
          return Result.at(step); // goes on falling past the greatest step
        }
        step = Math.min(wall < Double.POSITIVE_INFINITY ? (step + wall) / 2 : 2 * step, max);
      }
      if (!line.moves(step) || step == a.step() || step == wall) {
        return Ending.lowest(line, 1e-4, Outcome.NO_DECREASE);
      }
    }
    return b == null ? Ending.lowest(line, 1e-4, Outcome.BUDGET) : zero(line, a, b, tried);
  }

  private boolean isMinimum(Line line, Line.Trial trial) {
    return Math.abs(trial.slope()) <= curvature * Math.abs(line.slope())
        && trial.value() <= line.ceiling();
  }

  /** Brent's zero of φ′: b the best so far, c on the other side of it, a the one before. */
  private Result zero(Line line, Line.Trial falls, Line.Trial rises, int before) {
    Line.Trial a = falls;
    Line.Trial b = rises;
    Line.Trial c = falls;
    double move = b.step() - a.step();
    double moveBefore = move;
    for (int tried = before; tried < trials; tried++) {
      if (b.slope() * c.slope() > 0) {
        c = a;
        move = b.step() - a.step();
        moveBefore = move;
      }
      if (Math.abs(c.slope()) < Math.abs(b.slope())) {
        a = b;
        b = c;
        c = a;
      }
      double tolerance = 2 * Math.ulp(b.step());
      double half = (c.step() - b.step()) / 2;
      if (Math.abs(half) <= tolerance) {
        break;
      }
      if (Math.abs(moveBefore) >= tolerance && Math.abs(a.slope()) > Math.abs(b.slope())) {
        double p;
        double q;
        double s = b.slope() / a.slope();
        if (a.equals(c)) {
          p = 2 * half * s;
          q = 1 - s;
        } else {
          double t = a.slope() / c.slope();
          double r = b.slope() / c.slope();
          p = s * (2 * half * t * (t - r) - (b.step() - a.step()) * (r - 1));
          q = (t - 1) * (r - 1) * (s - 1);
        }
        q = p > 0 ? -q : q;
        p = Math.abs(p);
        boolean isGood =
            2 * p < Math.min(3 * half * q - Math.abs(tolerance * q), Math.abs(moveBefore * q));
        moveBefore = isGood ? move : half;
        move = isGood ? p / q : half;
      } else {
        move = half;
        moveBefore = half;
      }
      a = b;
      double step = b.step() + (Math.abs(move) > tolerance ? move : Math.copySign(tolerance, half));
      b = line.trial(step);
      if (!b.isFinite()) {
        break;
      }
      if (isMinimum(line, b)) {
        return Result.at(step);
      }
    }
    return Ending.lowest(line, 1e-4, Outcome.BUDGET);
  }
}
