package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * Glorot's uniform initializer, for activations that are close to linear around 0.
 *
 * <pre>
 * w ~ U(−a, a),   a = gain √(6 / (fanIn + fanOut)),   Var[w] = 2 gain² / (fanIn + fanOut)
 * </pre>
 *
 * <p>Glorot &amp; Bengio (2010), <i>Understanding the Difficulty of Training Deep Feedforward
 * Neural Networks</i>, equation 16. The paper has no gain: it is PyTorch's, and 1 gives the paper's
 * form.
 *
 * <p>PyTorch, JAX, Keras and DL4J's {@code XAVIER_UNIFORM} agree. DL4J's {@code XAVIER} is {@link
 * XavierNormal}, though here the plain name denotes the paper's uniform distribution.
 *
 * <pre>{@code
 * double[] weights = new XavierUniform().draw(Shape.dense(784, 256), 42);
 * }</pre>
 *
 * @param gain the factor of the standard deviation
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "xavier-uniform",
    aliases = {"glorot-uniform", "xavier"},
    summary = "Uniform with variance 2 / (fan-in + fan-out).",
    citation =
        "Glorot & Bengio (2010), Understanding the Difficulty of Training Deep Feedforward Neural "
            + "Networks, equation 16",
    link = "https://proceedings.mlr.press/v9/glorot10a.html")
public record XavierUniform(
    @Hyperparameter(value = "factor of the standard deviation", range = "[0, inf)") double gain)
    implements Initializer, XavierUniformWithers {

  public XavierUniform {
    Hyperparameters.check(XavierUniform.class, gain);
  }

  /** The paper's form: gain 1. */
  public XavierUniform() {
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
    new VarianceScaling(gain * gain, Fan.AVERAGE, Distribution.UNIFORM).fill(tensor, shape, random);
  }
}
