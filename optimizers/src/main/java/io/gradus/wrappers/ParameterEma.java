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
 * Keeps an exponential moving average of the weights; training goes on as if it were not there.
 *
 * <pre>
 * θ ← θ − inner(g)
 * θ̄ ← d θ̄ + (1 − d) θ               for θ̄₀ see {@link EmaStart}
 * θ̄ ← (θ̄ (d − dᵗ) + (1 − d) θ) / (1 − dᵗ)   debiased
 * </pre>
 *
 * <p>Kingma &amp; Ba (2015), <i>Adam: A Method for Stochastic Optimization</i>, section 7.2:
 * debiased. The average is the slot {@code average}, to be read for evaluation; it is NaN before
 * the first step. What rounding removes from it is kept in {@code average_rest}: a step of the
 * average is usually smaller than its last place. t is the age of the state.
 *
 * <p>PyTorch's {@code AveragedModel} with {@code get_ema_multi_avg_fn} (d = 0.999) and Keras's
 * {@code use_ema} (d = 0.99) begin at the first updated weights; Keras can also overwrite the
 * weights with the average periodically. optax's {@code ema} is debiased, and averages updates.
 * DL4J does not have it.
 *
 * <p>To evaluate a DL4J network at its average: {@code Dl4j.averaged(network).evaluate(data)}.
 *
 * <pre>{@code
 * new ParameterEma(new Adam(), 0.999)
 * }</pre>
 *
 * @param inner the optimizer that trains
 * @param decay d
 * @param start how the average begins
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "parameter-ema",
    aliases = "ema",
    summary = "Keeps an exponential moving average of the weights.",
    citation = "Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, section 7.2",
    link = "https://arxiv.org/abs/1412.6980")
public record ParameterEma(
    @Hyperparameter("the optimizer that trains") GradientOptimizer inner,
    @Hyperparameter(value = "decay rate d of the average", range = "[0, 1)") double decay,
    @Hyperparameter("how the average begins") EmaStart start)
    implements GradientOptimizer, ParameterEmaWithers {

  public ParameterEma {
    Hyperparameters.check(ParameterEma.class, inner, decay, start);
  }

  /**
   * The debiased average.
   *
   * @param inner the optimizer that trains
   * @param decay d
   */
  public ParameterEma(GradientOptimizer inner, double decay) {
    this(inner, decay, EmaStart.DEBIASED);
  }

  /** d = 0.999, debiased, around Adam. */
  public ParameterEma() {
    this(new Adam(), 0.999);
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
    average.startAt(start == EmaStart.INITIAL ? step.parameter() : theta);
    average.ema(decayAt(step.age()), theta);
    return u;
  }

  private double decayAt(long t) {
    return switch (start) {
      case INITIAL -> decay;
      case FIRST_UPDATED -> t == 1 ? 0 : decay;
      case DEBIASED -> decay * (1 - Math.pow(decay, t - 1)) / (1 - Math.pow(decay, t));
    };
  }
}
