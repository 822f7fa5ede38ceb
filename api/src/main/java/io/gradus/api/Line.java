package io.gradus.api;

import java.util.Arrays;

/**
 * An objective along a direction: φ(α) = f(x + αd) with the slope φ′(α) = ∇f(x + αd)ᵀd.
 *
 * <p>A run makes one line and starts it anew at every step; a {@link LineSearch} tries step sizes
 * on it. The gradients of the last trial and of the lowest are kept, so that the step that is
 * accepted need not be evaluated once more. The point and gradient that it is started with are
 * never changed. Not thread-safe.
 */
public final class Line {

  private final double[] point;
  private final double[][] gradients;
  private final Trial[] trials = new Trial[2];
  private int lowest;
  private int accepted;

  private Objective objective;
  private double[] x;
  private double[] direction;
  private double value;
  private double slope;
  private double lowestBefore;
  private Scale scale;
  private double firstStep;
  private double lastStep;
  private long step;

  /**
   * What is known of the length of a direction.
   *
   * <p>A Newton-like direction leads to where the method expects the minimum: its step size is 1. A
   * gradient has no such length; what step size suits it is learned from step to step.
   */
  public enum Scale {
    /** The step size 1 is the method's own. */
    NATURAL,
    /** The length of the direction says nothing. */
    NONE
  }

  /**
   * A step size that was tried.
   *
   * @param step α
   * @param value φ(α); +∞ where the value, the gradient or the point itself is not finite
   * @param slope φ′(α); NaN where the value is +∞, or where only the value was asked for
   */
  public record Trial(double step, double value, double slope) {

    /**
     * Whether the objective has a value there.
     *
     * @return false for a step too far
     */
    public boolean isFinite() {
      return value < Double.POSITIVE_INFINITY;
    }
  }

  /**
   * Room for lines in a space.
   *
   * @param size its dimension
   */
  public Line(int size) {
    point = new double[size];
    gradients = new double[2][size];
  }

  /**
   * Begins at a point.
   *
   * @param objective the function; a {@link CountedObjective}, for one that wants its gradient
   *     cleared
   * @param x the point; must not change while the line is in use
   * @param value the function's value there
   * @param gradient its gradient there
   * @param lowestBefore the lowest value that the run has seen, {@code value} included; no step may
   *     end above it but for rounding
   * @param direction d; must not change while the line is in use
   * @param scale what is known of the direction's length
   * @param firstStep the step size to try first, as the method sees it; above 0
   * @param lastStep the step size of the run's last step; NaN at the first
   * @param step how many steps the run has taken before
   */
  public void start(
      Objective objective,
      double[] x,
      double value,
      double[] gradient,
      double lowestBefore,
      double[] direction,
      Scale scale,
      double firstStep,
      double lastStep,
      long step) {
    this.objective = objective;
    this.x = x;
    this.value = value;
    this.lowestBefore = lowestBefore;
    this.direction = direction;
    this.slope = Vectors.dot(gradient, direction);
    this.scale = scale;
    this.firstStep = firstStep;
    this.lastStep = lastStep;
    this.step = step;
    trials[0] = null;
    trials[1] = null;
    lowest = 1;
  }

  /**
   * φ(0).
   *
   * @return the value where the line begins
   */
  public double value() {
    return value;
  }

  /**
   * φ′(0).
   *
   * @return the slope where the line begins
   */
  public double slope() {
    return slope;
  }

  /**
   * What is known of the direction's length.
   *
   * @return the scale
   */
  public Scale scale() {
    return scale;
  }

  /**
   * The step size to try first, as the method sees it.
   *
   * @return above 0
   */
  public double firstStep() {
    return firstStep;
  }

  /**
   * The step size of the run's last step.
   *
   * @return NaN at the first step
   */
  public double lastStep() {
    return lastStep;
  }

  /**
   * How many steps the run has taken before this one, for schedules.
   *
   * @return the number, from 0
   */
  public long step() {
    return step;
  }

  /**
   * The greatest magnitude of a coordinate of x.
   *
   * @return ‖x‖∞
   */
  public double pointNorm() {
    return Vectors.maxNorm(x);
  }

  /**
   * The greatest magnitude of a coordinate of d.
   *
   * @return ‖d‖∞
   */
  public double directionNorm() {
    return Vectors.maxNorm(direction);
  }

  /**
   * How far values may be apart and still be equal but for rounding.
   *
   * @return {@link Objective#rounding} of φ(0)
   */
  public double rounding() {
    return objective.rounding(value);
  }

  /**
   * Evaluates value and slope.
   *
   * @param step α
   * @return what was found
   */
  public Trial trial(double step) {
    int slot = 1 - lowest;
    trials[slot] = null;
    Trial trial = new Trial(step, Double.POSITIVE_INFINITY, Double.NaN);
    if (move(step)) {
      double[] gradient = gradients[slot];
      double there = objective.evaluate(point, gradient);
      double slopeThere = Vectors.dot(gradient, direction);
      if (Math.abs(there) <= Double.MAX_VALUE
          && Math.abs(slopeThere) <= Double.MAX_VALUE
          && Vectors.isFinite(gradient)) {
        trial = new Trial(step, there, slopeThere);
        trials[slot] = trial;
        if (trials[lowest] == null || there < trials[lowest].value()) {
          lowest = slot;
        }
      }
    }
    return trial;
  }

  /**
   * Evaluates the value alone, which can be cheaper.
   *
   * @param step α
   * @return what was found, without a slope
   */
  public Trial trialOfValue(double step) {
    if (move(step)) {
      double there = objective.value(point);
      if (Math.abs(there) <= Double.MAX_VALUE) {
        return new Trial(step, there, Double.NaN);
      }
    }
    return new Trial(step, Double.POSITIVE_INFINITY, Double.NaN);
  }

  /**
   * The curvature φ″(0) = dᵀHd, by one product with the Hessian.
   *
   * @return the curvature
   */
  public double curvature() {
    double[] product = gradients[1 - lowest];
    trials[1 - lowest] = null;
    objective.hessianVector(x, direction, product);
    return Vectors.dot(direction, product);
  }

  /**
   * Whether a step leads to another point at all.
   *
   * @param step α
   * @return false if x + αd is x, once it is rounded to a point that the function can take
   */
  public boolean moves(double step) {
    move(step);
    return !Arrays.equals(point, x);
  }

  /**
   * Whether a usual step promises so little that values may not show it: less than a thousand times
   * what {@link #rounding} leaves uncertain. Slopes then tell more than values.
   *
   * @return whether −φ′(0) times the first step, or the last one where that is shorter and nothing
   *     else tells a length, is as small as that
   */
  public boolean isFlat() {
    boolean isLastUsual = scale == Scale.NONE && lastStep < firstStep;
    return -slope * (isLastUsual ? lastStep : firstStep) <= 1e3 * rounding();
  }

  /**
   * Whether a trial is low enough: φ(α) ≤ φ(0) + c₁ α φ′(0), the condition of Armijo. Where the
   * line {@link #isFlat} and φ(α) and φ(0) are equal but for rounding, that condition says nothing;
   * there slopes must promise it, φ′(α) ≤ (2c₁ − 1) φ′(0), the approximate condition of Hager and
   * Zhang, and φ(α) must not be above the {@link #ceiling}.
   *
   * @param trial what was tried
   * @param decrease c₁
   * @return whether it holds; never for a trial that is not finite
   */
  public boolean isLow(Trial trial, double decrease) {
    if (isFlat() && Math.abs(trial.value() - value) <= rounding()) {
      return trial.value() <= ceiling() && trial.slope() <= (2 * decrease - 1) * slope;
    }
    return hasFallen(trial, decrease);
  }

  /**
   * Whether φ(α) is below φ(0), and by as much as the condition of Armijo asks.
   *
   * @param trial what was tried
   * @param decrease c₁
   * @return whether it holds; never for a trial that is not finite, nor where rounding alone makes
   *     it hold
   */
  public boolean hasFallen(Trial trial, double decrease) {
    return trial.value() < value && trial.value() <= value + decrease * trial.step() * slope;
  }

  /**
   * The highest value that still counts as none above the lowest that the run has seen: that one
   * and its rounding error.
   *
   * @return a value a little above
   */
  public double ceiling() {
    return lowestBefore + objective.rounding(lowestBefore);
  }

  /**
   * The lowest of the trials that were evaluated with their slope.
   *
   * @return null where none was finite
   */
  public Trial lowest() {
    return trials[lowest];
  }

  /**
   * Moves {@link #point} and {@link #gradient} to a step that was tried. It is evaluated once more
   * only if it was neither the last trial nor the lowest.
   *
   * @param step the step size
   * @return the value there
   * @throws IllegalStateException if the objective is not finite there
   */
  public double accept(double step) {
    accepted = holds(0, step) ? 0 : 1;
    if (!holds(accepted, step)) {
      if (!trial(step).isFinite()) {
        throw new IllegalStateException(
            "A line search chose the step size %s, but the objective is not finite there; a search must choose one that it has tried."
                .formatted(step));
      }
      accepted = holds(0, step) ? 0 : 1;
    }
    move(step);
    return trials[accepted].value();
  }

  private boolean holds(int slot, double step) {
    return trials[slot] != null && trials[slot].step() == step;
  }

  /**
   * The accepted point.
   *
   * @return the line's own array, which the next trial overwrites
   */
  public double[] point() {
    return point;
  }

  /**
   * The gradient at the accepted point.
   *
   * @return the line's own array, which later trials overwrite
   */
  public double[] gradient() {
    return gradients[accepted];
  }

  /** The point x + αd, and whether its coordinates are finite. */
  private boolean move(double step) {
    for (int i = 0; i < x.length; i++) {
      point[i] = x[i] + step * direction[i];
    }
    objective.representable(point);
    return Vectors.isFinite(point);
  }
}
