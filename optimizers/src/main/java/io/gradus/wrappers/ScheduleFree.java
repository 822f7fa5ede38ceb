package io.gradus.wrappers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.EpsilonPlacement;
import java.util.Optional;

/**
 * Schedule-free learning: the gradient is taken between the inner rule's iterate and the average of
 * its iterates, and the average is the result, with no need for the rate to decay.
 *
 * <pre>
 * y = (1 − β) z + β x             the parameter, where g is taken
 * z ← z − inner(g)
 * w ← w + η²,  c = η² / w         0 while w is 0
 * x ← (1 − c) x + c z             x₀ = z₀ = θ₀
 * u = c (y − z) + (1 − β (1 − c)) inner(g)     with z and x as they were: y moves to its new place
 * </pre>
 *
 * <p>Defazio et al. (2024), <i>The Road Less Scheduled</i>, algorithm 1. x is the slot {@code
 * average}, NaN before the first step: <em>evaluate and save x</em>. What rounding removes from x
 * and w is kept in {@code average_rest} and {@code weight_rest}. The inner rule must have no
 * momentum, because β takes its place: a rule whose step depends on the direction of earlier
 * gradients is rejected. It sees y, so coupled or decoupled decay inside is decay at y. A warm-up
 * is the inner rule's rate.
 *
 * <p>The authors' code weights by the square of the greatest rate so far, which is the same while
 * the rate never falls; so does optax, which reads its own schedule one step ahead of the inner
 * rule's. Keras weights all steps equally, which is wrong with a warm-up. They keep z only, and so
 * need β &gt; 0 and a call to swap y for x. PyTorch and DL4J do not have it.
 *
 * <p>To evaluate a DL4J network at its average: {@code Dl4j.averaged(network).evaluate(data)}.
 *
 * <pre>{@code
 * new ScheduleFree(new Sgd(1.0))
 * }</pre>
 *
 * @param inner the optimizer that moves z, without momentum
 * @param beta β
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "schedule-free",
    summary = "Takes gradients between an iterate and its average, and returns the average.",
    citation = "Defazio et al. (2024), The Road Less Scheduled, algorithm 1",
    link = "https://arxiv.org/abs/2405.15682")
public record ScheduleFree(
    @Hyperparameter("the optimizer that moves z, without momentum") GradientOptimizer inner,
    @Hyperparameter(value = "weight β of the average where g is taken", range = "[0, 1]")
        double beta)
    implements GradientOptimizer, ScheduleFreeWithers {

  public ScheduleFree {
    Hyperparameters.checkThat(
        ScheduleFree.class,
        inner == null || !EarlierDirections.matterTo(inner),
        "inner must be without momentum, as β stands in its place, but the step of this one depends on the direction of earlier gradients: "
            + inner,
        inner,
        beta);
  }

  /**
   * The paper's β = 0.9.
   *
   * @param inner the optimizer that moves z, without momentum
   */
  public ScheduleFree(GradientOptimizer inner) {
    this(inner, 0.9);
  }

  /** β = 0.9 around Adam with η = 0.0025, β₁ = 0, β₂ = 0.999. */
  public ScheduleFree() {
    this(new Adam(Schedule.constant(0.0025), 0, 0.999, 1e-8, EpsilonPlacement.OUTSIDE, true));
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Optional<String> averagedWeights() {
    return Optional.of("average");
  }

  @Override
  public Expr update(Step step) {
    Expr y = step.parameter();
    Slot z = step.slot("z", FirstValue.UNSET);
    Slot x = step.preciseSlot("average", FirstValue.UNSET);
    Expr zOld = FirstValue.of(z, y);
    Expr xOld = x.startAt(y);
    Expr u = inner.update(step.inner("inner", step.gradient()));
    Expr square = step.constant(Math.pow(learningRate().at(step), 2));
    Expr w = step.preciseSlot("weight", 0).add(square);
    Expr c = Expr.where(w.greaterThan(0), square.div(w), step.constant(0));
    Expr zNew = z.set(zOld.minus(u));
    x.add(zNew.minus(xOld).times(c)); // (1 − c) x + c z
    Expr drift = y.minus(zOld).times(c);
    return drift.plus(u.times(c.times(beta).plus(1 - beta))); // 1 − β (1 − c)
  }
}
