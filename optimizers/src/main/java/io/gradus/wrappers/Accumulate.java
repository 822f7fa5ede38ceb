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

/**
 * Gradient accumulation: the inner rule steps once every k steps, with the mean of their gradients.
 *
 * <pre>
 * a ← a + g
 * u = inner(a / k), a ← 0     at every k-th step
 * u = 0                       at the others
 * </pre>
 *
 * <p>Ott et al. (2018), <i>Scaling Neural Machine Translation</i>: cumulated gradients. The sum is
 * divided once, so that k micro-batches count as one batch of k times the size. For micro-batches
 * of unequal sizes it is the mean of their means, in which the examples of a small one weigh more
 * than those of a large one: keep them the same size, or drop the remainder.
 *
 * <p>The inner rule's age is t/k: bias corrections count its own steps. Its schedules read the
 * host's clock, which advances with every micro-step: a schedule in steps must be k times as long,
 * and is read at the last micro-step of each k. Wrappers that step, decay or average by themselves
 * belong inside: outside they act at every micro-step. Gradients left over at the end of training
 * are not applied.
 *
 * <p>optax's {@code MultiSteps} and Keras's {@code gradient_accumulation_steps} take the mean of
 * means too. optax counts schedules in whole steps, Keras in micro-steps, as here. PyTorch leaves
 * it to the training loop, and sums unless the loss is divided by k. DL4J does not have it.
 *
 * <pre>{@code
 * new Accumulate(new Adam(), 4)
 * }</pre>
 *
 * @param inner the optimizer that sees the mean gradient
 * @param accumulationSteps k
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "accumulate",
    aliases = {"multi-steps", "gradient-accumulation"},
    summary = "Steps once every k steps, with the mean of their gradients.",
    citation = "Ott et al. (2018), Scaling Neural Machine Translation",
    link = "https://doi.org/10.18653/v1/W18-6301")
public record Accumulate(
    @Hyperparameter("the optimizer that sees the mean gradient") GradientOptimizer inner,
    @Hyperparameter(
            value = "micro-steps k per step of the inner optimizer",
            range = "[1, inf)",
            unit = "steps")
        int accumulationSteps)
    implements GradientOptimizer, AccumulateWithers {

  public Accumulate {
    Hyperparameters.check(Accumulate.class, inner, accumulationSteps);
  }

  /** k = 4 around Adam. */
  public Accumulate() {
    this(new Adam(), 4);
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    Slot a = step.slot("sum");
    Expr sum = a.value().plus(step.gradient());
    long age = (step.age() - 1) / accumulationSteps + 1;
    Step once = step.inner("inner", sum.div(accumulationSteps), age);
    Expr u = inner.update(once);
    if (step.age() % accumulationSteps == 0) {
      a.set(step.constant(0));
      return u;
    }
    a.set(sum);
    once.discard();
    return step.constant(0);
  }
}
