package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Noise;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Host;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GradientNoiseConformanceTest extends OptimizerConformance<GradientNoise> {

  private static final int SIZE = 100_000;

  @Override
  protected List<GradientNoise> optimizers() {
    return List.of(
        new GradientNoise(),
        new GradientNoise(new Sgd(0.1), 0.3, 42),
        new GradientNoise(new Momentum(0.1), 1, 0, -7),
        new GradientNoise(new Adam(0.1), 0.01, 1, 1L << 40));
  }

  /** The place of an element decides on its noise, so an element alone is another one. */
  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.MOVES_WITHOUT_GRADIENT, Trait.NOT_SIGN_SYMMETRIC, Trait.DEPENDS_ON_PLACE);
  }

  /** Equation 1 of Neelakantan et al., with t from 0. */
  @Override
  protected Outcome closedForm(GradientNoise noise, ElementStep s) {
    double t = s.age() - 1;
    double variance = noise.variance() / Math.pow(1 + t, noise.gamma());
    double draw = Noise.normal(Noise.key(noise.seed(), s.age()), s.element());
    double g = s.gradient() + draw * Math.sqrt(variance);
    return Inner.step(noise.inner(), s, g, s.age());
  }

  @Test
  @DisplayName("Mean, variance and correlation of 10⁵ draws at steps 1, 2 and 10 are within 5σ")
  void moments() {
    GradientNoise noise = new GradientNoise(new Sgd(1.0), 0.3, 0.55, 20_151_121);
    Training run = Training.inDouble(noise, new double[SIZE]);
    double[] before = null;
    for (int t = 0; t < 10; t++) {
      double[] draws = run.step(new double[SIZE]);
      double variance = 0.3 / Math.pow(1 + t, 0.55);
      if (t == 0 || t == 1 || t == 9) {
        assertThat(mean(draws, null)).isCloseTo(0, within(5 * Math.sqrt(variance / SIZE)));
        assertThat(mean(draws, draws))
            .as("variance at step %d", t + 1)
            .isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / SIZE)));
      }
      if (before != null) {
        double earlier = 0.3 / Math.pow(t, 0.55);
        assertThat(mean(draws, before))
            .as("covariance of steps %d and %d", t, t + 1)
            .isCloseTo(0, within(5 * Math.sqrt(variance * earlier / SIZE)));
      }
      before = draws;
    }
  }

  @Test
  @DisplayName("A seed gives the same noise again, another seed another; it adds to the gradient")
  void reproducible() {
    for (Host host : Training.hosts(new GradientNoise())) {
      Training first = new Training(host, new GradientNoise(new Sgd(1.0), 1, 5), new double[9]);
      Training again = new Training(host, new GradientNoise(new Sgd(1.0), 1, 5), new double[9]);
      Training other = new Training(host, new GradientNoise(new Sgd(1.0), 1, 6), new double[9]);
      for (int t = 0; t < 20; t++) {
        double[] draws = first.step(new double[9]);
        assertThat(again.step(new double[9])).as(host.name()).isEqualTo(draws);
        assertThat(other.step(new double[9])).as(host.name()).isNotEqualTo(draws);
      }
    }
  }

  private static double mean(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += b == null ? a[i] : a[i] * b[i];
    }
    return sum / a.length;
  }
}
