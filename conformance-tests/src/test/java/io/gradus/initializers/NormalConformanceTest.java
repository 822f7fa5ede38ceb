package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class NormalConformanceTest extends InitializerConformance<Normal> {

  @Override
  protected List<Normal> initializers() {
    return List.of(new Normal(), new Normal(-3, 2));
  }

  /** Gauss's density. */
  @Override
  protected Law closedForm(Normal initializer, Shape shape) {
    return Law.normal(initializer.mean(), initializer.standardDeviation());
  }
}
