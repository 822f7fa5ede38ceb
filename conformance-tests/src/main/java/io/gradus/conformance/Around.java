package io.gradus.conformance;

import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Step;

/**
 * A wrapper that only stores the gradient, in a slot with a name that its inner rule may also use.
 */
record Around(GradientOptimizer inner, String slot) implements GradientOptimizer {

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    step.slot(slot).set(step.gradient());
    return inner.update(step.inner("inner", step.gradient()));
  }
}
