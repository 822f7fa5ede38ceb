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
 * Skips a step whose gradient is not finite: where any element of a tensor's gradient is NaN or
 * infinite, that tensor does not move, and its slots keep their content.
 *
 * <pre>
 * u = inner(g)               all elements of g finite
 * u = 0, slots unchanged     otherwise
 * </pre>
 *
 * <p>Micikevicius et al. (2018), <i>Mixed Precision Training</i>, section 3.2. The gradient is what
 * is tested, not the update. The test is by parameter tensor: others of the network step. The age
 * of the state counts skipped steps too, so a bias correction may run ahead of its moments by them.
 *
 * <p>PyTorch's {@code GradScaler}, Keras's {@code LossScaleOptimizer} and optax's {@code
 * apply_if_finite} skip the whole network's step and count only those taken; optax gives up after
 * some skips in a row. DL4J has none.
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
    summary = "Skips a step whose gradient has NaN or an infinity.",
    citation = "Micikevicius et al. (2018), Mixed Precision Training, section 3.2")
public record SkipIfNotFinite(
    @Hyperparameter("the optimizer that sees finite gradients only") GradientOptimizer inner)
    implements GradientOptimizer {

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
    Expr g = step.gradient();
    Expr finite = g.minus(g).equalTo(0); // ∞ − ∞ is NaN, and NaN equals nothing
    Expr all = step.constant(1).minus(finite).greatest().atMost(0);
    Step guarded = step.inner("inner", g);
    Expr u = inner.update(guarded);
    guarded.keepWhere(all);
    return Expr.where(all, u, step.constant(0));
  }
}
