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
 * The identity matrix: a dense or recurrent layer that initially passes its inputs on.
 *
 * <pre>
 * W[i, j] = gain where i = j, otherwise 0
 * </pre>
 *
 * <p>Le, Jaitly &amp; Hinton (2015), <i>A Simple Way to Initialize Recurrent Networks of Rectified
 * Linear Units</i>. A matrix that is not square passes on as many inputs as it can, as in PyTorch's
 * {@code eye_} and Keras; DL4J's {@code IDENTITY} accepts only square ones, and convolutions, for
 * which see {@link Dirac}.
 *
 * <pre>{@code
 * double[] weights = new Identity().draw(Shape.dense(256, 256), 42);
 * }</pre>
 *
 * @param gain the diagonal's value
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "identity",
    summary = "The identity matrix times a gain.",
    citation =
        "Le, Jaitly & Hinton (2015), A Simple Way to Initialize Recurrent Networks of Rectified "
            + "Linear Units",
    link = "https://arxiv.org/abs/1504.00941")
public record Identity(@Hyperparameter("value of the diagonal") double gain)
    implements Initializer, IdentityWithers {

  public Identity {
    Hyperparameters.check(Identity.class, gain);
  }

  /** Gain 1. */
  public Identity() {
    this(1);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the shape is not a matrix's
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    Shapes.require(shape.dimensions().size() == 2, shape, "The identity needs a matrix");
    if (shape.size() == 0) {
      return;
    }
    Arrays.fill(tensor, 0);
    int columns = shape.dimensions().get(1).intValue();
    for (int i = 0; i < Math.min(tensor.length / columns, columns); i++) {
      tensor[i * columns + i] = gain;
    }
  }
}
