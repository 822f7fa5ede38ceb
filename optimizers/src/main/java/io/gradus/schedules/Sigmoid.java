package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * A sigmoid in time.
 *
 * <pre>
 * η(t) = η⁺ / (1 + exp(−γ (t − c)))
 * </pre>
 *
 * <p>Jia et al. (2014), <i>Caffe: Convolutional Architecture for Fast Feature Embedding</i>, policy
 * "sigmoid". It falls from below η⁺ towards 0 for γ &lt; 0, rises towards η⁺ for γ &gt; 0, and is
 * η⁺/2 at t = c. It has no end.
 *
 * <p>DL4J ({@code SigmoidSchedule}) has this law and calls c the step size.
 *
 * <pre>{@code
 * new Sigmoid(0.1, -0.01, 1000, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param peak η⁺, at least 0
 * @param steepness γ, any finite number
 * @param midpoint c, any finite number
 * @param unit the clock that t and c are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "sigmoid",
    summary = "Falls or rises along a sigmoid.",
    citation =
        "Jia et al. (2014), Caffe: Convolutional Architecture for Fast Feature Embedding, policy sigmoid",
    link = "https://doi.org/10.1145/2647868.2654889")
public record Sigmoid(
    @Hyperparameter(value = "upper bound η⁺", range = "[0, inf)") double peak,
    @Hyperparameter("steepness γ, negative for a decay") double steepness,
    @Hyperparameter(value = "time c of half the bound", unit = "steps or epochs") double midpoint,
    @Hyperparameter("the clock that t and c are in") Unit unit)
    implements Schedule, SigmoidWithers {

  public Sigmoid {
    Hyperparameters.check(Sigmoid.class, peak, steepness, midpoint, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param peak η⁺, at least 0
   * @param steepness γ, any finite number
   * @param midpoint c, any finite number
   */
  public Sigmoid(double peak, double steepness, double midpoint) {
    this(peak, steepness, midpoint, Unit.STEPS);
  }

  /** η⁺ = 0.01, γ = −0.005 a step, c = 1000 steps. */
  public Sigmoid() {
    this(0.01, -0.005, 1_000, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    return peak / (1 + Math.exp(-steepness * (unit.count(step, epoch) - midpoint)));
  }
}
