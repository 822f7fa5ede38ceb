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
 * Skips a step that is not finite: where any element of a tensor's gradient is NaN or infinite, or
 * would make a slot or the update NaN or infinite, that tensor does not move, and its slots keep
 * their content.
 *
 * <pre>
 * u = inner(g)               g, u and all that inner sets finite in the whole tensor
 * u = 0, slots unchanged     otherwise
 * </pre>
 *
 * <p>Micikevicius et al. (2018), <i>Mixed Precision Training</i>, section 3.2, which tests the
 * gradient. The rest is tested too because a finite gradient can have an infinite square, after
 * which a rule such as Adam would stand still forever. The test is per parameter tensor: the other
 * tensors of the network still step. The inner rule's age counts the steps that the tensor took;
 * those that it skipped are counted in the slot {@code inner_skipped}, in networks of type HALF up
 * to 2048. Wrappers around this one see a step with an update of 0, and count it.
 *
 * <p>PyTorch's {@code GradScaler}, Keras's {@code LossScaleOptimizer} and optax's {@code
 * apply_if_finite} skip the whole network's step and count only those taken; optax gives up after
 * several skips in a row. DL4J does not have it.
 *
 * <pre>{@code
 * new SkipIfNotFinite(new Adam())
 * }</pre>
 *
 * @param inner the optimizer that sees finite gradients only
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "skip-if-not-finite",
    aliases = "apply-if-finite",
    summary = "Skips a step whose gradient contains NaN or an infinity.",
    citation = "Micikevicius et al. (2018), Mixed Precision Training, section 3.2",
    link = "https://arxiv.org/abs/1710.03740")
public record SkipIfNotFinite(
    @Hyperparameter("the optimizer that sees finite gradients only") GradientOptimizer inner)
    implements GradientOptimizer, SkipIfNotFiniteWithers {

  public SkipIfNotFinite {
    Hyperparameters.check(SkipIfNotFinite.class, inner);
  }

  /** Around Adam. */
  public SkipIfNotFinite() {
    this(new Adam());
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    Step guarded = step.skippable("inner", step.gradient());
    Expr u = inner.update(guarded);
    Expr finite = guarded.isFinite(u);
    guarded.skipUnless(finite);
    return Expr.where(finite, u, step.constant(0));
  }
}
