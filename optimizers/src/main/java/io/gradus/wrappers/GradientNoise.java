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
import io.gradus.optimizers.Sgd;

/**
 * Annealed gradient noise: normal noise is added to the gradient, less at every step, before the
 * inner rule sees it.
 *
 * <pre>
 * σ² = η / (1 + s)^γ     s = 0, 1, … steps taken
 * g ← g + N(0, σ²)
 * </pre>
 *
 * <p>Neelakantan et al. (2015), <i>Adding Gradient Noise Improves Learning for Very Deep
 * Networks</i>, equation 1: γ = 0.55 and η one of 0.01, 0.3, 1. The clock is the age of the state.
 * The draws are a function of the seed, the step and the element's place in its tensor, so a run
 * repeats and resumes exactly; tensors of one network draw the same numbers under one seed.
 *
 * <p>optax's {@code add_noise} is the same with other draws. PyTorch, Keras and DL4J have none for
 * gradients (DL4J's {@code WeightNoise} is for weights).
 *
 * <pre>{@code
 * new GradientNoise(new Adam(), 0.3, 0.55, 42)
 * }</pre>
 *
 * @param inner the optimizer that sees the noisy gradient
 * @param variance η
 * @param gamma γ
 * @param seed of the noise
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "gradient-noise",
    summary = "Adds annealed normal noise to the gradient.",
    citation =
        "Neelakantan et al. (2015), Adding Gradient Noise Improves Learning for Very Deep Networks, equation 1",
    link = "https://arxiv.org/abs/1511.06807")
public record GradientNoise(
    @Hyperparameter("the optimizer that sees the noisy gradient") GradientOptimizer inner,
    @Hyperparameter(value = "variance η of the first step's noise", range = "[0, inf)")
        double variance,
    @Hyperparameter(value = "exponent γ of the variance's decay", range = "[0, inf)") double gamma,
    @Hyperparameter("seed of the noise") long seed)
    implements GradientOptimizer, GradientNoiseWithers {

  public GradientNoise {
    Hyperparameters.check(GradientNoise.class, inner, variance, gamma, seed);
  }

  /**
   * The paper's γ = 0.55.
   *
   * @param inner the optimizer that sees the noisy gradient
   * @param variance η
   * @param seed of the noise
   */
  public GradientNoise(GradientOptimizer inner, double variance, long seed) {
    this(inner, variance, 0.55, seed);
  }

  /** η = 0.01, γ = 0.55, seed 0, around gradient descent. */
  public GradientNoise() {
    this(new Sgd(), 0.01, 0);
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    double sigma = Math.sqrt(variance / Math.pow(step.age(), gamma));
    Expr noisy = step.gradient().plus(step.noise(seed).times(sigma));
    return inner.update(step.inner("inner", noisy));
  }
}
