package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;

/**
 * Polynomial decay.
 *
 * <pre>
 * η(t) = η₁ + (η₀ − η₁) (1 − t/N)ᵖ   for t &lt; N, then η₁
 * </pre>
 *
 * <p>Chen, Papandreou, Kokkinos, Murphy &amp; Yuille (2018), <i>DeepLab: Semantic Image
 * Segmentation with Deep Convolutional Nets, Atrous Convolution, and Fully Connected CRFs</i>,
 * policy "poly", with η₁ = 0 and p = 0.9. It is monotone from η₀ to η₁ and continuous at N.
 *
 * <p>PyTorch ({@code PolynomialLR}) has η₁ = 0; Keras and optax have this law. DL4J's {@code
 * PolySchedule} has 1 + t/N in place of 1 − t/N: it grows, then drops to 0.
 *
 * <pre>{@code
 * new Polynomial(0.01, 0, 40_000, 0.9, Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param initial η₀, at least 0
 * @param end η₁, at least 0
 * @param length N, at least 1
 * @param power p, above 0
 * @param unit the clock that t and N are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "polynomial",
    aliases = "poly",
    summary = "Goes from one value to another along a power of the remaining time.",
    citation =
        "Chen et al. (2018), DeepLab: Semantic Image Segmentation with Deep Convolutional Nets, Atrous Convolution, and Fully Connected CRFs, policy poly",
    link = "https://doi.org/10.1109/TPAMI.2017.2699184")
public record Polynomial(
    @Hyperparameter(value = "initial value η₀", range = "[0, inf)") double initial,
    @Hyperparameter(value = "last value η₁", range = "[0, inf)") double end,
    @Hyperparameter(value = "length N", range = "[1, inf)", unit = "steps or epochs") long length,
    @Hyperparameter(value = "power p", range = "(0, inf)") double power,
    @Hyperparameter("the clock that t and N are in") Unit unit)
    implements Schedule, PolynomialWithers {

  public Polynomial {
    Hyperparameters.check(Polynomial.class, initial, end, length, power, unit);
  }

  /**
   * A schedule that counts steps.
   *
   * @param initial η₀, at least 0
   * @param end η₁, at least 0
   * @param length N, at least 1
   * @param power p, above 0
   */
  public Polynomial(double initial, double end, long length, double power) {
    this(initial, end, length, power, Unit.STEPS);
  }

  /** From 0.01 to 0 within 10000 steps, p = 0.9. */
  public Polynomial() {
    this(0.01, 0, 10_000, 0.9, Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    double left = Math.max(0, 1 - (double) unit.count(step, epoch) / length);
    return Annealing.LINEAR.between(end, initial, Math.pow(left, power));
  }
}
