package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * A random orthogonal matrix: it keeps lengths and angles, forward and backward.
 *
 * <pre>
 * W = gain · Q,   QᵀQ = I, or Q Qᵀ = I where rows are fewer than columns
 * </pre>
 *
 * <p>Saxe, McClelland &amp; Ganguli (2014), <i>Exact Solutions to the Nonlinear Dynamics of
 * Learning in Deep Linear Neural Networks</i>. Every Q is equally likely (Haar's measure), which
 * requires fixing the signs of R's diagonal: Mezzadri (2007), <i>How to Generate Random Matrices
 * from the Classical Compact Groups</i>.
 *
 * <p>A tensor of higher rank is flattened to {@code [first, rest]}, as in PyTorch: a convolution's
 * rows are its output channels, a transposed one's its input channels. JAX and Keras flatten to
 * {@code [rest, last]}, where their output channels are; weights whose fans say that the kernel
 * comes first are flattened that way here too, as in DL4J's {@code Deconvolution3D} and {@code
 * DepthwiseConvolution2D}. An LSTM's gates are one matrix, as in Keras. An n × n matrix takes about
 * ⅔ n³ multiplications.
 *
 * <pre>{@code
 * double[] weights = new Orthogonal().draw(Shape.dense(256, 256), 42);
 * }</pre>
 *
 * @param gain the factor of Q; {@link Activation#gain} gives the usual one
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "orthogonal",
    summary = "A random matrix with orthonormal rows or columns.",
    citation =
        "Saxe, McClelland & Ganguli (2014), Exact Solutions to the Nonlinear Dynamics of Learning "
            + "in Deep Linear Neural Networks; Mezzadri (2007), How to Generate Random Matrices "
            + "from the Classical Compact Groups",
    link = "https://arxiv.org/abs/1312.6120")
public record Orthogonal(
    @Hyperparameter(value = "factor of the orthogonal matrix", range = "[0, inf)") double gain)
    implements Initializer, OrthogonalWithers {

  public Orthogonal {
    Hyperparameters.check(Orthogonal.class, gain);
  }

  /** Gain 1. */
  public Orthogonal() {
    this(1);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the shape has fewer than two dimensions
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    Shapes.require(
        shape.dimensions().size() >= 2,
        shape,
        "Orthogonal initialization needs two dimensions or more");
    if (shape.size() == 0) {
      return;
    }
    int rank = shape.dimensions().size();
    boolean kernelFirst = rank >= 3 && !Convolution.of(shape).isChannelsFirst();
    int length = shape.dimensions().get(kernelFirst ? rank - 1 : 0).intValue();
    int others = shape.size() / length;
    double[] q =
        kernelFirst ? Haar.matrix(others, length, random) : Haar.matrix(length, others, random);
    for (int i = 0; i < q.length; i++) {
      tensor[i] = gain * q[i];
    }
  }
}
