package io.gradus.optimizers.linesearch;

import io.gradus.api.Line;

/** Minima of polynomials through what is known of φ. NaN where there is none. */
final class Interpolation {

  private Interpolation() {}

  /**
   * The minimum of the parabola with φ(0), φ′(0) and φ(a).
   *
   * <pre>
   * φ(0) + φ′(0) α + Bα²,   α = −φ′(0) / 2B
   * </pre>
   */
  static double parabola(double value0, double slope0, double a, double valueA) {
    double squared = ((valueA - value0) / a - slope0) / a;
    return squared > 0 ? -slope0 / (2 * squared) : Double.NaN;
  }

  /**
   * The minimum of the cubic with φ(0), φ′(0), φ(a) and φ(b).
   *
   * <pre>
   * φ(0) + φ′(0) α + Bα² + Aα³,   α = (−B + √(B² − 3Aφ′(0))) / 3A
   * </pre>
   */
  static double cubic(
      double value0, double slope0, double a, double valueA, double b, double valueB) {
    double restA = ((valueA - value0) / a - slope0) / a; // A a + B
    double restB = ((valueB - value0) / b - slope0) / b;
    double cubed = (restA - restB) / (a - b);
    double squared = restA - cubed * a;
    double root = Math.sqrt(squared * squared - 3 * cubed * slope0);
    return squared > 0
        ? -slope0 / (squared + root) // the same without cancellation
        : (-squared + root) / (3 * cubed);
  }

  /**
   * The minimum of the cubic through values and slopes at two trials, within bounds; the middle of
   * these where the cubic has none.
   *
   * <pre>
   * d₁ = φ′(a) + φ′(b) − 3 (φ(a) − φ(b))/(a − b),   d₂ = √(d₁² − φ′(a)φ′(b))
   * b − (b − a)(φ′(b) + d₂ − d₁)/(φ′(b) − φ′(a) + 2d₂),   a &lt; b
   * </pre>
   */
  static double hermite(Line.Trial one, Line.Trial two, double least, double most) {
    boolean isInOrder = one.step() <= two.step();
    Line.Trial a = isInOrder ? one : two;
    Line.Trial b = isInOrder ? two : one;
    double d1 = a.slope() + b.slope() - 3 * (a.value() - b.value()) / (a.step() - b.step());
    double d2 = Math.sqrt(d1 * d1 - a.slope() * b.slope());
    double minimum =
        b.step()
            - (b.step() - a.step()) * ((b.slope() + d2 - d1) / (b.slope() - a.slope() + 2 * d2));
    return Double.isNaN(minimum) ? (least + most) / 2 : Math.max(least, Math.min(most, minimum));
  }
}
