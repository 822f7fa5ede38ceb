package io.gradus.conformance;

import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Step;

/** A wrapper that lets its inner rule take only every second step and discards the others. */
record EverySecond(GradientOptimizer inner) implements GradientOptimizer {

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    Step own = step.inner("inner", step.gradient(), (step.age() + 1) / 2);
    Expr update = inner.update(own);
    if (step.age() % 2 == 0) {
      return update;
    }
    own.discard();
    return step.constant(0);
  }
}
