package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * Cosine annealing from one value to another, down or up.
 *
 * <pre>
 * η(t) = η₁ + (η₀ − η₁) (1 + cos(π t/N)) / 2   for t &lt; N, then η₁
 * </pre>
 *
 * <p>Loshchilov &amp; Hutter (2017), <i>SGDR: Stochastic Gradient Descent with Warm Restarts</i>,
 * equation 5, without a restart. It is monotone, level at both ends and continuous at N.
 *
 * <p>Keras and optax ({@code cosine_decay_schedule}) have this law with η₁ = α η₀. PyTorch's {@code
 * CosineAnnealingLR} turns around at N and rises again, with period 2N; to get that, append a
 * second Cosine from η₁ to η₀ with {@link Sequential}.
 *
 * <pre>{@code
 * new Cosine(0.1, 0, 10_000, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param initial η₀, at least 0
 * @param end η₁, at least 0
 * @param length N, at least 1
 * @param unit the clock that t and N are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "cosine",
    summary = "Goes from one value to another along half a period of a cosine.",
    citation =
        "Loshchilov & Hutter (2017), SGDR: Stochastic Gradient Descent with Warm Restarts, equation 5",
    link = "https://arxiv.org/abs/1608.03983")
public record Cosine(
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter(value = "last value η₁", range = "[0, inf)") double end,
    @Hyperparameter(value = "length N", range = "[1, inf)", unit = "steps or epochs") long length,
    @Hyperparameter("the clock that t and N are in") Unit unit)
    implements Schedule, CosineWithers {

  public Cosine {
    Hyperparameters.check(Cosine.class, initial, end, length, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, at least 0
   * @param end η₁, at least 0
   * @param length N, at least 1
   */
  public Cosine(double initial, double end, long length) {
    this(initial, end, length, Unit.STEPS);
  }

  /** From 0.01 to 0 within 10000 steps. */
  public Cosine() {
    this(0.01, 0, 10_000, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    double passed = (double) unit.count(step, epoch) / length;
    return Annealing.COSINE.between(initial, end, passed);
  }
}
