package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class SparseConformanceTest extends InitializerConformance<Sparse> {

  @Override
  protected List<Sparse> initializers() {
    return List.of(new Sparse(), new Sparse(0.25, 2));
  }

  @Override
  protected boolean fills(Sparse initializer, Shape shape) {
    return shape.dimensions().size() == 2;
  }

  /** Martens (2010): ⌈s r⌉ of the r numbers of a column are 0, the others normal. */
  @Override
  protected Law closedForm(Sparse initializer, Shape shape) {
    double r = shape.dimensions().get(0);
    double full = 1 - Math.ceil(initializer.sparsity() * r) / r;
    double deviation = initializer.standardDeviation();
    return new Law.Drawn(
        0,
        full * deviation * deviation,
        3 / full, // E x⁴ = full · 3 σ⁴
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        x -> full * Law.standardNormal(x / deviation) + (x >= 0 ? 1 - full : 0));
  }
}
