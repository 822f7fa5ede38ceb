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
 * Adaptive gradient clipping: the gradient of each unit's weights is kept in proportion to the
 * weights.
 *
 * <pre>
 * gᵢ ← gᵢ λ ‖θᵢ‖* / ‖gᵢ‖    where ‖gᵢ‖ &gt; λ ‖θᵢ‖*,    ‖θᵢ‖* = max(‖θᵢ‖, ε)
 * </pre>
 *
 * <p>Brock, De, Smith &amp; Simonyan (2021), <i>High-Performance Large-Scale Image Recognition
 * Without Normalization</i>, equation 3. Unit i is an output of a dense layer, a filter of a
 * convolution; a tensor of biases is one unit. ε = 1e-3 lets weights that start at 0 grow. The
 * paper exempts the last layer: give that layer an updater without this wrapper. Reads the
 * parameter and needs a host that knows the rows of its tensors.
 *
 * <p>optax's {@code adaptive_grad_clip} does the same. PyTorch, Keras and DL4J do not have it.
 *
 * <pre>{@code
 * new AdaptiveClip(new Momentum(0.1), 0.01)
 * }</pre>
 *
 * @param inner the optimizer that sees the clipped gradient
 * @param clipFactor λ
 * @param epsilon ε
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "adaptive-clip",
    aliases = {"adaptive-gradient-clipping", "agc"},
    summary = "Keeps the gradient of each unit's weights in proportion to the weights.",
    citation =
        "Brock, De, Smith & Simonyan (2021), High-Performance Large-Scale Image Recognition Without Normalization, equation 3",
    link = "https://arxiv.org/abs/2102.06171")
public record AdaptiveClip(
    @Hyperparameter("the optimizer that sees the clipped gradient") GradientOptimizer inner,
    @Hyperparameter(
            value = "maximum ratio λ of a gradient's norm to that of its weights",
            range = "(0, inf)")
        double clipFactor,
    @Hyperparameter(value = "ε, the minimum norm of the weights", range = "(0, inf)")
        double epsilon)
    implements GradientOptimizer, AdaptiveClipWithers {

  public AdaptiveClip {
    Hyperparameters.check(AdaptiveClip.class, inner, clipFactor, epsilon);
  }

  /**
   * The paper's ε.
   *
   * @param inner the optimizer that sees the clipped gradient
   * @param clipFactor λ
   */
  public AdaptiveClip(GradientOptimizer inner, double clipFactor) {
    this(inner, clipFactor, 1e-3);
  }

  /** λ = 0.01, ε = 1e-3, around gradient descent. */
  public AdaptiveClip() {
    this(new Sgd(), 0.01);
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr norm = unitNorm(step, g);
    Expr limit = unitNorm(step, step.parameter()).max(epsilon).times(clipFactor);
    Expr clipped = Expr.where(norm.greaterThan(limit), g.div(norm).times(limit), g);
    return inner.update(step.inner("inner", clipped));
  }

  private static Expr unitNorm(Step step, Expr tensor) {
    return Expr.where(step.isWeight(), tensor.rowNorm(), tensor.norm());
  }
}
