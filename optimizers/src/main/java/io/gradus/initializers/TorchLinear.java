package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * What PyTorch's {@code Linear} and convolutions start from, weights and biases alike.
 *
 * <pre>
 * w ~ U(−√k, √k),   k = 1 / fanIn,   Var[w] = 1 / (3 fanIn)
 * </pre>
 *
 * <p>Glorot &amp; Bengio (2010), <i>Understanding the Difficulty of Training Deep Feedforward
 * Neural Networks</i>, equation 1, calls it the commonly used heuristic. For a bias, state the
 * fan-in of its layer in the shape.
 *
 * <p>PyTorch writes it as {@code kaiming_uniform_(a=√5)}, whose gain² is 2 / (1 + 5) = 1/3; DL4J's
 * {@code UNIFORM} follows the same law.
 *
 * <pre>{@code
 * double[] weights = new TorchLinear().draw(Shape.dense(784, 256), 42);
 * }</pre>
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "torch-linear",
    summary = "Uniform between ±√(1 / fan-in), PyTorch's default.",
    citation =
        "Glorot & Bengio (2010), Understanding the Difficulty of Training Deep Feedforward Neural "
            + "Networks, equation 1",
    link = "https://proceedings.mlr.press/v9/glorot10a.html")
public record TorchLinear() implements Initializer {

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the tensor is not empty and the fan-in is 0, or so small
   *     that the variance overflows
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    new VarianceScaling(1.0 / 3, Fan.IN, Distribution.UNIFORM).fill(tensor, shape, random);
  }
}
