package io.gradus.api;

/**
 * Random numbers without a generator: each is a function of a key and an index, so that any chunk
 * of a tensor can be drawn by any thread, and a resumed run draws what the first would have drawn.
 *
 * <p>The bits are mixed by the finalizer of SplitMix64 (Steele, Lea &amp; Flood 2014, <i>Fast
 * Splittable Pseudorandom Number Generators</i>) and made normal by Box &amp; Muller (1958), with
 * {@link StrictMath}, so that every machine draws the same.
 */
public final class Noise {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Noise() {}

  /**
   * The key of one step's draws.
   *
   * @param seed any number
   * @param age the step, from 1
   * @return a whole number that a double holds exactly
   */
  public static double key(long seed, long age) {
    return mix(mix(seed) + age * GOLDEN) >>> 11;
  }

  /**
   * One draw.
   *
   * @param key from {@link #key}
   * @param index the element, from 0
   * @return a draw from N(0, 1)
   */
  public static double normal(double key, long index) {
    long bits = mix((long) key + 2 * index * GOLDEN);
    double radius = 1 - uniform(bits); // in (0, 1]
    double angle = uniform(mix(bits + GOLDEN));
    return StrictMath.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(2 * Math.PI * angle);
  }

  private static double uniform(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  private static long mix(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
