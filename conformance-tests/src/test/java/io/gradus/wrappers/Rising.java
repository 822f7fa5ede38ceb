package io.gradus.wrappers;

import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Schedule;

/** A warm-up from 0 in four steps. */
@Algorithm(name = "rising", summary = "A warm-up for tests.", citation = "None")
record Rising(@Hyperparameter("the last rate") double rate) implements Schedule {

  @Override
  public double at(long step, long epoch) {
    return rate * Math.min(1, step / 4.0);
  }

  @Override
  public Unit unit() {
    return Unit.STEPS;
  }
}
