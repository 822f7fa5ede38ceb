package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * LeCun's uniform initializer, for layers that keep their inputs' variance by themselves.
 *
 * <pre>
 * w ~ U(−a, a),   a = √(3 / fanIn),   Var[w] = 1 / fanIn
 * </pre>
 *
 * <p>LeCun, Bottou, Orr &amp; Müller (1998), <i>Efficient BackProp</i>, section 4.6, equation 16:
 * the standard deviation is fanIn to the power −1/2, for any distribution.
 *
 * <p>JAX and Keras agree. DL4J's {@code LECUN_UNIFORM} draws from ±3/√fanIn, three times the
 * variance. PyTorch does not have it.
 *
 * <pre>{@code
 * double[] weights = new LecunUniform().draw(Shape.dense(784, 256), 42);
 * }</pre>
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "lecun-uniform",
    summary = "Uniform with variance 1 / fan-in.",
    citation = "LeCun et al. (1998), Efficient BackProp, section 4.6, equation 16",
    link = "https://doi.org/10.1007/3-540-49430-8_2")
public record LecunUniform() implements Initializer {

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the tensor is not empty and the fan-in is 0, or so small
   *     that the variance overflows
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    new VarianceScaling(1, Fan.IN, Distribution.UNIFORM).fill(tensor, shape, random);
  }
}
