package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;
import java.util.List;

/**
 * Multi-step decay: α ← K α at chosen times.
 *
 * <pre>
 * η(t) = η₀ Kⁿ,   n = the number of milestones ≤ t
 * </pre>
 *
 * <p>He, Zhang, Ren &amp; Sun (2016), <i>Deep Residual Learning for Image Recognition</i>, section
 * 4.2: 0.1, divided by 10 at 32000 and at 48000 steps. The new value holds from its milestone on,
 * the last one forever. It never rises where K ≤ 1.
 *
 * <p>PyTorch ({@code MultiStepLR}) has this law; it also accepts a milestone twice; Gradus does
 * not.
 *
 * <pre>{@code
 * new MultiStep(0.1, List.of(30L, 60L, 80L), 0.1, Schedule.Unit.EPOCHS)
 * }</pre>
 *
 * @param initial η₀, at least 0
 * @param milestones when the value changes: at least one time, each at least 1, ascending
 * @param factor K, above 0
 * @param unit the clock that t and the milestones are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "multi-step",
    summary = "Multiplies the value by a factor at chosen times.",
    citation = "He et al. (2016), Deep Residual Learning for Image Recognition, section 4.2",
    link = "https://doi.org/10.1109/CVPR.2016.90")
public record MultiStep(
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter(value = "times of the changes", range = "[1, inf)", unit = "steps or epochs")
        List<Long> milestones,
    @Hyperparameter(value = "factor K of every change", range = "(0, inf)") double factor,
    @Hyperparameter("the clock that t and the milestones are in") Unit unit)
    implements Schedule, MultiStepWithers {

  public MultiStep {
    Hyperparameters.checkThat(
        MultiStep.class,
        Times.ascend(milestones),
        "milestones must be at least one and ascend, but are " + milestones,
        initial,
        milestones,
        factor,
        unit);
    milestones = List.copyOf(milestones);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, at least 0
   * @param milestones when the value changes: at least one time, each at least 1, ascending
   * @param factor K, above 0
   */
  public MultiStep(double initial, List<Long> milestones, double factor) {
    this(initial, milestones, factor, Unit.STEPS);
  }

  /** He et al.: 0.1, a tenth of it from step 32000, a hundredth from step 48000. */
  public MultiStep() {
    this(0.1, List.of(32_000L, 48_000L), 0.1, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    return initial * Math.pow(factor, Times.passed(milestones, unit.count(step, epoch)));
  }
}
