package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class XavierUniformConformanceTest extends InitializerConformance<XavierUniform> {

  @Override
  protected List<XavierUniform> initializers() {
    return List.of(new XavierUniform(), new XavierUniform(3));
  }

  /** Glorot & Bengio (2010), equation 16, times the gain. */
  @Override
  protected Law closedForm(XavierUniform initializer, Shape shape) {
    double bound = initializer.gain() * Math.sqrt(6) / Math.sqrt(shape.fanIn() + shape.fanOut());
    return Law.uniform(-bound, bound);
  }
}
