package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * Cosine annealing that restarts again and again, more slowly each time.
 *
 * <pre>
 * η(t) = η₁ + (η₀ − η₁) (1 + cos(π t′/Tᵢ)) / 2,   Tᵢ = T₀ mⁱ
 * </pre>
 *
 * <p>t′ is the time since the last restart, and restart i + 1 comes Tᵢ after restart i. Loshchilov
 * &amp; Hutter (2017), <i>SGDR: Stochastic Gradient Descent with Warm Restarts</i>, equation 5.
 * Within a period it is monotone from η₀ towards η₁; each restart begins at η₀ again, so η₁ itself
 * is never reached. It has no end.
 *
 * <p>PyTorch ({@code CosineAnnealingWarmRestarts}) has this law: T_0 is T₀, T_mult is m, eta_min is
 * η₁. Keras ({@code CosineDecayRestarts}) can also lower η₀ at every restart.
 *
 * <pre>{@code
 * new CosineRestarts(0.1, 0, 10, 2, Schedule.Unit.EPOCHS)
 * }</pre>
 *
 * @param initial η₀, at least 0
 * @param end η₁, at least 0
 * @param period T₀, at least 1
 * @param growth m, a whole number of at least 1
 * @param unit the clock that t and T₀ are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "cosine-restarts",
    aliases = "sgdr",
    summary = "Cosine annealing that restarts after growing periods.",
    citation =
        "Loshchilov & Hutter (2017), SGDR: Stochastic Gradient Descent with Warm Restarts, equation 5",
    link = "https://arxiv.org/abs/1608.03983")
public record CosineRestarts(
    @Hyperparameter(value = "initial value η₀ of every period", range = "[0, inf)") double initial,
    @Hyperparameter(value = "last value η₁ of every period", range = "[0, inf)") double end,
    @Hyperparameter(value = "first period T₀", range = "[1, inf)", unit = "steps or epochs")
        long period,
    @Hyperparameter(value = "growth m of every period over the last", range = "[1, inf)")
        int growth,
    @Hyperparameter("the clock that t and T₀ are in") Unit unit)
    implements Schedule, CosineRestartsWithers {

  public CosineRestarts {
    Hyperparameters.check(CosineRestarts.class, initial, end, period, growth, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, at least 0
   * @param end η₁, at least 0
   * @param period T₀, at least 1
   * @param growth m, a whole number of at least 1
   */
  public CosineRestarts(double initial, double end, long period, int growth) {
    this(initial, end, period, growth, Unit.STEPS);
  }

  /** From 0.01 to 0 within 1000 steps, then within 2000, 4000 and so on. */
  public CosineRestarts() {
    this(0.01, 0, 1_000, 2, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    double length = period;
    double since = unit.count(step, epoch);
    if (growth == 1) {
      since %= length;
    }
    while (since >= length) {
      since -= length;
      length *= growth;
    }
    return Annealing.COSINE.between(initial, end, since / length);
  }
}
