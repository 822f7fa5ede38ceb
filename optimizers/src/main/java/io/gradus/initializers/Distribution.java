package io.gradus.initializers;

import io.gradus.api.Initializer;

/** The distributions that {@link VarianceScaling} draws from, all with mean 0. */
public enum Distribution {
  /** U(−a, a) with a = √(3 variance). */
  UNIFORM,
  /** The normal distribution. */
  NORMAL,
  /** The normal distribution cut at two of its standard deviations; see {@link TruncatedNormal}. */
  TRUNCATED_NORMAL;

  /**
   * The distribution of mean 0 and a given variance.
   *
   * @param variance finite, from 0
   * @return the sampler
   */
  Initializer of(double variance) {
    return switch (this) {
      case UNIFORM -> new Uniform(-Math.sqrt(3 * variance), Math.sqrt(3 * variance));
      case NORMAL -> new Normal(0, Math.sqrt(variance));
      case TRUNCATED_NORMAL -> new TruncatedNormal(0, Math.sqrt(variance));
    };
  }
}
