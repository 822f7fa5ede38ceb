package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A convolution that is a random orthogonal matrix at its centre and zero elsewhere: it keeps the
 * norm of what passes through, however deep the network.
 *
 * <pre>
 * W[:, :, centre] = gain · Q,   QᵀQ = I;   W = 0 at every other tap
 * </pre>
 *
 * <p>Xiao, Bahri, Sohl-Dickstein, Schoenholz &amp; Pennington (2018), <i>Dynamical Isometry and a
 * Mean Field Theory of CNNs: How to Train 10,000-Layer Vanilla Convolutional Neural Networks</i>. Q
 * is drawn as in {@link Orthogonal}.
 *
 * <p>JAX agrees, with its own order of dimensions and up to three of the kernel; here their number
 * is free. Along an axis of even length k the centre is (k − 1) / 2, rounded down, the tap that
 * "same" padding lays on the output's own place. PyTorch, Keras 3 and DL4J have none.
 *
 * <pre>{@code
 * double[] weights =
 *     new DeltaOrthogonal().draw(new Shape(List.of(64L, 32L, 3L, 3L), 288, 576), 42);
 * }</pre>
 *
 * @param gain the factor of Q
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "delta-orthogonal",
    summary = "A convolution with an orthogonal matrix at its centre and zeros elsewhere.",
    citation =
        "Xiao et al. (2018), Dynamical Isometry and a Mean Field Theory of CNNs: How to Train "
            + "10,000-Layer Vanilla Convolutional Neural Networks",
    link = "https://arxiv.org/abs/1806.05393")
public record DeltaOrthogonal(
    @Hyperparameter(value = "factor of the orthogonal matrix", range = "[0, inf)") double gain)
    implements Initializer, DeltaOrthogonalWithers {

  public DeltaOrthogonal {
    Hyperparameters.check(DeltaOrthogonal.class, gain);
  }

  /** Gain 1. */
  public DeltaOrthogonal() {
    this(1);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the shape is not {@code [out, in, kernel…]} with at least
   *     as many outputs as inputs
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    Shapes.require(
        shape.dimensions().size() >= 3 && shape.dimensions().get(0) >= shape.dimensions().get(1),
        shape,
        "Delta-orthogonal initialization needs a convolution [out, in, kernel…] with no fewer "
            + "outputs than inputs");
    if (shape.size() == 0) {
      return;
    }
    Convolution convolution = Convolution.of(shape);
    double[] q = Haar.matrix(convolution.out(), convolution.in(), random);
    Arrays.fill(tensor, 0);
    for (int i = 0; i < q.length; i++) {
      int output = i / convolution.in();
      int input = i % convolution.in();
      tensor[convolution.centre(output, input)] = gain * q[i];
    }
  }
}
