package io.gradus.initializers;

import java.util.random.RandomGenerator;

/**
 * Standard normal numbers whose bits do not depend on the JDK.
 *
 * <p>{@link RandomGenerator#nextGaussian()} promises a distribution, not an algorithm: it may
 * change with the JDK and with the generator. This is the polar method on doubles in [0, 1), whose
 * bits are fixed by the generator's name:
 *
 * <pre>
 * (u, v) uniform in the unit disc without its centre,   s = u² + v²
 * z = u √(−2 ln s / s)
 * </pre>
 *
 * <p>Marsaglia &amp; Bray (1964), <i>A Convenient Method for Generating Normal Variables</i>. The
 * second number of each pair is dropped, so that nothing is kept from one call to the next.
 */
final class Gaussian {

  private Gaussian() {}

  /**
   * The next number.
   *
   * @param random the source of uniform numbers
   * @return z, with mean 0 and variance 1
   */
  static double next(RandomGenerator random) {
    double u;
    double s;
    do {
      u = 2 * random.nextDouble() - 1;
      double v = 2 * random.nextDouble() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * Math.sqrt(-2 * StrictMath.log(s) / s);
  }
}
