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
 * A convolution that is a random orthogonal matrix at its centre and zero elsewhere: it preserves
 * the norm of its input, however deep the network.
 *
 * <pre>
 * W[:, :, centre] = gain · Q,   QᵀQ = I;   W = 0 at every other tap
 * </pre>
 *
 * <p>Xiao, Bahri, Sohl-Dickstein, Schoenholz &amp; Pennington (2018), <i>Dynamical Isometry and a
 * Mean Field Theory of CNNs: How to Train 10,000-Layer Vanilla Convolutional Neural Networks</i>. Q
 * is drawn as in {@link Orthogonal}.
 *
 * <p>JAX agrees, with its own order of dimensions and at most three kernel dimensions; here any
 * number is allowed. Along an axis of even length k the centre is (k − 1) / 2, rounded down, the
 * tap that "same" padding aligns with the output's own position. PyTorch, Keras 3 and DL4J do not
 * have it.
 *
 * <p>The weights are {@code [out, in, kernel…]}, or those of a transposed convolution, {@code [in,
 * out, kernel…]} or {@code [kernel…, out, in]}, where only these have the fans that the shape
 * states. In DL4J the depthwise weights of a separable convolution, {@code [multiplier, in,
 * kernel…]}, look like those of a convolution with few outputs; those of a {@code
 * DepthwiseConvolution2D} are rejected.
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
   * @throws IllegalArgumentException if the shape is not that of a convolution, transposed or not,
   *     with at least as many outputs as inputs
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    String need =
        "Delta-orthogonal initialization needs a convolution %s with no fewer outputs than inputs";
    Shapes.require(shape.dimensions().size() >= 3, shape, need.formatted("[out, in, kernel…]"));
    Convolution convolution = Convolution.of(shape, "Delta-orthogonal initialization");
    Shapes.require(
        convolution.out() >= convolution.in(), shape, need.formatted(convolution.axes()));
    if (shape.size() == 0) {
      return;
    }
    double[] q = Haar.matrix(convolution.out(), convolution.in(), random);
    Arrays.fill(tensor, 0);
    for (int i = 0; i < q.length; i++) {
      int output = i / convolution.in();
      int input = i % convolution.in();
      tensor[convolution.centre(output, input)] = gain * q[i];
    }
  }
}
