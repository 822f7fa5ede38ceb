package com.example.plugin;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * The initializer of SIREN, for layers whose activation is sin(ω₀ x), but not for the first.
 *
 * <pre>
 * w uniform in [−b, b),   b = √(6 / n) / ω₀,   n the fan-in
 * mean 0,   variance b² / 3
 * </pre>
 *
 * <p>Sitzmann, Martel, Bergman, Lindell &amp; Wetzstein (2020), <i>Implicit Neural Representations
 * with Periodic Activation Functions</i>, section 3.2 and supplement 1.5.
 *
 * <p>PyTorch, Keras, JAX and DL4J have none.
 *
 * <pre>{@code
 * double[] weights = new Siren(30).draw(Shape.dense(256, 256), 42);
 * }</pre>
 *
 * @param omega ω₀
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "siren",
    summary = "Uniform, for layers whose activation is a sine.",
    citation =
        "Sitzmann et al. (2020), Implicit Neural Representations with Periodic Activation Functions",
    link = "https://arxiv.org/abs/2006.09661")
public record Siren(
    @Hyperparameter(value = "frequency ω₀ of the activation", range = "(0, inf)") double omega)
    implements Initializer {

  public Siren {
    Hyperparameters.check(Siren.class, omega);
  }

  /** ω₀ = 30. */
  public Siren() {
    this(30);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the tensor is not empty and the fan-in is 0
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    if (tensor.length > 0 && shape.fanIn() == 0) {
      throw new IllegalArgumentException(
          "The initializer divides by the fan-in, which must not be 0, but it is 0 for the shape %s."
              .formatted(shape.dimensions()));
    }
    double bound = Math.sqrt(6 / shape.fanIn()) / omega;
    for (int i = 0; i < tensor.length; i++) {
      tensor[i] = bound * (2 * random.nextDouble() - 1);
    }
  }
}
