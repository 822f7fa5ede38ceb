package io.gradus.api;

/**
 * A hyper-parameter as a function of time.
 *
 * <p>A schedule is a pure function of the number of steps taken and of the epoch, both counted from
 * 0: the same arguments give the same value, whatever was asked before, at any step and past the
 * end of whatever the schedule describes. Every implementation is an immutable record, safe to
 * share between threads.
 */
public non-sealed interface Schedule extends Plugin {

  /**
   * The value at one time.
   *
   * @param step steps taken before this one, from 0
   * @param epoch epochs finished before this one, from 0
   * @return the value
   */
  double at(long step, long epoch);

  /**
   * Which of the two clocks the schedule follows.
   *
   * @return steps or epochs; a schedule that follows neither says steps
   */
  Unit unit();

  /**
   * The value at the time of a step, for use within a rule.
   *
   * @param step the step that the rule was handed
   * @return the value
   * @throws ArithmeticException if the schedule gives NaN or an infinity there
   */
  default double at(Step step) {
    double value = at(step.iteration(), step.epoch());
    if (Math.abs(value) <= Double.MAX_VALUE) {
      return value;
    }
    throw new ArithmeticException(
        "The schedule %s gave %s at step %d of epoch %d; a hyper-parameter must be a finite number."
            .formatted(this, value, step.iteration(), step.epoch()));
  }

  /**
   * Whether this schedule is a constant of one value, so that a rule can leave out what it
   * multiplies.
   *
   * @param value the value
   * @return true for {@code Schedule.constant(value)}; false for every other schedule, even where
   *     it has that value at all times
   */
  default boolean isAlways(double value) {
    return this instanceof ConstantSchedule constant && constant.value() == value;
  }

  @Override
  default Schedule with(String hyperparameter, Object value) {
    return Configuration.with(this, hyperparameter, value);
  }

  /**
   * The schedule that never changes.
   *
   * @param value its value
   * @return the schedule
   * @throws InvalidHyperparametersException if the value is NaN or infinite
   */
  static Schedule constant(double value) {
    return new ConstantSchedule(value);
  }

  /** The clock that a schedule follows. */
  enum Unit {
    /** Parameter updates, from 0 and on across epochs. */
    STEPS,
    /** Passes over the data, from 0. */
    EPOCHS;

    /**
     * The reading of this clock.
     *
     * @param step steps taken, from 0
     * @param epoch epochs finished, from 0
     * @return the one that this unit counts
     */
    public long count(long step, long epoch) {
      return this == STEPS ? step : epoch;
    }
  }
}
