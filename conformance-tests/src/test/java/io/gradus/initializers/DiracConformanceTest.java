package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class DiracConformanceTest extends InitializerConformance<Dirac> {

  @Override
  protected List<Dirac> initializers() {
    return List.of(new Dirac(), new Dirac(4));
  }

  @Override
  protected boolean fills(Dirac initializer, Shape shape) {
    return shape.dimensions().size() > 2 && shape.dimensions().get(0) % initializer.groups() == 0;
  }

  /** Zagoruyko & Komodakis (2017): output o passes on input o of its group, at the centre. */
  @Override
  protected Law closedForm(Dirac initializer, Shape shape) {
    List<Long> d = shape.dimensions();
    long taps = shape.size() / (d.get(0) * d.get(1));
    long perGroup = d.get(0) / initializer.groups();
    return new Law.Fixed(
        i -> {
          long output = i / (taps * d.get(1));
          long input = i / taps % d.get(1);
          return output % perGroup == input && i % taps == taps / 2 ? 1 : 0; // odd kernels
        });
  }
}
