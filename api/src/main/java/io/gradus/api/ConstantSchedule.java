package io.gradus.api;

import com.google.auto.service.AutoService;

/**
 * The schedule that never changes: {@code η(t) = η₀}.
 *
 * @param value η₀, any finite number
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "constant",
    aliases = "fixed",
    summary = "The same value at every step.",
    citation =
        "Bottou, Curtis & Nocedal (2018), Optimization Methods for Large-Scale Machine Learning",
    link = "https://doi.org/10.1137/16M1080173")
public record ConstantSchedule(@Hyperparameter("the value η₀") double value) implements Schedule {

  /**
   * Checks the value.
   *
   * @throws InvalidHyperparametersException if the value is NaN or infinite
   */
  public ConstantSchedule {
    Hyperparameters.check(ConstantSchedule.class, value);
  }

  /** The constant 1, which leaves whatever it multiplies as it is. */
  public ConstantSchedule() {
    this(1);
  }

  @Override
  public double at(long step, long epoch) {
    return value;
  }

  @Override
  public Unit unit() {
    return Unit.STEPS;
  }
}
