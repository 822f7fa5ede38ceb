package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * The normal distribution.
 *
 * <pre>
 * w = μ + σ z,   z standard normal
 * </pre>
 *
 * <p>Goodfellow, Bengio &amp; Courville (2016), <i>Deep Learning</i>, section 8.4. The defaults are
 * Keras's; PyTorch's σ is 1, JAX's 0.01. DL4J's {@code NORMAL} takes σ from the fan-in: that is
 * {@link LecunNormal}.
 *
 * <pre>{@code
 * double[] weights = new Normal(0, 0.02).draw(Shape.dense(784, 256), 42);
 * }</pre>
 *
 * @param mean μ
 * @param standardDeviation σ
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "normal",
    summary = "Normal with a given mean and standard deviation.",
    citation = "Goodfellow, Bengio & Courville (2016), Deep Learning, section 8.4",
    link = "https://www.deeplearningbook.org/contents/optimization.html")
public record Normal(
    @Hyperparameter("mean μ") double mean,
    @Hyperparameter(value = "standard deviation σ", range = "[0, inf)") double standardDeviation)
    implements Initializer, NormalWithers {

  public Normal {
    Hyperparameters.check(Normal.class, mean, standardDeviation);
  }

  /** μ = 0, σ = 0.05. */
  public Normal() {
    this(0, 0.05);
  }

  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    for (int i = 0; i < tensor.length; i++) {
      tensor[i] = mean + standardDeviation * Gaussian.next(random);
    }
  }
}
