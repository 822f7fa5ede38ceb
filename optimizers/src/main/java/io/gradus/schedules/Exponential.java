package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * Exponential decay: the same factor at every tick of the clock.
 *
 * <pre>
 * η(t) = η₀ aᵗ
 * </pre>
 *
 * <p>Senior, Heigold, Ranzato &amp; Yang (2013), <i>An empirical study of learning rates in deep
 * neural networks for speech recognition</i>: η₀ · 10^(−t/r), so a = 10^(−1/r). It has no end. It
 * falls for a &lt; 1; for a &gt; 1 it rises, as in a search for the largest workable rate, until it
 * overflows.
 *
 * <p>PyTorch ({@code ExponentialLR}) and DL4J ({@code ExponentialSchedule}) have this law. Keras
 * and optax state the factor r of N steps: a = r^(1/N); their staircase is {@link StepDecay}.
 *
 * <pre>{@code
 * new Exponential(0.1, 0.95, Schedule.Unit.EPOCHS)
 * }</pre>
 *
 * @param initial η₀, at least 0
 * @param gamma a, above 0
 * @param unit the clock that t reads
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "exponential",
    summary = "Multiplies the value by the same factor at every tick of the clock.",
    citation =
        "Senior et al. (2013), An empirical study of learning rates in deep neural networks for speech recognition, exponential scheduling",
    link = "https://doi.org/10.1109/ICASSP.2013.6638963")
public record Exponential(
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter(value = "factor a of every tick", range = "(0, inf)") double gamma,
    @Hyperparameter("the clock that t reads") Unit unit)
    implements Schedule, ExponentialWithers {

  public Exponential {
    Hyperparameters.check(Exponential.class, initial, gamma, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, at least 0
   * @param gamma a, above 0
   */
  public Exponential(double initial, double gamma) {
    this(initial, gamma, Unit.STEPS);
  }

  /** η₀ = 0.01, a = 0.9999, in steps. */
  public Exponential() {
    this(0.01, 0.9999, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    return initial * Math.pow(gamma, unit.count(step, epoch));
  }
}
