package io.gradus.conformance;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.Schedule;
import java.util.Arrays;
import java.util.Random;

/** Descents on objectives, at several learning rates; one of them must work. */
final class Descent {

  /** In the order that suits most optimizers. */
  private static final double[] RATES = {0.01, 0.1, 1, 0.03, 0.3, 1e-3, 3e-3, 3e-4, 10};

  private static final int MOST_STEPS = 3000;

  /** The fraction of the way from an objective's initial value to its minimum that may be left. */
  private static final double LEFT = 0.1;

  private Descent() {}

  static void check(Findings findings, GradientOptimizer optimizer, Objective objective) {
    double least = 1;
    for (int i = 0; i < RATES.length && !(least <= LEFT); i++) {
      GradientOptimizer tried = optimizer.withLearningRate(Schedule.constant(RATES[i]));
      least = Math.min(least, left(tried, objective));
    }
    findings.that(
        least <= LEFT,
        optimizer,
        () ->
            "%s, seed %d, %d steps at the best of the rates %s"
                .formatted(objective, Objective.SEED, MOST_STEPS, Arrays.toString(RATES)),
        "at most %s of the way left".formatted(LEFT),
        least);
  }

  /** The fraction of the way that is left, after at most the allowed number of steps. */
  private static double left(GradientOptimizer optimizer, Objective objective) {
    Random random = new Random(Objective.SEED);
    double[] x = objective.start();
    Host.Session run = Hosts.kernel(Precision.DOUBLE).start(optimizer, x.length);
    double left = 1;
    for (int t = 0; t < MOST_STEPS && left > LEFT && left < 1e6; t++) {
      double[] update = run.step(objective.noisyGradient(x, random), x, t);
      for (int i = 0; i < x.length; i++) {
        x[i] -= update[i];
      }
      left = objective.left(x);
    }
    return Double.isNaN(left) ? Double.POSITIVE_INFINITY : left;
  }
}
