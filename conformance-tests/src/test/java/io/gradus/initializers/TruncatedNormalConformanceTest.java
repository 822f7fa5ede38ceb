package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class TruncatedNormalConformanceTest extends InitializerConformance<TruncatedNormal> {

  @Override
  protected List<TruncatedNormal> initializers() {
    return List.of(new TruncatedNormal(), new TruncatedNormal(-3, 2));
  }

  /** Cut at two deviations, then widened to σ: c = √(1 − 4 φ(2) / (2 Φ(2) − 1)), from tables. */
  @Override
  protected Law closedForm(TruncatedNormal initializer, Shape shape) {
    double c = 0.879625661034240;
    return Law.truncatedNormal(initializer.mean(), initializer.standardDeviation() / c, 2);
  }
}
