package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class HeNormalConformanceTest extends InitializerConformance<HeNormal> {

  @Override
  protected List<HeNormal> initializers() {
    return List.of(new HeNormal(), new HeNormal(Activation.LEAKY_RELU, 0.5, Fan.OUT));
  }

  /** He et al. (2015), equations 10, 14 and 15: ½ (1 + a²) n Var[w] = 1. */
  @Override
  protected Law closedForm(HeNormal initializer, Shape shape) {
    boolean leaky = initializer.activation() == Activation.LEAKY_RELU;
    double a = leaky ? initializer.slope() : 0;
    double n = initializer.fan() == Fan.IN ? shape.fanIn() : shape.fanOut();
    return Law.normal(0, Math.sqrt(2 / ((1 + a * a) * n)));
  }
}
