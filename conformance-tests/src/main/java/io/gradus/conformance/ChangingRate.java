package io.gradus.conformance;

import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * The learning rate of the kit's traces: it falls, rises and falls, so that a rule that applies an
 * old rate, or the rate in the wrong place, shows. It is not installed, so it cannot be found by
 * name.
 *
 * @param value the rate to which the changes are relative
 */
@Algorithm(
    name = "conformance-kit",
    summary = "A rate that falls, rises and falls, for tests.",
    citation = "The conformance kit of Gradus")
public record ChangingRate(@Hyperparameter("the rate to begin with") double value)
    implements Schedule {

  public ChangingRate {
    Hyperparameters.check(ChangingRate.class, value);
  }

  /** Relative to 1. */
  public ChangingRate() {
    this(1);
  }

  @Override
  public double at(long step, long epoch) {
    return value * OptimizerConformance.rateAt(step);
  }

  @Override
  public Unit unit() {
    return Unit.STEPS;
  }
}
