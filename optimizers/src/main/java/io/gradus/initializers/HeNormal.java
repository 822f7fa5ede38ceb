package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * He's normal initializer, for rectifiers and, with their gains, for other activations.
 *
 * <pre>
 * w ~ N(0, σ²),   σ² = gain² / n
 * </pre>
 *
 * <p>He, Zhang, Ren &amp; Sun (2015), <i>Delving Deep into Rectifiers: Surpassing Human-Level
 * Performance on ImageNet Classification</i>, equations 10 (forward), 14 (backward) and 15 (leaky);
 * the paper's numbers are normal. The gain is {@link Activation#gain}, √2 for the rectifier.
 *
 * <p>DL4J's {@code RELU} has only the rectifier and the fan-in. PyTorch's {@code kaiming_normal_}
 * has all three settings; its default, a leaky rectifier of slope 0, is the rectifier. JAX and
 * Keras cut the normal at two standard deviations: {@link VarianceScaling} with scale 2 and {@link
 * Distribution#TRUNCATED_NORMAL}.
 *
 * <pre>{@code
 * double[] weights = new HeNormal().draw(Shape.dense(784, 256), 42);
 * }</pre>
 *
 * @param activation the function that follows the layer
 * @param slope the negative slope a of {@link Activation#LEAKY_RELU}; ignored by the others
 * @param fan which number of connections n is
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "he-normal",
    aliases = {"kaiming-normal", "he"},
    summary = "Normal with variance gain² / fan, 2 / fan-in for rectifiers.",
    citation = "He et al. (2015), Delving Deep into Rectifiers, equations 10, 14 and 15",
    link = "https://doi.org/10.1109/ICCV.2015.123")
public record HeNormal(
    @Hyperparameter("function that follows the layer") Activation activation,
    @Hyperparameter("negative slope a of a leaky rectifier") double slope,
    @Hyperparameter("which number of connections the variance is divided by") Fan fan)
    implements Initializer, HeNormalWithers {

  public HeNormal {
    Hyperparameters.check(HeNormal.class, activation, slope, fan);
  }

  /** For rectifiers, by the fan-in; a slope of 0.01, in case the activation is set to leaky. */
  public HeNormal() {
    this(Activation.RELU, 0.01, Fan.IN);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the tensor is not empty and the fan is 0, or so small that
   *     the variance overflows
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    new VarianceScaling(activation.squaredGain(slope), fan, Distribution.NORMAL)
        .fill(tensor, shape, random);
  }
}
