package io.gradus.optimizers.linesearch;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.Outcome;

/**
 * The search of Hager and Zhang: a bracket that shrinks by a double secant step, until the
 * conditions of Wolfe hold or, where values differ by rounding alone, their approximate form.
 *
 * <pre>
 * φ(α) ≤ φ(0) + δ α φ′(0)  and  φ′(α) ≥ σ φ′(0)        the conditions of Wolfe, or
 * (2δ − 1) φ′(0) ≥ φ′(α) ≥ σ φ′(0)  and  φ(α) ≤ φ(0) + ε
 * bracket [a, b]:  φ′(a) &lt; 0, φ(a) ≤ φ(0) + ε, φ′(b) ≥ 0
 * </pre>
 *
 * <p>Hager &amp; Zhang (2006), <i>Algorithm 851: CG_DESCENT, a Conjugate Gradient Method with
 * Guaranteed Descent</i>. ε is the rounding error of the values ({@link Line#ceiling}) where the
 * paper takes 1e-6 |φ(0)|, so that no step goes up; the first trial is the method's own, without
 * the paper's trial at a tenth of the last step. Near the minimum values resolve x only to the
 * square root of their precision, slopes to the precision itself: a network in float needs this.
 *
 * <p>Optim.jl's is the same with ε as in the paper.
 *
 * <p>A search costs one gradient a trial, mostly one or two.
 *
 * <pre>{@code
 * new HagerZhang(0.1, 0.9)
 * }</pre>
 *
 * @param decrease δ
 * @param curvature σ, at least δ
 * @param expansion ρ, by which the first bracket grows
 * @param contraction γ; where a double secant step leaves more than that of a bracket, it is halved
 * @param trials the most that are made in one search
 */
@AutoService(LineSearch.class)
@Algorithm(
    name = "hager-zhang",
    aliases = "approximate-wolfe",
    summary = "Finds a Wolfe point by secants, by slopes alone where values say nothing.",
    citation = "Hager & Zhang (2006), Algorithm 851: CG_DESCENT",
    link = "https://doi.org/10.1145/1132973.1132979")
public record HagerZhang(
    @Hyperparameter(value = "sufficient decrease δ", range = "(0, 0.5)") double decrease,
    @Hyperparameter(value = "curvature σ", range = "(0, 1)") double curvature,
    @Hyperparameter(value = "growth of the bracket ρ", range = "(1, inf)") double expansion,
    @Hyperparameter(value = "shrinking that a step must bring γ", range = "(0, 1)")
        double contraction,
    @Hyperparameter(value = "trials in one search", range = "[1, inf)") int trials)
    implements LineSearch, HagerZhangWithers {

  public HagerZhang {
    Hyperparameters.checkThat(
        HagerZhang.class,
        decrease <= curvature,
        "curvature must not be below decrease, but they are " + curvature + " and " + decrease,
        decrease,
        curvature,
        expansion,
        contraction,
        trials);
  }

  /**
   * With other constants of the conditions.
   *
   * @param decrease δ
   * @param curvature σ
   */
  public HagerZhang(double decrease, double curvature) {
    this(decrease, curvature, 5, 0.66, 60);
  }

  /** The paper's: δ = 0.1, σ = 0.9, ρ = 5, γ = 0.66. */
  public HagerZhang() {
    this(0.1, 0.9);
  }

  @Override
  public Result search(Line line) {
    return new Search(line).run();
  }

  /** One search; {@code accepted} is where the conditions hold, once they do. */
  private final class Search {

    private final Line line;
    private Line.Trial a;
    private Line.Trial b;
    private Line.Trial accepted;
    private int tried;

    Search(Line line) {
      this.line = line;
      a = new Line.Trial(0, line.value(), line.slope());
    }

    Result run() {
      bracket();
      while (isOpen()) {
        double width = b.step() - a.step();
        if (!line.moves(b.step()) || width <= Math.ulp(b.step())) {
          return end(Outcome.NO_DECREASE);
        }
        secantTwice();
        if (isOpen() && b.step() - a.step() > contraction * width) {
          update(tryOut((a.step() + b.step()) / 2));
        }
      }
      return accepted != null ? Result.at(accepted.step()) : end(Outcome.BUDGET);
    }

    private Result end(Outcome why) {
      Line.Trial lowest = line.lowest();
      if (lowest == null) {
        return Result.none(Outcome.NOT_FINITE);
      }
      return line.hasFallen(lowest, decrease) ? Result.at(lowest.step()) : Result.none(why);
    }

    private boolean isOpen() {
      return accepted == null && tried < trials;
    }

    /** A trial, accepted where the conditions hold. */
    private Line.Trial tryOut(double step) {
      tried++;
      Line.Trial trial = line.trial(step);
      if (accepted == null
          && line.isLow(trial, decrease)
          && trial.slope() >= curvature * line.slope()) {
        accepted = trial;
      }
      return trial;
    }

    /**
     * B0 to B3: out, until the slope turns or the value rises; back in from where there is none.
     */
    private void bracket() {
      double step = line.firstStep();
      double wall = Double.POSITIVE_INFINITY;
      while (isOpen()) {
        Line.Trial trial = tryOut(step);
        if (!isOpen()) {
          b = trial;
          return;
        }
        if (!trial.isFinite()) {
          wall = step;
          step = a.step() == 0 ? 0.1 * step : (a.step() + step) / 2;
          if (!line.moves(step) || step <= a.step()) {
            tried = trials;
          }
        } else if (trial.slope() >= 0) {
          b = trial;
          return;
        } else if (trial.value() > line.ceiling()) {
          b = trial;
          halve();
          return;
        } else {
          a = trial;
          step = Math.min(expansion * step, wall < Double.MAX_VALUE ? (step + wall) / 2 : wall);
        }
      }
    }

    /** U3: a is low and falls, b is high and falls; halves until b rises. */
    private void halve() {
      while (isOpen()) {
        double step = (a.step() + b.step()) / 2;
        if (step <= a.step() || step >= b.step()) {
          tried = trials;
          return;
        }
        Line.Trial middle = tryOut(step);
        if (middle.slope() >= 0) {
          b = middle;
          return;
        }
        if (middle.value() <= line.ceiling()) {
          a = middle;
        } else {
          b = middle;
        }
      }
    }

    /** U0 to U3: takes a trial within the bracket in. */
    private void update(Line.Trial trial) {
      if (!isOpen() || trial.step() <= a.step() || trial.step() >= b.step()) {
        return;
      }
      if (trial.slope() >= 0) {
        b = trial;
      } else if (trial.value() <= line.ceiling()) {
        a = trial;
      } else {
        b = trial;
        halve();
      }
    }

    /** S1 to S4. */
    private void secantTwice() {
      Line.Trial oldA = a;
      Line.Trial oldB = b;
      double c = secant(a, b);
      if (!(c > a.step() && c < b.step())) {
        return;
      }
      Line.Trial trial = tryOut(c);
      update(trial);
      if (!isOpen()) {
        return;
      }
      double second = Double.NaN;
      if (b.equals(trial)) {
        second = secant(oldB, b);
      } else if (a.equals(trial)) {
        second = secant(oldA, a);
      }
      if (second > a.step() && second < b.step()) {
        update(tryOut(second));
      }
    }

    private double secant(Line.Trial from, Line.Trial to) {
      return (from.step() * to.slope() - to.step() * from.slope()) / (to.slope() - from.slope());
    }
  }
}
