package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * The momentum that goes with {@link OneCycle}: low while the rate is high.
 *
 * <pre>
 * two phases:    μ⁺ → μ⁻ at t = p N − 1,   μ⁻ → μ⁺ at t = N − 1
 * three phases:  μ⁺ → μ⁻ at t = p N − 1,   μ⁻ → μ⁺ at t = 2 p N − 2,   then μ⁺
 * </pre>
 *
 * <p>An arrow is a cosine or a straight line, and the times are those of {@link OneCycle} with the
 * same N, p and phases. Smith (2018), <i>A disciplined approach to neural network hyper-parameters:
 * Part 1</i>. Each phase is monotone, and they meet; past t = N − 1 the value stays μ⁺.
 *
 * <p>PyTorch's {@code OneCycleLR} does this with {@code cycle_momentum}, max_momentum μ⁺ and
 * base_momentum μ⁻. Where p N &lt; 1 the trough lies before t = 0, like the peak of {@link
 * OneCycle}.
 *
 * <pre>{@code
 * new Nesterov()
 *     .withLearningRate(new OneCycle())
 *     .withMomentum(new OneCycleMomentum())
 * }</pre>
 *
 * @param high μ⁺, in [0, 1]
 * @param low μ⁻, in [0, 1]
 * @param length N, at least 1
 * @param warmupFraction p, the fraction of the cycle that goes down: from 0 to below 1, at most 0.5
 *     with three phases
 * @param annealing the shape of every phase
 * @param threePhases whether the cycle comes back to μ⁺ as fast as it fell, and stays there
 * @param unit the clock that t and N are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "one-cycle-momentum",
    summary = "The momentum of the one-cycle policy: low while the rate is high.",
    citation = "Smith (2018), A disciplined approach to neural network hyper-parameters: Part 1",
    link = "https://arxiv.org/abs/1803.09820")
public record OneCycleMomentum(
    @Hyperparameter(value = "first and last momentum μ⁺", range = "[0, 1]") double high,
    @Hyperparameter(value = "momentum μ⁻ at the peak of the rate", range = "[0, 1]") double low,
    @Hyperparameter(value = "length N", range = "[1, inf)", unit = "steps or epochs") long length,
    @Hyperparameter(value = "fraction p of the cycle that goes down", range = "[0, 1)")
        double warmupFraction,
    @Hyperparameter("shape of every phase") Annealing annealing,
    @Hyperparameter("whether the cycle comes back to μ⁺ as fast as it fell") boolean threePhases,
    @Hyperparameter("the clock that t and N are in") Unit unit)
    implements Schedule, OneCycleMomentumWithers {

  public OneCycleMomentum {
    Hyperparameters.checkThat(
        OneCycleMomentum.class,
        new OneCycleLaw(length, warmupFraction, annealing, threePhases).fits(),
        "warmupFraction must be at most 0.5 where the phases are three, but is " + warmupFraction,
        high,
        low,
        length,
        warmupFraction,
        annealing,
        threePhases,
        unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param high μ⁺, in [0, 1]
   * @param low μ⁻, in [0, 1]
   * @param length N, at least 1
   * @param warmupFraction p, the fraction of the cycle that goes down: from 0 to below 1, at most
   *     0.5 with three phases
   * @param annealing the shape of every phase
   * @param threePhases whether the cycle comes back to μ⁺ as fast as it fell, and stays there
   */
  public OneCycleMomentum(
      double high,
      double low,
      long length,
      double warmupFraction,
      Annealing annealing,
      boolean threePhases) {
    this(high, low, length, warmupFraction, annealing, threePhases, Unit.STEPS);
  }

  /** PyTorch's: 0.95 to 0.85 in 300 of 1000 steps and back in the rest, in cosines. */
  public OneCycleMomentum() {
    this(0.95, 0.85, 1_000, 0.3, Annealing.COSINE, false, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    return new OneCycleLaw(length, warmupFraction, annealing, threePhases)
        .at(unit.count(step, epoch), high, low, high);
  }
}
