package com.example.plugin;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class ScAdagradTest extends OptimizerConformance<ScAdagrad> {

  @Override
  protected List<ScAdagrad> optimizers() {
    return List.of(new ScAdagrad(), new ScAdagrad(Schedule.constant(0.5), 2, 3));
  }

  @Override
  protected Outcome closedForm(ScAdagrad optimizer, ElementStep s) {
    double v = s.slot("v", 0) + s.gradient() * s.gradient();
    double delta = optimizer.xi2() * Math.exp(-optimizer.xi1() * v);
    return Outcome.of(s.learningRate() * s.gradient() / (v + delta)).with("v", v);
  }
}
