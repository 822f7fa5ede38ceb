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
 * Clipping by the norm of the whole network's gradient: all tensors are scaled by one factor, so
 * the direction is preserved.
 *
 * <pre>
 * g ← g min(1, c / (‖g of the network‖ + ε))
 * </pre>
 *
 * <p>Pascanu, Mikolov &amp; Bengio (2013), <i>On the difficulty of training recurrent neural
 * networks</i>, algorithm 1: ε = 0. The norm is that of the gradient as it comes from the network,
 * so this wrapper belongs outside all wrappers that change the gradient. It needs a host that knows
 * the whole network. In DL4J, what the layers' L1 and L2 regularization adds is not part of the
 * norm but is scaled with the rest; {@link CoupledDecay} within this wrapper adds its decay after
 * the clipping, as PyTorch does.
 *
 * <p>DL4J's layer-wise pretraining presents the gradient of one layer next to stale gradients of
 * the others: do not use this rule there.
 *
 * <p>PyTorch's {@code clip_grad_norm_} has ε = 1e-6, Keras's {@code global_clipnorm} and optax's
 * {@code clip_by_global_norm} ε = 0. DL4J clips only per layer or per tensor.
 *
 * <pre>{@code
 * new ClipGlobalNorm(new Adam(), 1)
 * }</pre>
 *
 * @param inner the optimizer that sees the clipped gradient
 * @param maxNorm c
 * @param epsilon ε
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "clip-global-norm",
    aliases = "clip-by-global-norm",
    summary = "Scales the gradient of the whole network down to a maximum norm.",
    citation =
        "Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural networks, algorithm 1",
    link = "https://arxiv.org/abs/1211.5063")
public record ClipGlobalNorm(
    @Hyperparameter("the optimizer that sees the clipped gradient") GradientOptimizer inner,
    @Hyperparameter(value = "maximum norm c of the network's gradient", range = "(0, inf)")
        double maxNorm,
    @Hyperparameter(value = "ε, added to the norm", range = "[0, inf)") double epsilon)
    implements GradientOptimizer, ClipGlobalNormWithers {

  public ClipGlobalNorm {
    Hyperparameters.check(ClipGlobalNorm.class, inner, maxNorm, epsilon);
  }

  /**
   * The exact form, ε = 0.
   *
   * @param inner the optimizer that sees the clipped gradient
   * @param maxNorm c
   */
  public ClipGlobalNorm(GradientOptimizer inner, double maxNorm) {
    this(inner, maxNorm, 0);
  }

  /** c = 1, ε = 0, around gradient descent. */
  public ClipGlobalNorm() {
    this(new Sgd(), 1);
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    Expr factor = ClipNorm.factor(step, step.globalNorm(), maxNorm, epsilon);
    return inner.update(step.inner("inner", step.gradient().scaledBy(factor)));
  }
}
