package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * Glorot's normal initializer, for activations that are close to linear around 0.
 *
 * <pre>
 * w ~ N(0, σ²),   σ² = 2 gain² / (fanIn + fanOut)
 * </pre>
 *
 * <p>Glorot &amp; Bengio (2010), <i>Understanding the Difficulty of Training Deep Feedforward
 * Neural Networks</i>, equation 12. The paper has no gain: it is PyTorch's, and 1 gives the paper's
 * form.
 *
 * <p>PyTorch's {@code xavier_normal_} and DL4J's {@code XAVIER} agree. JAX and Keras cut the normal
 * at two standard deviations: {@link VarianceScaling} with {@link Distribution#TRUNCATED_NORMAL}
 * and {@link Fan#AVERAGE}.
 *
 * <pre>{@code
 * double[] weights = new XavierNormal().draw(Shape.dense(784, 256), 42);
 * }</pre>
 *
 * @param gain the factor of the standard deviation
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "xavier-normal",
    aliases = {"glorot-normal"},
    summary = "Normal with variance 2 / (fan-in + fan-out).",
    citation =
        "Glorot & Bengio (2010), Understanding the Difficulty of Training Deep Feedforward Neural "
            + "Networks, equation 12",
    link = "https://proceedings.mlr.press/v9/glorot10a.html")
public record XavierNormal(
    @Hyperparameter(value = "factor of the standard deviation", range = "[0, inf)") double gain)
    implements Initializer, XavierNormalWithers {

  public XavierNormal {
    Hyperparameters.check(XavierNormal.class, gain);
  }

  /** The paper's form: gain 1. */
  public XavierNormal() {
    this(1);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the tensor is not empty and the fans are 0, or so small
   *     that the variance overflows
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    new VarianceScaling(gain * gain, Fan.AVERAGE, Distribution.NORMAL).fill(tensor, shape, random);
  }
}
