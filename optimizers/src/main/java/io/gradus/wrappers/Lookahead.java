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
import java.util.Optional;

/**
 * Lookahead: after k steps of the inner rule, a fraction α of the way they went is kept.
 *
 * <pre>
 * φ = θ − inner(g)            fast weights
 * θ ← φ                       except at every k-th step
 * s ← s + α (φ − s), θ ← s    at every k-th step; slow weights, s₀ = θ₀
 * </pre>
 *
 * <p>Zhang, Lucas, Hinton &amp; Ba (2019), <i>Lookahead Optimizer: k steps forward, 1 step
 * back</i>, algorithm 1: k = 5, α = 0.5. The inner rule's state is kept across the synchronization.
 * The slow weights are the slot {@code slow}, NaN before the first step; they follow the age of the
 * state.
 *
 * <p>optax's {@code lookahead} is the same, with an option to reset the inner state, and needs
 * pairs of weights. PyTorch, Keras and DL4J do not have it.
 *
 * <p>To evaluate a DL4J network at its slow weights: {@code Dl4j.averaged(network).evaluate(data)}.
 *
 * <pre>{@code
 * new Lookahead(new Adam(), 5, 0.5)
 * }</pre>
 *
 * @param inner the optimizer of the fast weights
 * @param syncPeriod k
 * @param slowStepSize α
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "lookahead",
    summary = "Keeps a fraction of the way that k steps of the inner optimizer went.",
    citation =
        "Zhang et al. (2019), Lookahead Optimizer: k steps forward, 1 step back, algorithm 1",
    link = "https://arxiv.org/abs/1907.08610")
public record Lookahead(
    @Hyperparameter("the optimizer of the fast weights") GradientOptimizer inner,
    @Hyperparameter(value = "fast steps k per slow step", range = "[1, inf)", unit = "steps")
        int syncPeriod,
    @Hyperparameter(value = "fraction α of the way that is kept", range = "[0, 1]")
        double slowStepSize)
    implements GradientOptimizer, LookaheadWithers {

  public Lookahead {
    Hyperparameters.check(Lookahead.class, inner, syncPeriod, slowStepSize);
  }

  /**
   * The paper's k = 5 and α = 0.5.
   *
   * @param inner the optimizer of the fast weights
   */
  public Lookahead(GradientOptimizer inner) {
    this(inner, 5, 0.5);
  }

  /** k = 5, α = 0.5, around Adam. */
  public Lookahead() {
    this(new Adam());
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Optional<String> averagedWeights() {
    return Optional.of("slow");
  }

  @Override
  public Expr update(Step step) {
    Expr theta = step.parameter();
    Slot slot = step.slot("slow", FirstValue.UNSET);
    Expr u = inner.update(step.inner("inner", step.gradient()));
    Expr slow = FirstValue.of(slot, theta);
    if (step.age() % syncPeriod != 0) {
      slot.set(slow);
      return u;
    }
    // θ − (s + α (φ − s)) without the cancellation
    Expr back = theta.minus(slow).times(1 - slowStepSize).plus(u.times(slowStepSize));
    slot.set(theta.minus(back));
    return back;
  }
}
