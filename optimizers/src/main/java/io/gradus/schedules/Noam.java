package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * The inverse square root of the Transformer: a straight line up, then 1/√s.
 *
 * <pre>
 * η(t) = η⁺ min(s/W, √(W/s)),   s = t + 1
 * </pre>
 *
 * <p>Vaswani et al. (2017), <i>Attention Is All You Need</i>, equation 3, counts s from 1 and
 * writes d^−½ min(s^−½, s W^−1.5) with the width d of the model: the same with η⁺ = 1/√(d W). It
 * rises until the W-th value, t = W − 1, which is η⁺, then falls forever.
 *
 * <p>fairseq ({@code inverse_sqrt}) states η⁺ too, as its learning rate. PyTorch needs a {@code
 * LambdaLR}.
 *
 * <pre>{@code
 * new Noam(1 / Math.sqrt(512 * 4000), 4000, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param peak η⁺, at least 0
 * @param warmupSteps W, at least 1
 * @param unit the clock that t and W are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "noam",
    aliases = "inverse-sqrt",
    summary = "Rises in a straight line, then falls with the square root of the time.",
    citation = "Vaswani et al. (2017), Attention Is All You Need, equation 3",
    link = "https://arxiv.org/abs/1706.03762")
public record Noam(
    @Hyperparameter(value = "peak η⁺", range = "[0, inf)") double peak,
    @Hyperparameter(value = "length W of the warm-up", range = "[1, inf)", unit = "steps or epochs")
        long warmupSteps,
    @Hyperparameter("the clock that t and W are in") Unit unit)
    implements Schedule, NoamWithers {

  public Noam {
    Hyperparameters.check(Noam.class, peak, warmupSteps, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param peak η⁺, at least 0
   * @param warmupSteps W, at least 1
   */
  public Noam(double peak, long warmupSteps) {
    this(peak, warmupSteps, Unit.STEPS);
  }

  /** The paper's base model: d = 512, so η⁺ = 1/√(512 · 4000), and W = 4000 steps. */
  public Noam() {
    this(1 / Math.sqrt(512 * 4_000), 4_000, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    double s = unit.count(step, epoch) + 1.0;
    return peak * Math.min(s / warmupSteps, Math.sqrt(warmupSteps / s));
  }
}
