package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * A schedule f times a factor.
 *
 * <pre>
 * η = k f
 * </pre>
 *
 * <p>Goyal et al. (2017), <i>Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour</i>,
 * section 2.1, the linear scaling rule: k times the rate for k times the batch. It follows the
 * clock of f and is monotone where f is.
 *
 * <pre>{@code
 * new Scaled(new Cosine(), 8)
 * }</pre>
 *
 * @param schedule f
 * @param factor k, at least 0
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "scaled",
    summary = "Another schedule times a factor.",
    citation =
        "Goyal et al. (2017), Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, section 2.1",
    link = "https://arxiv.org/abs/1706.02677")
public record Scaled(
    @Hyperparameter(value = "schedule f", range = "[0, inf)") Schedule schedule,
    @Hyperparameter(value = "factor k", range = "[0, inf)") double factor)
    implements Schedule, ScaledWithers {

  public Scaled {
    Hyperparameters.check(Scaled.class, schedule, factor);
  }

  /** A constant 0.01, k = 1. */
  public Scaled() {
    this(Schedule.constant(0.01), 1);
  }

  @Override
  public double at(long step, long epoch) {
    return factor * schedule.at(step, epoch);
  }

  @Override
  public Unit unit() {
    return schedule.unit();
  }
}
