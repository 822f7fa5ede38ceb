package com.example.plugin;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class SirenTest extends InitializerConformance<Siren> {

  @Override
  protected List<Siren> initializers() {
    return List.of(new Siren(), new Siren(1));
  }

  @Override
  protected Law closedForm(Siren initializer, Shape shape) {
    double bound = Math.sqrt(6 / shape.fanIn()) / initializer.omega();
    return Law.uniform(-bound, bound);
  }
}
