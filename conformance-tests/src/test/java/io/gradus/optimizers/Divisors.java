package io.gradus.optimizers;

/** What Adam's first moment is divided by, written for the uncorrected second moment. */
final class Divisors {

  private Divisors() {}

  /**
   * √c times the divisor of the corrected moment: Kingma & Ba's α form at the end of section 2, in
   * which the rate is multiplied by √c.
   */
  static double ofRaw(EpsilonPlacement placement, double v, double epsilon, double c) {
    return switch (placement) {
      case OUTSIDE -> Math.sqrt(v) + Math.sqrt(c) * epsilon;
      case INSIDE -> Math.sqrt(v + c * epsilon);
      case HAT -> Math.sqrt(v) + epsilon;
    };
  }

  /** β s + (1 − β) x, from the side of the sample. */
  static double average(double beta, double before, double sample) {
    return sample + beta * (before - sample);
  }

  /** √(1 − β₂ᵗ) / (1 − β₁ᵗ). */
  static double rateFactor(double beta1, double beta2, long t) {
    return Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
  }
}
