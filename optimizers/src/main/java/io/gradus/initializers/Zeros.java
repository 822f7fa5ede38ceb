package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Zeros: the usual start of biases.
 *
 * <pre>
 * w = 0
 * </pre>
 *
 * <p>Goodfellow, Bengio &amp; Courville (2016), <i>Deep Learning</i>, section 8.4. Weights that
 * feed one another must not all start at zero: every unit of a layer would then learn the same. All
 * frameworks agree.
 *
 * <pre>{@code
 * double[] bias = new Zeros().draw(shape, 42);
 * }</pre>
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "zeros",
    summary = "Every element is 0.",
    citation = "Goodfellow, Bengio & Courville (2016), Deep Learning, section 8.4",
    link = "https://www.deeplearningbook.org/contents/optimization.html")
public record Zeros() implements Initializer {

  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    Arrays.fill(tensor, 0);
  }
}
