package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * A linear warm-up before any schedule f.
 *
 * <pre>
 * η(t) = η₀ + (f(0) − η₀) t/N   for t &lt; N, then f(t − N)
 * </pre>
 *
 * <p>Goyal et al. (2017), <i>Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour</i>,
 * section 2.2. The schedule begins where the warm-up ends, so the join is continuous; a cosine of
 * length M then ends at N + M. Only the clock of {@code unit} is reset for f; the other clock runs
 * on.
 *
 * <p>PyTorch expresses the same with {@code SequentialLR}, optax with {@code join_schedules}.
 * DL4J's {@code RampSchedule} multiplies f(t) by (t + 1)/N while t &lt; N, with no delay.
 *
 * <pre>{@code
 * new Warmup(new Cosine(0.1, 0, 9000, Schedule.Unit.STEPS), 0, 1000, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param schedule f
 * @param initial η₀, at least 0
 * @param length N, at least 1
 * @param unit the clock that t and N are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "warmup",
    summary = "Rises in a straight line to the start of another schedule.",
    citation =
        "Goyal et al. (2017), Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, section 2.2",
    link = "https://arxiv.org/abs/1706.02677")
public record Warmup(
    @Hyperparameter(value = "schedule f that follows", range = "[0, inf)") Schedule schedule,
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter(value = "length N", range = "[1, inf)", unit = "steps or epochs") long length,
    @Hyperparameter("the clock that t and N are in") Unit unit)
    implements Schedule, WarmupWithers {

  public Warmup {
    Hyperparameters.check(Warmup.class, schedule, initial, length, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param schedule f
   * @param initial η₀, at least 0
   * @param length N, at least 1
   */
  public Warmup(Schedule schedule, double initial, long length) {
    this(schedule, initial, length, Unit.STEPS);
  }

  /** From 0 to a constant 0.01 within 1000 steps. */
  public Warmup() {
    this(Schedule.constant(0.01), 0, 1_000, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    long t = unit.count(step, epoch);
    double target = Times.since(Math.min(t, length), unit, schedule, step, epoch);
    return Annealing.LINEAR.between(initial, target, (double) t / length);
  }
}
