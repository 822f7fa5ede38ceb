package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * Step decay: α ← K α every N.
 *
 * <pre>
 * η(t) = η₀ K^⌊t/N⌋
 * </pre>
 *
 * <p>Jia et al. (2014), <i>Caffe: Convolutional Architecture for Fast Feature Embedding</i>, policy
 * "step". The new value holds from t = N on. It has no end, and it never rises where K ≤ 1.
 *
 * <p>PyTorch ({@code StepLR}) and DL4J ({@code StepSchedule}) have this law; so has the staircase
 * of Keras's and optax's exponential decay.
 *
 * <pre>{@code
 * new StepDecay(0.1, 0.1, 30, Schedule.Unit.EPOCHS)
 * }</pre>
 *
 * @param initial η₀, at least 0
 * @param factor K, above 0
 * @param length N, at least 1
 * @param unit the clock that t and N are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "step-decay",
    aliases = "step",
    summary = "Multiplies the value by a factor at regular intervals.",
    citation =
        "Jia et al. (2014), Caffe: Convolutional Architecture for Fast Feature Embedding, policy step",
    link = "https://doi.org/10.1145/2647868.2654889")
public record StepDecay(
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter(value = "factor K of every interval", range = "(0, inf)") double factor,
    @Hyperparameter(value = "interval N", range = "[1, inf)", unit = "steps or epochs") long length,
    @Hyperparameter("the clock that t and N are in") Unit unit)
    implements Schedule, StepDecayWithers {

  public StepDecay {
    Hyperparameters.check(StepDecay.class, initial, factor, length, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, at least 0
   * @param factor K, above 0
   * @param length N, at least 1
   */
  public StepDecay(double initial, double factor, long length) {
    this(initial, factor, length, Unit.STEPS);
  }

  /** η₀ = 0.1, K = 0.1, N = 10000 steps. */
  public StepDecay() {
    this(0.1, 0.1, 10_000, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    long intervals = unit.count(step, epoch) / length;
    return initial * Math.pow(factor, intervals);
  }
}
