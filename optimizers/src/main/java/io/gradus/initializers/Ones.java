package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Ones: the usual start of a normalization's gains and of an LSTM's forget-gate biases.
 *
 * <pre>
 * w = 1
 * </pre>
 *
 * <p>Goodfellow, Bengio &amp; Courville (2016), <i>Deep Learning</i>, section 8.4. All frameworks
 * agree.
 *
 * <pre>{@code
 * double[] gain = new Ones().draw(shape, 42);
 * }</pre>
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "ones",
    summary = "Every element is 1.",
    citation = "Goodfellow, Bengio & Courville (2016), Deep Learning, section 8.4",
    link = "https://www.deeplearningbook.org/contents/optimization.html")
public record Ones() implements Initializer {

  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    Arrays.fill(tensor, 1);
  }
}
