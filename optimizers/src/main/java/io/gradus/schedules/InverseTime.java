package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * Inverse-time decay.
 *
 * <pre>
 * η(t) = η₀ / (1 + γ t)ᵖ
 * </pre>
 *
 * <p>Senior, Heigold, Ranzato &amp; Yang (2013), <i>An empirical study of learning rates in deep
 * neural networks for speech recognition</i>, power scheduling: η₀ (1 + t/r)⁻ᶜ, so γ = 1/r and p =
 * c. Bottou (2012), <i>Stochastic Gradient Descent Tricks</i>, has p = 1. It has no end and never
 * rises.
 *
 * <p>Caffe ({@code inv}) and DL4J ({@code InverseSchedule}) have this law. Keras ({@code
 * InverseTimeDecay}) has p = 1 and states γ as rate / steps.
 *
 * <pre>{@code
 * new InverseTime(0.01, 1e-4, 0.75, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param initial η₀, at least 0
 * @param decayRate γ, at least 0
 * @param power p, at least 0
 * @param unit the clock that t reads
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "inverse-time",
    aliases = "inverse",
    summary = "Divides the value by a power of the time.",
    citation =
        "Senior et al. (2013), An empirical study of learning rates in deep neural networks for speech recognition, power scheduling",
    link = "https://doi.org/10.1109/ICASSP.2013.6638963")
public record InverseTime(
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter(value = "decay rate γ", range = "[0, inf)") double decayRate,
    @Hyperparameter(value = "power p", range = "[0, inf)") double power,
    @Hyperparameter("the clock that t reads") Unit unit)
    implements Schedule, InverseTimeWithers {

  public InverseTime {
    Hyperparameters.check(InverseTime.class, initial, decayRate, power, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, at least 0
   * @param decayRate γ, at least 0
   * @param power p, at least 0
   */
  public InverseTime(double initial, double decayRate, double power) {
    this(initial, decayRate, power, Unit.STEPS);
  }

  /** η₀ = 0.01, γ = 1e-4 a step, p = 1. */
  public InverseTime() {
    this(0.01, 1e-4, 1, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    return initial / Math.pow(1 + decayRate * unit.count(step, epoch), power);
  }
}
