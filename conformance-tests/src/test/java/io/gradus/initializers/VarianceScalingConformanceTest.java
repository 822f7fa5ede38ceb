package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class VarianceScalingConformanceTest extends InitializerConformance<VarianceScaling> {

  @Override
  protected List<VarianceScaling> initializers() {
    return List.of(
        new VarianceScaling(),
        new VarianceScaling(2.5, Fan.OUT, Distribution.UNIFORM),
        new VarianceScaling(1, Fan.AVERAGE, Distribution.NORMAL));
  }

  /** LeCun et al. (1998), section 4.6: the variance is s / n, whatever the distribution. */
  @Override
  protected Law closedForm(VarianceScaling initializer, Shape shape) {
    double n =
        switch (initializer.fan()) {
          case IN -> shape.fanIn();
          case OUT -> shape.fanOut();
          case AVERAGE -> (shape.fanIn() + shape.fanOut()) / 2;
        };
    double deviation = Math.sqrt(initializer.scale() / n);
    return switch (initializer.distribution()) {
      case UNIFORM -> Law.uniform(-Math.sqrt(3) * deviation, Math.sqrt(3) * deviation);
      case NORMAL -> Law.normal(0, deviation);
      case TRUNCATED_NORMAL -> Law.truncatedNormal(0, deviation / 0.879625661034240, 2);
    };
  }
}
