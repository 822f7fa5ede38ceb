package io.gradus.optimizers;

import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;

class GradientControlledRateConformanceTest extends OptimizerConformance<GradientControlledRate> {

  @Override
  protected List<GradientControlledRate> optimizers() {
    return List.of(
        new GradientControlledRate(),
        new GradientControlledRate(Schedule.constant(0.1), 0.5),
        new GradientControlledRate(Schedule.constant(0.1), 0));
  }

  /** 1/r is the product of 1 + c √|g|. */
  @Override
  protected Outcome closedForm(GradientControlledRate controlled, ElementStep s) {
    double size = Math.abs(s.gradient());
    double inverse = (1 + controlled.controlStrength() * Math.sqrt(size)) / s.slot("r", 1);
    return Outcome.of(Math.copySign(s.learningRate() * size, s.gradient()) / inverse)
        .with("r", 1 / inverse);
  }
}
