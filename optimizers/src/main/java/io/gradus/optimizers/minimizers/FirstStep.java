package io.gradus.optimizers.minimizers;

import io.gradus.api.Vectors;

/**
 * The first direction of a quasi-Newton method, γ₀ of d = −γ₀g, before it has seen any curvature.
 */
public enum FirstStep {
  /** γ₀ = 1/‖g‖₂, a step of length 1, as L-BFGS-B. */
  UNIT_LENGTH {
    @Override
    double of(double[] gradient) {
      return 1 / Vectors.norm(gradient);
    }
  },
  /** γ₀ = min(1, 1/‖g‖₂), as optax. */
  AT_MOST_UNIT_LENGTH {
    @Override
    double of(double[] gradient) {
      return Math.min(1, 1 / Vectors.norm(gradient));
    }
  },
  /** γ₀ = min(1, 1/‖g‖₁) at the first step alone, then 1 until a pair is kept, as PyTorch. */
  AT_MOST_UNIT_SUM {
    @Override
    double of(double[] gradient) {
      double sum = 0;
      for (double element : gradient) {
        sum += Math.abs(element);
      }
      return Math.min(1, 1 / sum);
    }

    @Override
    boolean isOnlyFirst() {
      return true;
    }
  },
  /** γ₀ = 1, the gradient itself. */
  GRADIENT {
    @Override
    double of(double[] gradient) {
      return 1;
    }
  };

  abstract double of(double[] gradient);

  /** Whether later steps without pairs take γ = 1. */
  boolean isOnlyFirst() {
    return false;
  }
}
