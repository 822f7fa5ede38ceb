package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;

/**
 * The uniform distribution.
 *
 * <pre>
 * w = low + (high − low) u,   u uniform in [0, 1)
 * mean (low + high) / 2,   variance (high − low)² / 12
 * </pre>
 *
 * <p>Goodfellow, Bengio &amp; Courville (2016), <i>Deep Learning</i>, section 8.4. The defaults are
 * Keras's; PyTorch's are 0 and 1. DL4J's {@code UNIFORM} takes its bounds from the fan-in: that is
 * {@link TorchLinear}.
 *
 * <pre>{@code
 * double[] weights = new Uniform(-0.1, 0.1).draw(Shape.dense(784, 256), 42);
 * }</pre>
 *
 * @param low the smallest number that is drawn
 * @param high no number above it is drawn; not below low, and at most the largest double away from
 *     it
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "uniform",
    summary = "Uniform between two bounds.",
    citation = "Goodfellow, Bengio & Courville (2016), Deep Learning, section 8.4",
    link = "https://www.deeplearningbook.org/contents/optimization.html")
public record Uniform(
    @Hyperparameter("lower bound") double low, @Hyperparameter("upper bound") double high)
    implements Initializer, UniformWithers {

  public Uniform {
    Hyperparameters.checkThat(
        Uniform.class,
        high - low >= 0 && high - low < Double.POSITIVE_INFINITY,
        "high − low must be in [0, ∞), but is " + (high - low),
        low,
        high);
  }

  /** From −0.05 to 0.05. */
  public Uniform() {
    this(-0.05, 0.05);
  }

  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    for (int i = 0; i < tensor.length; i++) {
      // the sum may round up past the bound
      tensor[i] = Math.min(high, low + (high - low) * random.nextDouble());
    }
  }
}
