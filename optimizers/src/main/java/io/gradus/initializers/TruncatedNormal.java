package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * The normal distribution without its tails, widened so that σ is the actual standard deviation of
 * the numbers.
 *
 * <pre>
 * w = μ + (σ / c) z,   z standard normal, drawn again until |z| ≤ 2
 * c = √(1 − 4 φ(2) / (2 Φ(2) − 1)) = 0.87962566103423978
 * </pre>
 *
 * <p>where φ and Φ are the standard normal density and distribution function, and c the standard
 * deviation of z after the cut. No number is farther than 2 σ / c = 2.27 σ from μ. Johnson, Kotz
 * &amp; Balakrishnan (1994), <i>Continuous Univariate Distributions</i>, volume 1, chapter 13,
 * section 10.1.
 *
 * <p>Keras and TensorFlow leave the variance uncorrected in their truncated normal, at 0.774 σ²:
 * pass {@code 0.87962566103423978 * sigma} to get theirs. In variance scaling they correct it, as
 * JAX does; DL4J does not. PyTorch's {@code trunc_normal_} cuts at given numbers, not at multiples
 * of σ.
 *
 * <pre>{@code
 * double[] weights = new TruncatedNormal(0, 0.02).draw(Shape.dense(784, 256), 42);
 * }</pre>
 *
 * @param mean μ
 * @param standardDeviation σ, after the cut
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "truncated-normal",
    summary = "Normal without its tails, corrected to the requested standard deviation.",
    citation =
        "Johnson, Kotz & Balakrishnan (1994), Continuous Univariate Distributions, volume 1, "
            + "chapter 13, section 10.1",
    link =
        "https://www.wiley.com/en-us/Continuous+Univariate+Distributions%2C+Volume+1%2C+2nd+Edition-p-9780471584957")
public record TruncatedNormal(
    @Hyperparameter("mean μ") double mean,
    @Hyperparameter(value = "standard deviation σ after the cut", range = "[0, inf)")
        double standardDeviation)
    implements Initializer, TruncatedNormalWithers {

  /** Where z is cut. */
  private static final double CUT = 2;

  /** c = √(1 − 4 φ(2) / (2 Φ(2) − 1)) = 0.87962566103423978, to the nearest double. */
  private static final double DEVIATION_AFTER_CUT = 0.8796256610342398;

  public TruncatedNormal {
    Hyperparameters.check(TruncatedNormal.class, mean, standardDeviation);
  }

  /** μ = 0, σ = 0.05. */
  public TruncatedNormal() {
    this(0, 0.05);
  }

  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    for (int i = 0; i < tensor.length; i++) {
      double z;
      do {
        z = Gaussian.next(random);
      } while (Math.abs(z) > CUT);
      tensor[i] = mean + standardDeviation / DEVIATION_AFTER_CUT * z;
    }
  }
}
