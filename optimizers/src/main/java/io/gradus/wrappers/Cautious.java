package io.gradus.wrappers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Step;
import io.gradus.optimizers.Adam;

/**
 * Cautious steps: an element moves only where the inner rule's step descends its present gradient;
 * the others move further to compensate.
 *
 * <pre>
 * m = 1 where u g &gt; 0, else 0
 * u ← u m / max(mean(m), ε)
 * </pre>
 *
 * <p>Liang et al. (2024), <i>Cautious Optimizers: Improving Training with One Line of Code</i>,
 * algorithm 1. The mean is that of one parameter tensor. The paper adds ε to it; its authors' code
 * takes the larger of the two, with ε = 1e-3, and so does this. The sign of the product is exact:
 * it cannot vanish by underflow. Wrap decoupled decay around this, not inside it, and accumulation
 * too.
 *
 * <p>timm's {@code caution} is the same. PyTorch, Keras, optax and DL4J do not have it.
 *
 * <pre>{@code
 * new Cautious(new Adam())
 * }</pre>
 *
 * @param inner the optimizer whose step is masked; without momentum, the mask is all 1
 * @param epsilon ε
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "cautious",
    summary = "Moves only where the inner step descends the present gradient.",
    citation =
        "Liang et al. (2024), Cautious Optimizers: Improving Training with One Line of Code, algorithm 1",
    link = "https://arxiv.org/abs/2411.16085")
public record Cautious(
    @Hyperparameter("the optimizer whose step is masked") GradientOptimizer inner,
    @Hyperparameter(value = "smallest mean ε of the mask to divide by", range = "(0, 1]")
        double epsilon)
    implements GradientOptimizer, CautiousWithers {

  public Cautious {
    Hyperparameters.check(Cautious.class, inner, epsilon);
  }

  /**
   * The authors' ε = 1e-3.
   *
   * @param inner the optimizer whose step is masked
   */
  public Cautious(GradientOptimizer inner) {
    this(inner, 1e-3);
  }

  /** ε = 1e-3 around Adam. */
  public Cautious() {
    this(new Adam());
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr u = inner.update(step.inner("inner", g));
    Expr mask = u.sign().times(g.sign()).greaterThan(0);
    double least = Math.max(epsilon, Float.MIN_NORMAL); // a float would round anything smaller to 0
    return u.times(mask).div(mask.mean().max(least));
  }
}
