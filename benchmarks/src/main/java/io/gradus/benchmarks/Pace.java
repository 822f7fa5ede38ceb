package io.gradus.benchmarks;

import java.util.Arrays;

/**
 * The speed of the processor, by a fixed piece of arithmetic that is timed between the
 * measurements: where others share the machine it is not always the same, and ratios of what was
 * measured at different times are uncertain by as much.
 */
final class Pace {

  private static final int ELEMENTS = 1 << 12;
  private static final int ROUNDS = 40;
  private static final int SAMPLES = 50;

  private final float[] numbers = new float[ELEMENTS];
  private double fastest = Double.POSITIVE_INFINITY;
  private double slowest;

  Pace() {
    for (int i = 0; i < 20; i++) {
      median(); // until the JIT compiler has made it fast
    }
  }

  /** Times it once more. */
  void take() {
    double median = median();
    fastest = Math.min(fastest, median);
    slowest = Math.max(slowest, median);
  }

  /** How many times as long the slowest took as the fastest. */
  double spread() {
    return slowest / fastest;
  }

  private double median() {
    long[] samples = new long[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      Arrays.fill(numbers, 2);
      long start = System.nanoTime();
      for (int round = 0; round < ROUNDS; round++) {
        rootAndQuotient(numbers);
      }
      samples[i] = System.nanoTime() - start;
    }
    Arrays.sort(samples);
    return samples[SAMPLES / 2];
  }

  private static void rootAndQuotient(float[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 1 + numbers[i] / (float) Math.sqrt(numbers[i]);
    }
  }
}
