package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That the noise is normal, independent, and the same everywhere. */
class NoiseTest {

  private static final int DRAWS = 1_000_000;

  /** Five standard deviations: by chance about once in two million. */
  private static final double SIGMAS = 5;

  /** SplitMix64's finalizer and Box-Muller's formula, worked with 40 digits by another program. */
  @Test
  @DisplayName("The draws are those of the formula")
  void worked() {
    assertThat(Noise.key(42, 1)).isEqualTo(5369361458086087.0);
    assertThat(Noise.key(42, 2)).isEqualTo(1444442999664155.0);
    assertThat(Noise.key(-1, 7)).isEqualTo(4248165739312345.0);
    assertDraws(
        Noise.key(42, 1),
        0.706998912848152,
        -0.21305283177846532,
        -1.0309164582985213,
        0.20593780789785843);
    assertDraws(
        Noise.key(42, 2),
        -1.1062262145037556,
        0.5524785069519644,
        -0.13668540310258617,
        0.05016290859814536);
    assertDraws(
        Noise.key(-1, 7),
        0.19384741738127034,
        -0.10572977349669513,
        0.28610460665668835,
        -1.582134753493038);
  }

  private static void assertDraws(double key, double... expected) {
    long[] indices = {0, 1, 2, 1_000_000};
    for (int i = 0; i < expected.length; i++) {
      assertThat(Noise.normal(key, indices[i])).isCloseTo(expected[i], within(1e-14));
    }
  }

  @Test
  @DisplayName("The same key and index give the same bits again, in any order")
  void sameBitsAgain() {
    double key = Noise.key(7, 3);
    double[] forwards = new double[1000];
    for (int i = 0; i < forwards.length; i++) {
      forwards[i] = Noise.normal(key, i);
    }
    for (int i = forwards.length - 1; i >= 0; i--) {
      assertThat(Noise.normal(key, i)).isEqualTo(forwards[i]);
    }
    assertThat(Rule.run(step -> step.noise(7), new double[1000]))
        .containsExactly(Rule.run(step -> step.noise(7), new double[1000]));
  }

  @Test
  @DisplayName("A rule's noise is that of its seed, its age and the element, rounded to the tensor")
  void withinARule() {
    ReferenceExecutor run =
        new ReferenceExecutor(new Rule(step -> step.noise(42)), Precision.FLOAT, 3);
    for (int t = 1; t <= 2; t++) {
      double[] draws = run.step(new double[3], null, 1000, 5);
      for (int i = 0; i < 3; i++) {
        assertThat(draws[i]).isEqualTo((float) Noise.normal(Noise.key(42, t), i));
      }
    }
  }

  @Test
  @DisplayName("Mean 0, variance 1, skewness 0, kurtosis 3 over 10⁶ draws")
  void moments() {
    double key = Noise.key(1, 1);
    double[] sums = new double[5];
    for (int i = 0; i < DRAWS; i++) {
      double x = Noise.normal(key, i);
      double power = x;
      for (int p = 1; p <= 4; p++, power *= x) {
        sums[p] += power;
      }
    }
    // Standard deviations of the means of x, x², x³, x⁴: √1, √2, √15, √96 over √n.
    double[] expected = {0, 0, 1, 0, 3};
    double[] deviation = {0, 1, Math.sqrt(2), Math.sqrt(15), Math.sqrt(96)};
    for (int p = 1; p <= 4; p++) {
      assertThat(sums[p] / DRAWS)
          .as("moment %d", p)
          .isCloseTo(expected[p], within(SIGMAS * deviation[p] / Math.sqrt(DRAWS)));
    }
  }

  @Test
  @DisplayName("Neighbouring elements, steps and seeds do not depend on each other")
  void independent() {
    double key = Noise.key(1, 1);
    for (int lag : new int[] {1, 2, 3, 8, 1024}) {
      assertIndependent("lag " + lag, i -> Noise.normal(key, i), i -> Noise.normal(key, i + lag));
    }
    double nextStep = Noise.key(1, 2);
    double nextSeed = Noise.key(2, 1);
    assertIndependent("steps", i -> Noise.normal(key, i), i -> Noise.normal(nextStep, i));
    assertIndependent("seeds", i -> Noise.normal(key, i), i -> Noise.normal(nextSeed, i));
    assertIndependent(
        "one element over steps",
        i -> Noise.normal(Noise.key(1, i + 1), 0),
        i -> Noise.normal(Noise.key(1, i + 2), 0));
  }

  /** Neither the numbers nor their squares are correlated. */
  private static void assertIndependent(
      String what, IntToDoubleFunction first, IntToDoubleFunction second) {
    double product = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double a = first.applyAsDouble(i);
      double b = second.applyAsDouble(i);
      product += a * b;
      squares += (a * a - 1) * (b * b - 1);
    }
    double deviation = Math.sqrt(DRAWS);
    assertThat(product / DRAWS).as(what).isCloseTo(0, within(SIGMAS / deviation));
    assertThat(squares / DRAWS).as("squares, " + what).isCloseTo(0, within(SIGMAS * 2 / deviation));
  }

  @Test
  @DisplayName("Keys are whole numbers that a double holds, another for every seed and step")
  void keys() {
    Set<Double> keys = new HashSet<>();
    for (long seed = -10; seed < 10; seed++) {
      for (long number = 1; number <= 1000; number++) {
        double key = Noise.key(seed, number);
        assertThat(key).isBetween(0.0, 0x1p53).isEqualTo(Math.rint(key));
        assertThat(keys.add(key)).isTrue();
      }
    }
  }
}
