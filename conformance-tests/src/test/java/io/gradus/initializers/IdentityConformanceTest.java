package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class IdentityConformanceTest extends InitializerConformance<Identity> {

  @Override
  protected List<Identity> initializers() {
    return List.of(new Identity(), new Identity(-2));
  }

  @Override
  protected boolean fills(Identity initializer, Shape shape) {
    return shape.dimensions().size() == 2;
  }

  /** Le, Jaitly & Hinton (2015): the gain where row and column agree. */
  @Override
  protected Law closedForm(Identity initializer, Shape shape) {
    long columns = shape.dimensions().get(1);
    return new Law.Fixed(i -> i / columns == i % columns ? initializer.gain() : 0);
  }
}
