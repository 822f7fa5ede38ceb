package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * LeCun's normal initializer, also used for self-normalizing networks.
 *
 * <pre>
 * w ~ N(0, σ²),   σ² = 1 / fanIn
 * </pre>
 *
 * <p>LeCun, Bottou, Orr &amp; Müller (1998), <i>Efficient BackProp</i>, section 4.6, equation 16;
 * Klambauer, Unterthiner, Mayr &amp; Hochreiter (2017), <i>Self-Normalizing Neural Networks</i>.
 *
 * <p>DL4J's {@code LECUN_NORMAL} agrees. JAX and Keras cut the normal at two standard deviations:
 * the defaults of {@link VarianceScaling}. PyTorch does not have it.
 *
 * <pre>{@code
 * double[] weights = new LecunNormal().draw(Shape.dense(784, 256), 42);
 * }</pre>
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "lecun-normal",
    summary = "Normal with variance 1 / fan-in.",
    citation = "LeCun et al. (1998), Efficient BackProp, section 4.6, equation 16",
    link = "https://doi.org/10.1007/3-540-49430-8_2")
public record LecunNormal() implements Initializer {

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the tensor is not empty and the fan-in is 0, or so small
   *     that the variance overflows
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    new VarianceScaling(1, Fan.IN, Distribution.NORMAL).fill(tensor, shape, random);
  }
}
