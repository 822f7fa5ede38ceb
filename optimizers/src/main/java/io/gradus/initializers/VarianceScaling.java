package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * The law behind Glorot's, He's and LeCun's initializers: a variance inversely proportional to the
 * fan, so that signals neither die out nor explode from layer to layer.
 *
 * <pre>
 * E[w] = 0,   Var[w] = s / n
 * </pre>
 *
 * <p>LeCun, Bottou, Orr &amp; Müller (1998), <i>Efficient BackProp</i>, section 4.6; Glorot &amp;
 * Bengio (2010); He, Zhang, Ren &amp; Sun (2015). The variance is exact for each of the three
 * distributions.
 *
 * <p>JAX and Keras agree, except that Keras replaces a fan below 1 by 1. DL4J's {@code
 * VAR_SCALING_UNIFORM_*} draw from ±3/√n, three times the variance, and its {@code
 * VAR_SCALING_NORMAL_*} cut the normal without correcting it, which gives 0.756 of the variance as
 * measured.
 *
 * <pre>{@code
 * new VarianceScaling(1, Fan.AVERAGE, Distribution.TRUNCATED_NORMAL) // Keras's glorot_normal
 * }</pre>
 *
 * @param scale s
 * @param fan which number of connections n is
 * @param distribution what the numbers are drawn from
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "variance-scaling",
    summary = "Mean 0 and a variance inversely proportional to the fan.",
    citation =
        "LeCun et al. (1998), Efficient BackProp, section 4.6; Glorot & Bengio (2010), "
            + "Understanding the Difficulty of Training Deep Feedforward Neural Networks; He et "
            + "al. (2015), Delving Deep into Rectifiers",
    link = "https://doi.org/10.1007/3-540-49430-8_2")
public record VarianceScaling(
    @Hyperparameter(value = "variance times fan s", range = "[0, inf)") double scale,
    @Hyperparameter("which number of connections the variance is divided by") Fan fan,
    @Hyperparameter("what the numbers are drawn from") Distribution distribution)
    implements Initializer, VarianceScalingWithers {

  public VarianceScaling {
    Hyperparameters.check(VarianceScaling.class, scale, fan, distribution);
  }

  /** s = 1, by the fan-in, truncated normal: Keras's defaults. */
  public VarianceScaling() {
    this(1, Fan.IN, Distribution.TRUNCATED_NORMAL);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the tensor is not empty and the fan is 0, or so small that
   *     the variance overflows
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    if (shape.size() == 0) {
      return;
    }
    double variance = scale / fan.of(shape);
    if (!(3 * variance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          ("Variance scaling by fan %s divides by it, so it must not be 0 or next to it, but the "
                  + "shape %s has fan-in %s and fan-out %s.")
              .formatted(fan, shape.dimensions(), shape.fanIn(), shape.fanOut()));
    }
    distribution.of(variance).fill(tensor, shape, random);
  }
}
