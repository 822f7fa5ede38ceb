package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class ConstantConformanceTest extends InitializerConformance<Constant> {

  @Override
  protected List<Constant> initializers() {
    return List.of(new Constant(), new Constant(-0.25));
  }

  /** One number everywhere. */
  @Override
  protected Law closedForm(Constant initializer, Shape shape) {
    return Law.constant(initializer.value());
  }
}
