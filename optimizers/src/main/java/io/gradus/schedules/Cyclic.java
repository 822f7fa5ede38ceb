package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * Cyclical rates: up and down in straight lines forever.
 *
 * <pre>
 * η(t) = η₀ + (η⁺ − η₀) h s
 *
 * h = t′/U            for t′ &lt; U     t′ = t mod (U + D)
 *   = (U + D − t′)/D  from t′ = U on
 *
 * s = 1               triangular
 *   = 2⁻ⁱ             triangular2     i = ⌊t/(U + D)⌋
 *   = aᵗ              exp-range
 * </pre>
 *
 * <p>Smith (2017), <i>Cyclical Learning Rates for Training Neural Networks</i>, with halves that
 * may be unequal. A triangular half is monotone. It is continuous and has no end; for its momentum
 * put η₀ above η⁺.
 *
 * <p>PyTorch ({@code CyclicLR}) has this law; its aᵗ also counts from the start of training, not of
 * the cycle.
 *
 * <pre>{@code
 * new Cyclic(0.001, 0.006, 2000, 2000, Cyclic.Mode.TRIANGULAR2, 1, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param initial η₀, the value at both ends of a cycle, at least 0
 * @param peak η⁺, the value in between, at least 0
 * @param up U, at least 1
 * @param down D, at least 1
 * @param mode how the height of a cycle shrinks
 * @param gamma a, above 0 and at most 1; used by exp-range only
 * @param unit the clock that t, U and D are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "cyclic",
    summary = "Goes up and down in straight lines forever.",
    citation = "Smith (2017), Cyclical Learning Rates for Training Neural Networks",
    link = "https://doi.org/10.1109/WACV.2017.58")
public record Cyclic(
    @Hyperparameter(value = "value η₀ at both ends of a cycle", range = "[0, inf)") double initial,
    @Hyperparameter(value = "peak η⁺", range = "[0, inf)") double peak,
    @Hyperparameter(value = "length U of the way up", range = "[1, inf)", unit = "steps or epochs")
        long up,
    @Hyperparameter(
            value = "length D of the way down",
            range = "[1, inf)",
            unit = "steps or epochs")
        long down,
    @Hyperparameter("how the height of a cycle shrinks") Mode mode,
    @Hyperparameter(value = "factor a of exp-range", range = "(0, 1]") double gamma,
    @Hyperparameter("the clock that t, U and D are in") Unit unit)
    implements Schedule, CyclicWithers {

  public Cyclic {
    Hyperparameters.check(Cyclic.class, initial, peak, up, down, mode, gamma, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, the value at both ends of a cycle, at least 0
   * @param peak η⁺, the value in between, at least 0
   * @param up U, at least 1
   * @param down D, at least 1
   * @param mode how the height of a cycle shrinks
   * @param gamma a, above 0 and at most 1; used by exp-range only
   */
  public Cyclic(double initial, double peak, long up, long down, Mode mode, double gamma) {
    this(initial, peak, up, down, mode, gamma, Unit.STEPS);
  }

  /** Triangles between 0.001 and 0.006, 2000 steps up and 2000 down; a = 0.99994. */
  public Cyclic() {
    this(0.001, 0.006, 2_000, 2_000, Mode.TRIANGULAR, 0.99994, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    long t = unit.count(step, epoch);
    double cycle = (double) up + down;
    double since = t % cycle;
    double height = since < up ? since / up : (cycle - since) / down;
    double scale =
        switch (mode) {
          case TRIANGULAR -> 1;
          case TRIANGULAR2 -> Math.pow(2, -Math.floor(t / cycle));
          case EXP_RANGE -> Math.pow(gamma, t);
        };
    return Annealing.LINEAR.between(initial, peak, height * scale);
  }

  /** How the height of a cycle shrinks. */
  public enum Mode {
    /** It stays. */
    TRIANGULAR,
    /** It halves from one cycle to the next. */
    TRIANGULAR2,
    /** It shrinks by a factor at every tick of the clock. */
    EXP_RANGE
  }
}
