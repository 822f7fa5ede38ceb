package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;
import java.util.List;

/**
 * One schedule after another.
 *
 * <pre>
 * η(t) = fₙ(t − Mₙ),   n = the number of milestones ≤ t,   M₀ = 0
 * </pre>
 *
 * <p>PyTorch (2021), {@code SequentialLR}; optax's {@code join_schedules}. Each schedule begins at
 * its milestone as if training did, and the last one runs forever. Only the clock of {@code unit}
 * is reset; the other clock runs on. The value may jump at a milestone.
 *
 * <pre>{@code
 * Schedule.Unit steps = Schedule.Unit.STEPS;
 * new Sequential(
 *     List.of(new Linear(0.01, 0.1, 10, steps), new Cosine(0.1, 0, 50, steps)),
 *     List.of(10L),
 *     steps)
 * }</pre>
 *
 * @param schedules f₀ and those that follow, one more than there are milestones
 * @param milestones when each but the first begins: at least one time, each at least 1, ascending
 * @param unit the clock that t and the milestones are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "sequential",
    summary = "One schedule after another, each from its own beginning.",
    citation = "PyTorch (2021), SequentialLR",
    link =
        "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html")
public record Sequential(
    @Hyperparameter(value = "schedules in order", range = "[0, inf)") List<Schedule> schedules,
    @Hyperparameter(
            value = "when each schedule but the first begins",
            range = "[1, inf)",
            unit = "steps or epochs")
        List<Long> milestones,
    @Hyperparameter("the clock that t and the milestones are in") Unit unit)
    implements Schedule, SequentialWithers {

  public Sequential {
    Hyperparameters.checkThat(
        Sequential.class,
        Times.match(milestones, schedules, 1),
        "milestones must be at least one and ascend, and schedules be one more, but are %s and %s"
            .formatted(milestones, schedules),
        schedules,
        milestones,
        unit);
    schedules = List.copyOf(schedules);
    milestones = List.copyOf(milestones);
  }

  /**
   * A schedule that counts steps.
   *
   * @param schedules f₀ and those that follow, one more than there are milestones
   * @param milestones when each but the first begins: at least one time, each at least 1, ascending
   */
  public Sequential(List<Schedule> schedules, List<Long> milestones) {
    this(schedules, milestones, Unit.STEPS);
  }

  /** From 0 to 0.01 in a straight line within 1000 steps, then to 0 in a cosine within 9000. */
  public Sequential() {
    this(
        List.of(new Linear(0, 0.01, 1_000, Unit.STEPS), new Cosine(0.01, 0, 9_000, Unit.STEPS)),
        List.of(1_000L),
        Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    int n = Times.passed(milestones, unit.count(step, epoch));
    long start = n == 0 ? 0 : milestones.get(n - 1);
    return Times.since(start, unit, schedules.get(n), step, epoch);
  }
}
