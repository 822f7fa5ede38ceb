package io.gradus.initializers;

/**
 * The function that follows a layer, for the gain with which He's initializers compensate for the
 * signal that it loses. The gains are those of PyTorch's {@code calculate_gain}.
 */
public enum Activation {
  /** f(x) = x, or a convolution without activation: gain 1. */
  LINEAR,
  /** 1 / (1 + e⁻ˣ): gain 1. */
  SIGMOID,
  /** tanh x: gain 5/3. */
  TANH,
  /** max(0, x): gain √2, because it drops half of the second moment. */
  RELU,
  /** max(0, x) + a min(0, x): gain √(2 / (1 + a²)). */
  LEAKY_RELU,
  /**
   * Scaled exponential linear unit: gain 3/4, found by trial. Klambauer et al. (2017) themselves
   * take 1, which is {@link LecunNormal}.
   */
  SELU;

  /**
   * The gain.
   *
   * @param slope a, the negative slope of {@link #LEAKY_RELU}; the others ignore it
   * @return the factor of the standard deviation
   */
  public double gain(double slope) {
    return Math.sqrt(squaredGain(slope));
  }

  /**
   * The square of the gain, the factor of the variance, computed without taking a root and squaring
   * it.
   */
  double squaredGain(double slope) {
    return switch (this) {
      case LINEAR, SIGMOID -> 1;
      case TANH -> 25.0 / 9;
      case RELU -> 2;
      case LEAKY_RELU -> 2 / (1 + slope * slope);
      case SELU -> 9.0 / 16;
    };
  }
}
