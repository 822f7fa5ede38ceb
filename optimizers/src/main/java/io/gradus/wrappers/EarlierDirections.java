package io.gradus.wrappers;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;

/** Whether a rule's step depends on which way earlier gradients pointed, as momentum's does. */
final class EarlierDirections {

  /**
   * Large, so that noise added to it does not matter; two elements, for rules that subtract a mean.
   */
  private static final double[] GRADIENT = {1e6, -2e6};

  private static final double[] OPPOSITE = {-1e6, 2e6};
  private static final double[] PARAMETER = {1, 1};

  /** Odd, and more than the gradients that a rule holds back. */
  private static final int APART = 13;

  private static final int TOGETHER = 5;

  private EarlierDirections() {}

  /**
   * Drives two runs apart with opposite gradients and then gives both the same ones: rules that
   * remember only sizes, such as a root mean square, take equal steps again, and so do decay and
   * noise.
   */
  static boolean matterTo(GradientOptimizer rule) {
    try {
      ReferenceExecutor one = new ReferenceExecutor(rule, Precision.DOUBLE, GRADIENT.length);
      ReferenceExecutor other = new ReferenceExecutor(rule, Precision.DOUBLE, GRADIENT.length);
      double greatest = 0;
      double difference = 0;
      for (int t = 1; t <= APART + TOGETHER; t++) {
        double[] u = one.step(GRADIENT, PARAMETER);
        double[] v = other.step(t <= APART ? OPPOSITE : GRADIENT, PARAMETER);
        for (int i = 0; t > APART && i < u.length; i++) {
          greatest = Math.max(greatest, Math.abs(u[i]));
          difference = Math.max(difference, Math.abs(u[i] - v[i]));
        }
      }
      return difference > 1e-3 * greatest;
    } catch (RuntimeException cannotStep) {
      return false; // it says why as soon as it is used
    }
  }
}
