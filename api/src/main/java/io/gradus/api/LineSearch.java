package io.gradus.api;

/**
 * A way to choose the step size α along a direction of descent.
 *
 * <p>It sees the objective along the line, φ(α) = f(x + αd), and answers with a step size that it
 * has tried, or with the reason why there is none. Every implementation is an immutable record,
 * safe to share between threads; what it remembers from one step to the next is handed to it by the
 * {@link Line}.
 */
public non-sealed interface LineSearch extends Plugin {

  /**
   * Chooses a step size.
   *
   * <p>Values and slopes that are not finite come as {@code φ = +∞} with a slope of NaN, and are to
   * be taken as a step too far. No numerical failure is an exception.
   *
   * @param line the objective along the direction, whose slope at 0 is negative, unless {@link
   *     #needsDescent} says that it need not be
   * @return a step size at which {@link Line#trial} was finite, or none
   */
  Result search(Line line);

  /**
   * Whether directions must lead downhill. Where they must, a run goes along the negative gradient
   * in place of one that does not.
   *
   * @return true, unless nothing is tested
   */
  default boolean needsDescent() {
    return true;
  }

  @Override
  default LineSearch with(String hyperparameter, Object value) {
    return Configuration.with(this, hyperparameter, value);
  }

  /**
   * What a search found.
   *
   * @param step the step size, above 0; 0 where there is none
   * @param outcome {@link Outcome#MOVED} with a step size; else why there is none
   */
  record Result(double step, Outcome outcome) {

    /**
     * A step size to take.
     *
     * @param step the step size, above 0
     * @return the result
     */
    public static Result at(double step) {
      return new Result(step, Outcome.MOVED);
    }

    /**
     * No step size.
     *
     * @param why the reason
     * @return the result
     */
    public static Result none(Outcome why) {
      return new Result(0, why);
    }
  }
}
