package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * Warm-up, stable, decay: a trapezoid.
 *
 * <pre>
 * η₀ → η⁺ within W, in a straight line
 * η⁺      for S
 * η⁺ → η₁ within D, in a straight line or a cosine, then η₁
 * </pre>
 *
 * <p>Hu et al. (2024), <i>MiniCPM: Unveiling the Potential of Small Language Models with Scalable
 * Training Strategies</i>, section 4: the stable phase can be prolonged, and any of its points
 * continued by a decay, without knowing the end beforehand; the shape of the decay is left open.
 * Each phase is monotone, and they meet.
 *
 * <p>Hugging Face and pytorch_optimizer have it ({@code get_wsd_schedule}); PyTorch needs three
 * schedulers in a row.
 *
 * <pre>{@code
 * new WarmupStableDecay(
 *     0, 0.01, 0.001, 1000, 80_000, 10_000, Annealing.LINEAR, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param initial η₀, at least 0
 * @param peak η⁺, at least 0
 * @param end η₁, at least 0
 * @param warmupSteps W, at least 1
 * @param stable S, at least 1
 * @param decaySteps D, at least 1
 * @param annealing the shape of the decay
 * @param unit the clock that t, W, S and D are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "warmup-stable-decay",
    aliases = "wsd",
    summary = "Rises in a straight line, stays, and decays at the end.",
    citation =
        "Hu et al. (2024), MiniCPM: Unveiling the Potential of Small Language Models with Scalable Training Strategies, section 4",
    link = "https://arxiv.org/abs/2404.06395")
public record WarmupStableDecay(
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter(value = "stable value η⁺", range = "[0, inf)") double peak,
    @Hyperparameter(value = "last value η₁", range = "[0, inf)") double end,
    @Hyperparameter(value = "length W of the warm-up", range = "[1, inf)", unit = "steps or epochs")
        long warmupSteps,
    @Hyperparameter(
            value = "length S of the stable phase",
            range = "[1, inf)",
            unit = "steps or epochs")
        long stable,
    @Hyperparameter(value = "length D of the decay", range = "[1, inf)", unit = "steps or epochs")
        long decaySteps,
    @Hyperparameter("shape of the decay") Annealing annealing,
    @Hyperparameter("the clock that t, W, S and D are in") Unit unit)
    implements Schedule, WarmupStableDecayWithers {

  public WarmupStableDecay {
    Hyperparameters.check(
        WarmupStableDecay.class,
        initial,
        peak,
        end,
        warmupSteps,
        stable,
        decaySteps,
        annealing,
        unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, at least 0
   * @param peak η⁺, at least 0
   * @param end η₁, at least 0
   * @param warmupSteps W, at least 1
   * @param stable S, at least 1
   * @param decaySteps D, at least 1
   * @param annealing the shape of the decay
   */
  public WarmupStableDecay(
      double initial,
      double peak,
      double end,
      long warmupSteps,
      long stable,
      long decaySteps,
      Annealing annealing) {
    this(initial, peak, end, warmupSteps, stable, decaySteps, annealing, Unit.STEPS);
  }

  /** From 0 to 0.01 within 1000 steps, there for 8000, to 0.001 within 1000 more, linearly. */
  public WarmupStableDecay() {
    this(0, 0.01, 0.001, 1_000, 8_000, 1_000, Annealing.LINEAR, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    long t = unit.count(step, epoch);
    return t < warmupSteps
        ? Annealing.LINEAR.between(initial, peak, (double) t / warmupSteps)
        : annealing.between(peak, end, (double) (t - warmupSteps - stable) / decaySteps);
  }
}
