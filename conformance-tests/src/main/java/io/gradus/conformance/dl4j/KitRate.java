package io.gradus.conformance.dl4j;

import io.gradus.conformance.ChangingRate;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A rate that changes with the iteration and halves with each epoch. */
record KitRate(@JsonProperty("rate") double rate) implements ISchedule {

  @Override
  public double valueAt(int iteration, int epoch) {
    return new ChangingRate(rate).at(iteration, epoch) * Math.pow(0.5, epoch);
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod") // a record is immutable
  public ISchedule clone() {
    return this;
  }
}
