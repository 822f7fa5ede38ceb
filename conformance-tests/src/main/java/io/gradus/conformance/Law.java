package io.gradus.conformance;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/** What an initializer promises about every element of a tensor: its distribution, or its value. */
public sealed interface Law {

  /**
   * Elements that are drawn, all from one distribution.
   *
   * @param mean μ
   * @param variance σ²
   * @param kurtosis the fourth central moment over σ⁴, which determines how far a sample's variance
   *     strays: 3 for the normal distribution, 9/5 for the uniform
   * @param low the lower bound; may be infinite
   * @param high the upper bound; may be infinite
   * @param distribution F(x), the probability of a number up to x
   */
  record Drawn(
      double mean,
      double variance,
      double kurtosis,
      double low,
      double high,
      DoubleUnaryOperator distribution)
      implements Law {}

  /**
   * Elements that are not drawn.
   *
   * @param element the value of each element, counted from 0 in row-major order
   */
  record Fixed(IntToDoubleFunction element) implements Law {}

  /**
   * The uniform distribution.
   *
   * @param low its lower end
   * @param high its upper end
   * @return the law
   */
  static Law uniform(double low, double high) {
    double width = high - low;
    return new Drawn(
        (low + high) / 2,
        width * width / 12,
        9.0 / 5,
        low,
        high,
        x -> Math.min(1, Math.max(0, (x - low) / width)));
  }

  /**
   * The normal distribution.
   *
   * @param mean μ
   * @param deviation σ
   * @return the law
   */
  static Law normal(double mean, double deviation) {
    return new Drawn(
        mean,
        deviation * deviation,
        3,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        x -> standardNormal((x - mean) / deviation));
  }

  /**
   * The normal distribution without its tails.
   *
   * @param mean μ
   * @param deviation σ before the cut
   * @param cut where the tails begin, in multiples of σ
   * @return the law
   */
  static Law truncatedNormal(double mean, double deviation, double cut) {
    double below = standardNormal(-cut);
    double inside = 1 - 2 * below;
    double density = Math.exp(-cut * cut / 2) / Math.sqrt(2 * Math.PI);
    double second = 1 - 2 * cut * density / inside; // E z², by parts
    double fourth = 3 * second - 2 * cut * cut * cut * density / inside; // E z⁴, by parts
    return new Drawn(
        mean,
        deviation * deviation * second,
        fourth / (second * second),
        mean - cut * deviation,
        mean + cut * deviation,
        x -> {
          double z = Math.min(cut, Math.max(-cut, (x - mean) / deviation));
          return (standardNormal(z) - below) / inside;
        });
  }

  /**
   * One number everywhere.
   *
   * @param value the number
   * @return the law
   */
  static Law constant(double value) {
    return new Fixed(i -> value);
  }

  /**
   * Φ, the distribution function of the standard normal distribution.
   *
   * @param z any number
   * @return the probability of a number up to z, within 10⁻¹²
   */
  static double standardNormal(double z) {
    double end = Math.min(9, Math.abs(z));
    int panels = 400; // Simpson's rule
    double h = end / panels;
    double sum = 1 + Math.exp(-end * end / 2);
    for (int i = 1; i < panels; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-i * h * i * h / 2);
    }
    double half = sum * h / 3 / Math.sqrt(2 * Math.PI);
    return z < 0 ? 0.5 - half : 0.5 + half;
  }
}
