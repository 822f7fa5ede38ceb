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
 * One number everywhere.
 *
 * <pre>
 * w = c
 * </pre>
 *
 * <p>Goodfellow, Bengio &amp; Courville (2016), <i>Deep Learning</i>, section 8.4. All frameworks
 * agree; the default in Keras is also 0.
 *
 * <pre>{@code
 * double[] bias = new Constant(0.1).draw(shape, 42);
 * }</pre>
 *
 * @param value c
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "constant",
    summary = "Every element is one given number.",
    citation = "Goodfellow, Bengio & Courville (2016), Deep Learning, section 8.4",
    link = "https://www.deeplearningbook.org/contents/optimization.html")
public record Constant(@Hyperparameter("value c of every element") double value)
    implements Initializer, ConstantWithers {

  public Constant {
    Hyperparameters.check(Constant.class, value);
  }

  /** c = 0. */
  public Constant() {
    this(0);
  }

  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    Arrays.fill(tensor, value);
  }
}
