package io.gradus.initializers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Means, variances and bounds against the closed forms of the distributions. */
class MomentsTest {

  /** 150 000 numbers: 300 inputs, 500 outputs. */
  private static final Shape DENSE = Shape.dense(300, 500);

  /** 120 000 numbers, whose fans are not what the dimensions would suggest. */
  private static final Shape CONVOLUTION = new Shape(List.of(80L, 60L, 5L, 5L), 187.5, 62.5);

  private static final double UNIFORM = 9.0 / 5; // (a⁴/5) / (a²/3)²
  private static final double NORMAL = 3;

  // The standard normal cut at ±2: P its mass before the cut, V = E[z²] and F = E[z⁴] by parts.
  private static final double P = Sample.integral(Sample::density, -2, 2);
  private static final double V = 1 - 2 * 2 * Sample.density(2) / P;
  private static final double F = 3 * V - 2 * 8 * Sample.density(2) / P;
  private static final double TRUNCATED = F / (V * V);

  /**
   * A distribution.
   *
   * @param bound the largest distance from the mean
   */
  private record Law(
      Initializer initializer,
      Shape shape,
      double mean,
      double variance,
      double kurtosis,
      double bound) {

    static Law uniform(Initializer initializer, Shape shape, double low, double high) {
      double a = (high - low) / 2;
      return new Law(initializer, shape, (low + high) / 2, a * a / 3, UNIFORM, a);
    }

    static Law normal(Initializer initializer, Shape shape, double mean, double variance) {
      return new Law(initializer, shape, mean, variance, NORMAL, Double.POSITIVE_INFINITY);
    }

    static Law truncated(Initializer initializer, Shape shape, double mean, double variance) {
      return new Law(
          initializer, shape, mean, variance, TRUNCATED, 2 * Math.sqrt(variance) / Math.sqrt(V));
    }

    double[] draw() {
      return initializer.draw(shape, 7);
    }

    @Override
    public String toString() {
      return initializer + " " + shape.dimensions();
    }
  }

  private static double root(double square) {
    return Math.sqrt(square);
  }

  static Stream<Law> laws() {
    return Stream.of(
        Law.uniform(new Uniform(), DENSE, -0.05, 0.05),
        Law.uniform(new Uniform(2, 5), DENSE, 2, 5),
        Law.normal(new Normal(), DENSE, 0, 0.0025),
        Law.normal(new Normal(-3, 2), DENSE, -3, 4),
        Law.truncated(new TruncatedNormal(), DENSE, 0, 0.0025),
        Law.truncated(new TruncatedNormal(-3, 2), DENSE, -3, 4),
        // variance scaling: s / n, uniform between ±√(3 s / n)
        scaling(1, Fan.IN, Distribution.UNIFORM, DENSE, 300),
        scaling(2.5, Fan.OUT, Distribution.UNIFORM, DENSE, 500),
        scaling(1, Fan.AVERAGE, Distribution.UNIFORM, DENSE, 400),
        scaling(1, Fan.IN, Distribution.NORMAL, DENSE, 300),
        scaling(2.5, Fan.OUT, Distribution.NORMAL, DENSE, 500),
        scaling(1, Fan.AVERAGE, Distribution.NORMAL, DENSE, 400),
        scaling(1, Fan.IN, Distribution.TRUNCATED_NORMAL, DENSE, 300),
        scaling(2.5, Fan.OUT, Distribution.TRUNCATED_NORMAL, DENSE, 500),
        scaling(1, Fan.AVERAGE, Distribution.TRUNCATED_NORMAL, DENSE, 400),
        scaling(1, Fan.IN, Distribution.UNIFORM, CONVOLUTION, 187.5),
        scaling(1, Fan.OUT, Distribution.NORMAL, CONVOLUTION, 62.5),
        scaling(1, Fan.AVERAGE, Distribution.TRUNCATED_NORMAL, CONVOLUTION, 125),
        // Glorot: √6 / √(fanIn + fanOut), 2 / (fanIn + fanOut)
        Law.uniform(new XavierUniform(), DENSE, -root(6.0 / 800), root(6.0 / 800)),
        Law.uniform(new XavierUniform(3), DENSE, -3 * root(6.0 / 800), 3 * root(6.0 / 800)),
        Law.uniform(new XavierUniform(), CONVOLUTION, -root(6.0 / 250), root(6.0 / 250)),
        Law.normal(new XavierNormal(), DENSE, 0, 2.0 / 800),
        Law.normal(new XavierNormal(3), CONVOLUTION, 0, 9 * 2.0 / 250),
        // He: √6 / √n, 2 / n, and other gains
        Law.uniform(new HeUniform(), DENSE, -root(6.0 / 300), root(6.0 / 300)),
        Law.uniform(
            new HeUniform(Activation.LEAKY_RELU, 0.5, Fan.OUT),
            DENSE,
            -root(3 * 1.6 / 500), // 2 / (1 + ¼) = 1.6
            root(3 * 1.6 / 500)),
        Law.normal(new HeNormal(), DENSE, 0, 2.0 / 300),
        Law.normal(new HeNormal(), CONVOLUTION, 0, 2 / 187.5),
        Law.normal(new HeNormal(Activation.TANH, 0.5, Fan.IN), DENSE, 0, 25.0 / 9 / 300),
        Law.normal(new HeNormal(Activation.LINEAR, 0.5, Fan.OUT), DENSE, 0, 1.0 / 500),
        Law.normal(new HeNormal(Activation.SIGMOID, 0.5, Fan.AVERAGE), DENSE, 0, 1.0 / 400),
        Law.normal(new HeNormal(Activation.SELU, 0.5, Fan.IN), DENSE, 0, 9.0 / 16 / 300),
        Law.normal(new HeNormal(Activation.LEAKY_RELU, 0.5, Fan.IN), DENSE, 0, 1.6 / 300),
        // LeCun: √3 / √fanIn, 1 / fanIn
        Law.uniform(new LecunUniform(), DENSE, -root(3.0 / 300), root(3.0 / 300)),
        Law.uniform(new LecunUniform(), CONVOLUTION, -root(3 / 187.5), root(3 / 187.5)),
        Law.normal(new LecunNormal(), DENSE, 0, 1.0 / 300),
        Law.normal(new LecunNormal(), CONVOLUTION, 0, 1 / 187.5),
        // PyTorch's Linear: √k with k = 1 / fanIn
        Law.uniform(new TorchLinear(), DENSE, -root(1.0 / 300), root(1.0 / 300)),
        Law.uniform(new TorchLinear(), CONVOLUTION, -root(1 / 187.5), root(1 / 187.5)));
  }

  private static Law scaling(
      double scale, Fan fan, Distribution distribution, Shape shape, double n) {
    VarianceScaling initializer = new VarianceScaling(scale, fan, distribution);
    return switch (distribution) {
      case UNIFORM ->
          Law.uniform(initializer, shape, -Math.sqrt(3 * scale / n), Math.sqrt(3 * scale / n));
      case NORMAL -> Law.normal(initializer, shape, 0, scale / n);
      case TRUNCATED_NORMAL -> Law.truncated(initializer, shape, 0, scale / n);
    };
  }

  @ParameterizedTest
  @MethodSource("laws")
  void hasTheMeanAndVarianceOfTheClosedForm(Law law) {
    Sample.assertMoments(law.draw(), law.mean, law.variance, law.kurtosis);
  }

  /** What a host of float tensors stores has the same moments, and no number is lost. */
  @ParameterizedTest
  @MethodSource("laws")
  void floatsAgreeWithDoubles(Law law) {
    double[] doubles = law.draw();
    double[] floats = Arrays.stream(doubles).map(w -> (float) w).toArray();
    Sample.assertMoments(floats, law.mean, law.variance, law.kurtosis);
    double lost = 0; // in halves of a float's last place
    for (int i = 0; i < doubles.length; i++) {
      lost = Math.max(lost, Math.abs(floats[i] - doubles[i]) / Math.ulp((float) doubles[i]) * 2);
    }
    assertThat(lost).isLessThanOrEqualTo(1);
    assertThat(floats).doesNotContain(0);
  }

  /**
   * No number is out of bounds, but the last 2e-4 of the interval are reached on either side. A
   * uniform sample of 120 000 misses one with a chance of (1 − 1e-4)^120000 = 6e-6, the truncated
   * normal's last 1e-3, of density at least φ(2) / P, with less than 1e-5.
   */
  @ParameterizedTest
  @MethodSource("laws")
  void fillsItsSupportAndStaysWithin(Law law) {
    double[] offsets = Arrays.stream(law.draw()).map(w -> w - law.mean).toArray();
    double high = Arrays.stream(offsets).max().orElseThrow();
    double low = Arrays.stream(offsets).min().orElseThrow();
    if (law.bound == Double.POSITIVE_INFINITY) {
      // P(|z| > 4) = 6.3e-5: some of 120 000 numbers are beyond
      assertThat(high).isGreaterThan(3.5 * Math.sqrt(law.variance));
      assertThat(low).isLessThan(-3.5 * Math.sqrt(law.variance));
    } else {
      double edge = law.kurtosis == UNIFORM ? 2e-4 : 1e-3;
      assertThat(high).isBetween(law.bound * (1 - edge), law.bound * (1 + 1e-14));
      assertThat(low).isBetween(-law.bound * (1 + 1e-14), -law.bound * (1 - edge));
    }
  }

  @Test
  void boundsAreKeptWhereTheSumRoundsUp() {
    double low = 1;
    double high = Math.nextUp(low);
    double[] draws = new Uniform(low, high).draw(DENSE, 1);
    assertThat(draws).contains(low, high);
    assertThat(Arrays.stream(draws).filter(w -> w != low && w != high)).isEmpty();
    assertThat(new Uniform(3, 3).draw(DENSE, 1)).containsOnly(3);
  }

  @Test
  void noSpreadIsTheMean() {
    assertThat(new Normal(0.5, 0).draw(DENSE, 1)).containsOnly(0.5);
    assertThat(new TruncatedNormal(0.5, 0).draw(DENSE, 1)).containsOnly(0.5);
    assertThat(new VarianceScaling(0, Fan.IN, Distribution.UNIFORM).draw(DENSE, 1)).containsOnly(0);
  }

  @Test
  void gainsAreThoseOfCalculateGain() {
    assertThat(Activation.LINEAR.gain(0.01)).isEqualTo(1);
    assertThat(Activation.SIGMOID.gain(0.01)).isEqualTo(1);
    assertThat(Activation.TANH.gain(0.01)).isCloseTo(5.0 / 3, within(1e-15));
    assertThat(Activation.RELU.gain(0.01)).isCloseTo(Math.sqrt(2), within(1e-15));
    assertThat(Activation.LEAKY_RELU.gain(0.2)).isCloseTo(Math.sqrt(2 / 1.04), within(1e-15));
    assertThat(Activation.LEAKY_RELU.gain(0)).isEqualTo(Activation.RELU.gain(0));
    assertThat(Activation.SELU.gain(0.01)).isEqualTo(0.75);
  }

  /** PyTorch's Linear is what {@code kaiming_uniform_(a=√5)} gives: one law, told twice. */
  @Test
  void torchLinearIsALeakyHeOfSlopeRootFive() {
    double[] he = new HeUniform(Activation.LEAKY_RELU, Math.sqrt(5), Fan.IN).draw(DENSE, 3);
    assertThat(new TorchLinear().draw(DENSE, 3)).containsExactly(he, within(1e-15));
  }
}
