package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * The one-cycle policy: up to a large rate, and down to a tiny one.
 *
 * <pre>
 * two phases:    η₀ → η⁺ at t = p N − 1,   η⁺ → η₁ at t = N − 1
 * three phases:  η₀ → η⁺ at t = p N − 1,   η⁺ → η₀ at t = 2 p N − 2,   η₀ → η₁ at t = N − 1
 * </pre>
 *
 * <p>An arrow is a cosine or a straight line. Smith &amp; Topin (2019), <i>Super-Convergence: Very
 * Fast Training of Neural Networks Using Large Learning Rates</i>: three phases, straight lines.
 * fastai: two phases, cosines. Each phase is monotone, and they meet. t = N − 1 is the last of N
 * updates; past it the value stays η₁. Where p N &lt; 1 the peak lies before t = 0, so the cycle
 * starts on the way down from it, or within the last of the three phases.
 *
 * <p>PyTorch ({@code OneCycleLR}) has these times; its η₀ is η⁺/div_factor, its η₁ is
 * η₀/final_div_factor. At p N = 1 it fails, at t = N it overshoots η₁, and past that it throws.
 * optax's one-cycle schedules reach the peak at t = ⌊p N⌋ and the end at t = N. DL4J's {@code
 * CycleSchedule} follows a different law, which jumps for some lengths.
 *
 * <pre>{@code
 * double peak = 0.5;
 * new OneCycle(
 *     peak / 25, peak, peak / 25e4, 10_000, 0.3, Annealing.COSINE, false, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param initial η₀, at least 0
 * @param peak η⁺, at least 0
 * @param end η₁, at least 0
 * @param length N, at least 1
 * @param warmupFraction p, the fraction of the cycle that goes up: from 0 to below 1, at most 0.5
 *     with three phases
 * @param annealing the shape of every phase
 * @param threePhases whether the cycle comes back to η₀ as fast as it rose, before it goes to η₁
 * @param unit the clock that t and N are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "one-cycle",
    summary = "Rises to a large value once, then falls to a tiny one.",
    citation =
        "Smith & Topin (2019), Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates",
    link = "https://arxiv.org/abs/1708.07120")
public record OneCycle(
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter(value = "peak η⁺", range = "[0, inf)") double peak,
    @Hyperparameter(value = "last value η₁", range = "[0, inf)") double end,
    @Hyperparameter(value = "length N", range = "[1, inf)", unit = "steps or epochs") long length,
    @Hyperparameter(value = "fraction p of the cycle that goes up", range = "[0, 1)")
        double warmupFraction,
    @Hyperparameter("shape of every phase") Annealing annealing,
    @Hyperparameter("whether the cycle comes back to η₀ before it goes to η₁") boolean threePhases,
    @Hyperparameter("the clock that t and N are in") Unit unit)
    implements Schedule, OneCycleWithers {

  public OneCycle {
    Hyperparameters.checkThat(
        OneCycle.class,
        new OneCycleLaw(length, warmupFraction, annealing, threePhases).fits(),
        "warmupFraction must be at most 0.5 where the phases are three, but is " + warmupFraction,
        initial,
        peak,
        end,
        length,
        warmupFraction,
        annealing,
        threePhases,
        unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, at least 0
   * @param peak η⁺, at least 0
   * @param end η₁, at least 0
   * @param length N, at least 1
   * @param warmupFraction p, the fraction of the cycle that goes up: from 0 to below 1, at most 0.5
   *     with three phases
   * @param annealing the shape of every phase
   * @param threePhases whether the cycle comes back to η₀ as fast as it rose, before it goes to η₁
   */
  public OneCycle(
      double initial,
      double peak,
      double end,
      long length,
      double warmupFraction,
      Annealing annealing,
      boolean threePhases) {
    this(initial, peak, end, length, warmupFraction, annealing, threePhases, Unit.STEPS);
  }

  /** PyTorch's proportions: 0.004 to 0.1 in 300 of 1000 steps, then to 4e-7, in cosines. */
  public OneCycle() {
    this(0.004, 0.1, 4e-7, 1_000, 0.3, Annealing.COSINE, false, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    return new OneCycleLaw(length, warmupFraction, annealing, threePhases)
        .at(unit.count(step, epoch), initial, peak, end);
  }
}
