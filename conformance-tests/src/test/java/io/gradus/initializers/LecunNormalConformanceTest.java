package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class LecunNormalConformanceTest extends InitializerConformance<LecunNormal> {

  @Override
  protected List<LecunNormal> initializers() {
    return List.of(new LecunNormal());
  }

  /** LeCun et al. (1998), equation 16. */
  @Override
  protected Law closedForm(LecunNormal initializer, Shape shape) {
    return Law.normal(0, 1 / Math.sqrt(shape.fanIn()));
  }
}
