package io.gradus.optimizers.linesearch;

/** Minima of polynomials that interpolate the known values of φ. NaN where there is none. */
final class Interpolation {

  private Interpolation() {}

  /**
   * The minimum of the parabola with φ(0), φ′(0) and φ(a).
   *
   * <pre>
   * −φ′(0) a² / 2 (φ(a) − φ(0) − φ′(0) a)
   * </pre>
   */
  static double parabola(double value0, double slope0, double a, double valueA) {
    double curvature = (valueA - value0) / a - slope0;
    return curvature > 0 ? -slope0 * a / (2 * curvature) : Double.NaN;
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
}
