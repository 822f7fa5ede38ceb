package com.example.plugin;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * REX, the reflected exponential: falls slowly at first and fastest at the end.
 *
 * <pre>
 * z = 1 − t/N                       for t &lt; N, then 0
 * η(t) = η₀ z / (½ + ½ z)
 * </pre>
 *
 * <p>Chen, Wolfe &amp; Kyrillidis (2022), <i>REX: Revisiting Budgeted Training with an Improved
 * Schedule</i>, section 4. It is monotone from η₀ to 0 and continuous at N.
 *
 * <p>PyTorch, Keras, optax and DL4J have none.
 *
 * <pre>{@code
 * new Rex(0.1, 10_000, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param initial η₀
 * @param length N
 * @param unit the clock that t and N are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "rex",
    summary = "Falls slowly at first and fastest at the end.",
    citation =
        "Chen, Wolfe & Kyrillidis (2022), REX: Revisiting Budgeted Training with an Improved Schedule",
    link = "https://arxiv.org/abs/2107.04197")
public record Rex(
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter(value = "length N", range = "[1, inf)", unit = "steps or epochs") long length,
    @Hyperparameter("the clock that t and N are in") Unit unit)
    implements Schedule {

  public Rex {
    Hyperparameters.check(Rex.class, initial, length, unit);
  }

  /** From 0.01 to 0 within 10000 steps. */
  public Rex() {
    this(0.01, 10_000, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    double z = Math.max(0, 1 - (double) unit.count(step, epoch) / length);
    return initial * z / (0.5 + 0.5 * z);
  }
}
