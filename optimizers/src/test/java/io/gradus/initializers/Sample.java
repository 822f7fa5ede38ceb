package io.gradus.initializers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Compares samples with the closed forms of their distributions. */
final class Sample {

  /** How many standard errors a sample may be off. By chance that is one test in 1.7 million. */
  private static final double SIGMAS = 5;

  private Sample() {}

  /**
   * The sample's mean and its mean square deviation from μ lie within 5 standard errors. These are
   * √(σ²/N) and √((μ₄ − σ⁴)/N) = σ² √((β − 1)/N), with the kurtosis β = μ₄/σ⁴.
   */
  static void assertMoments(double[] sample, double mean, double variance, double kurtosis) {
    double n = sample.length;
    assertThat(Arrays.stream(sample).average().orElseThrow())
        .as("mean of %s numbers", sample.length)
        .isCloseTo(mean, within(SIGMAS * Math.sqrt(variance / n)));
    assertThat(Arrays.stream(sample).map(w -> (w - mean) * (w - mean)).sum() / n)
        .as("variance of %s numbers", sample.length)
        .isCloseTo(variance, within(SIGMAS * variance * Math.sqrt((kurtosis - 1) / n)));
  }

  /** The mean of independent numbers of a known variance lies within 5 standard errors. */
  static void assertMean(double[] sample, double mean, double variance) {
    assertThat(Arrays.stream(sample).average().orElseThrow())
        .isCloseTo(mean, within(SIGMAS * Math.sqrt(variance / sample.length)));
  }

  /** The standard normal density. */
  static double density(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  /** Simpson's rule with 2000 panels: for the functions here, exact to the last digits. */
  static double integral(DoubleUnaryOperator f, double from, double to) {
    int panels = 2000;
    double h = (to - from) / panels;
    double sum = f.applyAsDouble(from) + f.applyAsDouble(to);
    for (int i = 1; i < panels; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * f.applyAsDouble(from + i * h);
    }
    return sum * h / 3;
  }
}
