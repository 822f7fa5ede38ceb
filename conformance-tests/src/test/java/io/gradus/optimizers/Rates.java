package io.gradus.optimizers;

import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Schedule;
import java.util.List;

/** The recorded learning rates of a trace, one a step. */
@Algorithm(name = "recorded", summary = "Recorded rates.", citation = "PyTorch 1.13.1")
public record Rates(@Hyperparameter("one rate a step") List<Double> rates) implements Schedule {

  /** A rate of 1. */
  public Rates() {
    this(List.of(1.0));
  }

  @Override
  public double at(long step, long epoch) {
    return rates.get((int) Math.min(step, rates.size() - 1));
  }

  @Override
  public Unit unit() {
    return Unit.STEPS;
  }
}
