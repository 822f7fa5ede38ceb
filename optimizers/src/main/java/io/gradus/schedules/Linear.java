package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * A straight line from one value to another, up or down.
 *
 * <pre>
 * η(t) = η₀ + (η₁ − η₀) t/N   for t &lt; N, then η₁
 * </pre>
 *
 * <p>Goyal et al. (2017), <i>Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour</i>,
 * section 2.2, warms up this way; {@link Warmup} puts the line before another schedule. It is
 * monotone and continuous at N.
 *
 * <p>PyTorch ({@code LinearLR}) states factors of a base rate: η₀ = base · start_factor, η₁ = base
 * · end_factor. optax ({@code linear_schedule}) has this law.
 *
 * <pre>{@code
 * new Linear(0.1, 0, 10_000, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param initial η₀, at least 0
 * @param end η₁, at least 0
 * @param length N, at least 1
 * @param unit the clock that t and N are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "linear",
    summary = "Goes from one value to another in a straight line.",
    citation =
        "Goyal et al. (2017), Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, section 2.2",
    link = "https://arxiv.org/abs/1706.02677")
public record Linear(
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter(value = "last value η₁", range = "[0, inf)") double end,
    @Hyperparameter(value = "length N", range = "[1, inf)", unit = "steps or epochs") long length,
    @Hyperparameter("the clock that t and N are in") Unit unit)
    implements Schedule, LinearWithers {

  public Linear {
    Hyperparameters.check(Linear.class, initial, end, length, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, at least 0
   * @param end η₁, at least 0
   * @param length N, at least 1
   */
  public Linear(double initial, double end, long length) {
    this(initial, end, length, Unit.STEPS);
  }

  /** From 0.01 to 0 within 10000 steps. */
  public Linear() {
    this(0.01, 0, 10_000, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    double passed = (double) unit.count(step, epoch) / length;
    return Annealing.LINEAR.between(initial, end, passed);
  }
}
