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
 * Clipping by norm: the gradient of a tensor is scaled down to norm c where it is longer, before
 * the inner rule sees it.
 *
 * <pre>
 * g ← g min(1, c / (‖g‖ + ε))
 * </pre>
 *
 * <p>Pascanu, Mikolov &amp; Bengio (2013), <i>On the difficulty of training recurrent neural
 * networks</i>, algorithm 1: ε = 0, so a gradient no longer than c passes unchanged, bit for bit.
 * The norm is that of one parameter tensor, not of the whole network. A gradient with NaN or an
 * infinity gives NaN; see {@code skip-if-not-finite}.
 *
 * <p>PyTorch's {@code clip_grad_norm_} has ε = 1e-6, and one norm for all tensors that it is given.
 * Keras's {@code clipnorm} is per tensor with ε = 0; its {@code global_clipnorm} and optax's {@code
 * clip_by_global_norm} are per network. DL4J's {@code ClipL2PerParamType} is per tensor with ε = 0.
 *
 * <pre>{@code
 * new ClipNorm(new Adam(), 1)
 * }</pre>
 *
 * @param inner the optimizer that sees the clipped gradient
 * @param maxNorm c
 * @param epsilon ε
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "clip-norm",
    aliases = "clip-by-norm",
    summary = "Scales the gradient of a tensor down to a maximum norm.",
    citation =
        "Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural networks, algorithm 1",
    link = "https://arxiv.org/abs/1211.5063")
public record ClipNorm(
    @Hyperparameter("the optimizer that sees the clipped gradient") GradientOptimizer inner,
    @Hyperparameter(value = "maximum norm c of a tensor's gradient", range = "(0, inf)")
        double maxNorm,
    @Hyperparameter(value = "ε, added to the norm", range = "[0, inf)") double epsilon)
    implements GradientOptimizer, ClipNormWithers {

  public ClipNorm {
    Hyperparameters.check(ClipNorm.class, inner, maxNorm, epsilon);
  }

  /**
   * The exact form, ε = 0.
   *
   * @param inner the optimizer that sees the clipped gradient
   * @param maxNorm c
   */
  public ClipNorm(GradientOptimizer inner, double maxNorm) {
    this(inner, maxNorm, 0);
  }

  /** c = 1, ε = 0, around gradient descent. */
  public ClipNorm() {
    this(new Sgd(), 1);
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    return inner.update(step.inner("inner", g.scaledBy(factor(step, g.norm(), maxNorm, epsilon))));
  }

  /** min(1, c / (‖g‖ + ε)). */
  static Expr factor(Step step, Expr norm, double maxNorm, double epsilon) {
    return step.constant(maxNorm).div(norm.plus(epsilon)).min(1);
  }
}
