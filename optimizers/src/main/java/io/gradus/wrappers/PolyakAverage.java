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
import io.gradus.optimizers.Sgd;
import java.util.Optional;

/**
 * Keeps the mean of the weights of all steps from a given step on; training goes on as if it were
 * not there.
 *
 * <pre>
 * θ ← θ − inner(g)
 * n = max(1, t − s + 1)
 * θ̄ ← θ̄ + (θ − θ̄) / n        so θ̄ = θ until step s, and the mean of θₛ … θₜ from there
 * </pre>
 *
 * <p>Polyak &amp; Juditsky (1992), <i>Acceleration of Stochastic Approximation by Averaging</i>,
 * section 2: from the first step, s = 1. A late s is stochastic weight averaging: Izmailov et al.
 * (2018), <i>Averaging Weights Leads to Wider Optima and Better Generalization</i>. The average is
 * the slot {@code average}, to be read for evaluation; what rounding removes from it is kept in
 * {@code average_rest}. t is the age of the state.
 *
 * <p>PyTorch's {@code AveragedModel} is the same where it is updated at every step from s on; its
 * ASGD keeps such a mean too. optax, Keras and DL4J have no such mean.
 *
 * <p>To evaluate a DL4J network at its average: {@code Dl4j.averaged(network).evaluate(data)}.
 *
 * <pre>{@code
 * new PolyakAverage(new Momentum(0.05), 1000)
 * }</pre>
 *
 * @param inner the optimizer that trains
 * @param start s, the first step whose weights are averaged, from 1
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "polyak-average",
    aliases = {"swa"},
    summary = "Keeps the mean of the weights from a given step on.",
    citation =
        "Polyak & Juditsky (1992), Acceleration of Stochastic Approximation by Averaging, section 2",
    link = "https://doi.org/10.1137/0330046")
public record PolyakAverage(
    @Hyperparameter("the optimizer that trains") GradientOptimizer inner,
    @Hyperparameter(
            value = "first step s whose weights are averaged",
            range = "[1, inf)",
            unit = "steps")
        long start)
    implements GradientOptimizer, PolyakAverageWithers {

  public PolyakAverage {
    Hyperparameters.check(PolyakAverage.class, inner, start);
  }

  /**
   * The mean of all steps.
   *
   * @param inner the optimizer that trains
   */
  public PolyakAverage(GradientOptimizer inner) {
    this(inner, 1);
  }

  /** s = 1 around gradient descent. */
  public PolyakAverage() {
    this(new Sgd());
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
    Expr u = inner.update(step.inner("inner", step.gradient()));
    Expr theta = step.parameter().minus(u);
    Slot average = step.preciseSlot("average", FirstValue.UNSET);
    long n = step.age() - start + 1;
    if (n <= 1) {
      average.set(theta);
    } else {
      Expr mean = average.startAt(theta);
      average.add(theta.minus(mean).div(n));
    }
    return u;
  }
}
