package io.gradus.initializers;

import io.gradus.api.Shape;
import io.gradus.conformance.InitializerConformance;
import io.gradus.conformance.Law;
import java.util.List;

class OrthogonalConformanceTest extends InitializerConformance<Orthogonal> {

  @Override
  protected List<Orthogonal> initializers() {
    return List.of(new Orthogonal(), new Orthogonal(1.5));
  }

  @Override
  protected boolean fills(Orthogonal initializer, Shape shape) {
    return shape.dimensions().size() >= 2;
  }

  /**
   * One coordinate of a point that is uniform on the unit sphere of n dimensions: E x² = 1/n, E x⁴
   * = 3 / (n (n + 2)), density proportional to (1 − x²)^((n − 3)/2).
   */
  @Override
  protected Law closedForm(Orthogonal initializer, Shape shape) {
    double rows = shape.dimensions().get(0);
    double n = Math.max(rows, shape.size() / rows);
    double gain = initializer.gain();
    double half = integral(n, 1);
    return new Law.Drawn(
        0,
        gain * gain / n,
        3 * n / (n + 2),
        -gain,
        gain,
        x -> 0.5 + Math.signum(x) * integral(n, Math.abs(x / gain)) / (2 * half));
  }

  /** ∫ (1 − x²)^((n − 3)/2) from 0 to an end, by Simpson's rule. */
  private static double integral(double n, double end) {
    int panels = 1000;
    double h = Math.min(1, end) / panels;
    double sum = 0;
    for (int i = 0; i <= panels; i++) {
      int weight = i == 0 || i == panels ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.pow(1 - i * h * i * h, (n - 3) / 2);
    }
    return sum * h / 3;
  }
}
