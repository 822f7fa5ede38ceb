package io.gradus.dl4j;

import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Schedule;

/** One rate, and another from some step on; not installed anywhere. */
@Algorithm(name = "drop", summary = "Two rates.", citation = "This test")
public record Drop(
    @Hyperparameter("the rate before") double before,
    @Hyperparameter("the first step of the other rate") long step,
    @Hyperparameter("the rate from then on") double after)
    implements Schedule {

  /** Rates of 1 and 0. */
  public Drop() {
    this(1, 10, 0);
  }

  @Override
  public double at(long step, long epoch) {
    return step < this.step ? before : after;
  }

  @Override
  public Unit unit() {
    return Unit.STEPS;
  }
}
