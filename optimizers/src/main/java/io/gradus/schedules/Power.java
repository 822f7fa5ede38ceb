package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * A power of time, also called self-decay.
 *
 * <pre>
 * η(t) = η₀ (t + 1)ᵃ
 * </pre>
 *
 * <p>It is usually written η₀ tᵃ, with t from 1; Gradus counts from 0, so the first value is η₀. a
 * = −1: Robbins &amp; Monro (1951), <i>A Stochastic Approximation Method</i>. a = −½: Zinkevich
 * (2003), <i>Online Convex Programming and Generalized Infinitesimal Gradient Ascent</i>, theorem
 * 1. It has no end. It falls for a &lt; 0 and rises for a &gt; 0.
 *
 * <p>scikit-learn calls it {@code invscaling}, with exponent −a. PyTorch needs a {@code LambdaLR}.
 *
 * <pre>{@code
 * new Power(0.1, -0.5, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param initial η₀, at least 0
 * @param exponent a, any finite number
 * @param unit the clock that t reads
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "power",
    summary = "A power of the time counted from 1.",
    citation =
        "Robbins & Monro (1951), A Stochastic Approximation Method; Zinkevich (2003), Online Convex Programming and Generalized Infinitesimal Gradient Ascent, theorem 1",
    link = "https://doi.org/10.1214/aoms/1177729586")
public record Power(
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter("exponent a") double exponent,
    @Hyperparameter("the clock that t reads") Unit unit)
    implements Schedule, PowerWithers {

  public Power {
    Hyperparameters.check(Power.class, initial, exponent, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, at least 0
   * @param exponent a, any finite number
   */
  public Power(double initial, double exponent) {
    this(initial, exponent, Unit.STEPS);
  }

  /** η₀ = 0.01, a = −½, in steps. */
  public Power() {
    this(0.01, -0.5, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    return initial * Math.pow(unit.count(step, epoch) + 1.0, exponent);
  }
}
