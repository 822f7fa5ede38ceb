package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class UniformConformanceTest extends InitializerConformance<Uniform> {

  @Override
  protected List<Uniform> initializers() {
    return List.of(new Uniform(), new Uniform(2, 5));
  }

  /** Between the bounds, each number as likely as any other. */
  @Override
  protected Law closedForm(Uniform initializer, Shape shape) {
    return Law.uniform(initializer.low(), initializer.high());
  }
}
