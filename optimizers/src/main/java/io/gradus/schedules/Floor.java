package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * A schedule f clipped from below.
 *
 * <pre>
 * η = max(f, η⁻)
 * </pre>
 *
 * <p>What PyTorch's {@code ReduceLROnPlateau} calls min_lr and fairseq stop-min-lr, for any
 * schedule. It follows the clock of f and is monotone where f is.
 *
 * <pre>{@code
 * new Floor(new Exponential(0.1, 0.95, Schedule.Unit.EPOCHS), 1e-5)
 * }</pre>
 *
 * @param schedule f
 * @param minimum η⁻, at least 0
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "floor",
    summary = "Another schedule that never falls below a minimum.",
    citation = "PyTorch (2017), ReduceLROnPlateau, min_lr",
    link =
        "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html")
public record Floor(
    @Hyperparameter(value = "schedule f", range = "[0, inf)") Schedule schedule,
    @Hyperparameter(value = "minimum η⁻", range = "[0, inf)") double minimum)
    implements Schedule, FloorWithers {

  public Floor {
    Hyperparameters.check(Floor.class, schedule, minimum);
  }

  /** A constant 0.01, η⁻ = 0. */
  public Floor() {
    this(Schedule.constant(0.01), 0);
  }

  @Override
  public double at(long step, long epoch) {
    return Math.max(schedule.at(step, epoch), minimum);
  }

  @Override
  public Unit unit() {
    return schedule.unit();
  }
}
