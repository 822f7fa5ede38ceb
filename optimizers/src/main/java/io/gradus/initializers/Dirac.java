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
 * A convolution that initially passes its inputs on: the identity at its centre, zero elsewhere.
 *
 * <pre>
 * W[o, i, centre] = 1 where o = i within a group, otherwise 0
 * </pre>
 *
 * <p>Zagoruyko &amp; Komodakis (2017), <i>DiracNets: Training Very Deep Neural Networks Without
 * Skip-Connections</i>; PyTorch's {@code dirac_}. As many channels pass as there are both inputs
 * and outputs.
 *
 * <p>PyTorch supports at most three kernel dimensions, and along an axis of even length k it takes
 * the tap k / 2, for a padding of k / 2. Here it is (k − 1) / 2, rounded down: the tap that "same"
 * padding aligns with the output's own position, in DL4J, TensorFlow and PyTorch. Odd kernels have
 * a single centre. The weights are {@code [out, in, kernel…]}, or those of a transposed
 * convolution, {@code [in, out, kernel…]} or {@code [kernel…, out, in]}, where only these have the
 * fans that the shape states. In DL4J the depthwise weights of a separable convolution, {@code
 * [multiplier, in, kernel…]}, look like those of a convolution with few outputs, and pass few
 * inputs on; those of a {@code DepthwiseConvolution2D} are rejected.
 *
 * <pre>{@code
 * double[] weights = new Dirac().draw(new Shape(List.of(16L, 16L, 3L, 3L), 144, 144), 42);
 * }</pre>
 *
 * @param groups the groups of output channels; each sees its own {@code in} input channels. For a
 *     transposed convolution, the groups of input channels
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "dirac",
    summary = "A convolution that passes its inputs on.",
    citation =
        "Zagoruyko & Komodakis (2017), DiracNets: Training Very Deep Neural Networks Without "
            + "Skip-Connections",
    link = "https://arxiv.org/abs/1706.00388")
public record Dirac(
    @Hyperparameter(value = "groups of output channels", range = "[1, inf)", unit = "groups")
        int groups)
    implements Initializer, DiracWithers {

  public Dirac {
    Hyperparameters.check(Dirac.class, groups);
  }

  /** One group. */
  public Dirac() {
    this(1);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the shape is not that of a convolution, transposed or not,
   *     or its outputs (the inputs of a transposed one) do not divide into groups of equal size
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    Shapes.require(
        shape.dimensions().size() >= 3,
        shape,
        "Dirac initialization needs a convolution [out, in, kernel…]");
    Convolution convolution = Convolution.of(shape, "Dirac initialization");
    int all = convolution.isTransposed() ? convolution.in() : convolution.out();
    int ofGroup = convolution.isTransposed() ? convolution.out() : convolution.in();
    Shapes.require(
        all % groups == 0,
        shape,
        "Dirac initialization needs %s that fall into %d equal groups"
            .formatted(convolution.isTransposed() ? "inputs" : "outputs", groups));
    if (shape.size() == 0) {
      return;
    }
    Arrays.fill(tensor, 0);
    for (int one = 0; one < all; one++) {
      int other = one % (all / groups);
      if (other < ofGroup) {
        int at =
            convolution.isTransposed()
                ? convolution.centre(other, one)
                : convolution.centre(one, other);
        tensor[at] = 1;
      }
    }
  }
}
