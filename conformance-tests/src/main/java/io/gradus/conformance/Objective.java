package io.gradus.conformance;

import java.util.Random;

/** Functions that an optimizer must reduce, with their gradients. */
enum Objective {
  /** A quadratic whose axes have curvatures of 1 and 100. */
  RAVINE(0, -3, 1) {
    @Override
    double value(double[] x) {
      return (x[0] * x[0] + 100 * x[1] * x[1]) / 2;
    }

    @Override
    double[] gradient(double[] x) {
      return new double[] {x[0], 100 * x[1]};
    }
  },
  /** The ravine with curvatures of 1 and 25, rotated by the angle of the 3-4-5 triangle. */
  ROTATED_QUADRATIC(0, -3, 1) {
    @Override
    double value(double[] x) {
      double along = 0.8 * x[0] + 0.6 * x[1];
      double across = 0.8 * x[1] - 0.6 * x[0];
      return (along * along + 25 * across * across) / 2;
    }

    @Override
    double[] gradient(double[] x) {
      double along = 0.8 * x[0] + 0.6 * x[1];
      double across = 25 * (0.8 * x[1] - 0.6 * x[0]);
      return new double[] {0.8 * along - 0.6 * across, 0.6 * along + 0.8 * across};
    }
  },
  /** Rosenbrock (1960), a bent valley, from his own starting point. */
  ROSENBROCK(0, -1.2, 1) {
    @Override
    double value(double[] x) {
      double a = 1 - x[0];
      double b = x[1] - x[0] * x[0];
      return a * a + 100 * b * b;
    }

    @Override
    double[] gradient(double[] x) {
      double b = x[1] - x[0] * x[0];
      return new double[] {-2 * (1 - x[0]) - 400 * x[0] * b, 200 * b};
    }
  },
  /** Beale (1958), flat around its minimum at (3, ½). */
  BEALE(0, 1, 1) {
    @Override
    double value(double[] x) {
      double sum = 0;
      for (int k = 1; k <= 3; k++) {
        double f = beale(x, k);
        sum += f * f;
      }
      return sum;
    }

    @Override
    double[] gradient(double[] x) {
      double[] gradient = new double[2];
      for (int k = 1; k <= 3; k++) {
        double f = beale(x, k);
        gradient[0] -= 2 * f * (1 - Math.pow(x[1], k));
        gradient[1] += 2 * f * x[0] * k * Math.pow(x[1], k - 1);
      }
      return gradient;
    }

    private double beale(double[] x, int k) {
      double[] constants = {1.5, 2.25, 2.625};
      return constants[k - 1] - x[0] * (1 - Math.pow(x[1], k));
    }
  },
  /** A saddle at 0, started next to the ridge; the minima are at (0, ±1). */
  SADDLE(-0.25, 1, 1e-3) {
    @Override
    double value(double[] x) {
      return (x[0] * x[0] - x[1] * x[1]) / 2 + Math.pow(x[1], 4) / 4;
    }

    @Override
    double[] gradient(double[] x) {
      return new double[] {x[0], -x[1] + x[1] * x[1] * x[1]};
    }
  },
  /** A quadratic whose gradient is always noisy. */
  NOISY_QUADRATIC(0, -3, 2) {
    @Override
    double value(double[] x) {
      return (x[0] * x[0] + x[1] * x[1]) / 2;
    }

    @Override
    double[] gradient(double[] x) {
      return x.clone();
    }

    @Override
    double noise() {
      return 0.3;
    }
  },
  /** A textbook quartic, started near the lower of its two minima, at 3.27. */
  QUARTIC(0.8812471800601562, 5) {
    @Override
    double value(double[] x) {
      return 319 / 8400.0 * Math.pow(x[0], 4)
          + 43 / 4200.0 * Math.pow(x[0], 3)
          - 6799 / 8400.0 * x[0] * x[0]
          - 299 / 840.0 * x[0]
          + 6;
    }

    @Override
    double[] gradient(double[] x) {
      double slope =
          1276 / 8400.0 * Math.pow(x[0], 3)
              + 129 / 4200.0 * x[0] * x[0]
              - 13598 / 8400.0 * x[0]
              - 299 / 840.0;
      return new double[] {slope};
    }
  };

  static final long SEED = 1958;

  private final double least;

  @SuppressWarnings("ImmutableEnumChecker") // cloned before it is returned
  private final double[] start;

  Objective(double least, double... start) {
    this.least = least;
    this.start = start;
  }

  abstract double value(double[] x);

  abstract double[] gradient(double[] x);

  /** The standard deviation of the noise added to each element of the gradient. */
  double noise() {
    return 0;
  }

  double[] start() {
    return start.clone();
  }

  /** The fraction left of the way from the initial value to the minimum; 1 at the start. */
  double left(double[] x) {
    return (value(x) - least) / (value(start) - least);
  }

  double[] noisyGradient(double[] x, Random random) {
    double[] gradient = gradient(x);
    for (int i = 0; i < gradient.length && noise() > 0; i++) {
      gradient[i] += noise() * random.nextGaussian();
    }
    return gradient;
  }
}
