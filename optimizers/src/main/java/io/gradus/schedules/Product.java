package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;
import java.util.List;

/**
 * The product of schedules that run in parallel.
 *
 * <pre>
 * η = f₁ f₂ ⋯ fₙ
 * </pre>
 *
 * <p>PyTorch (2021), {@code ChainedScheduler}, which multiplies the factors of its schedulers into
 * one base rate. Every factor reads its own clock; the product follows steps if one factor does.
 *
 * <pre>{@code
 * Schedule.Unit epochs = Schedule.Unit.EPOCHS;
 * new Product(List.of(new Exponential(0.1, 0.9, epochs), new Linear(0.1, 1, 5, epochs)))
 * }</pre>
 *
 * @param factors at least one
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "product",
    aliases = "chained",
    summary = "The product of schedules that run in parallel.",
    citation = "PyTorch (2021), ChainedScheduler",
    link =
        "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html")
public record Product(
    @Hyperparameter(value = "factors f", range = "[0, inf)") List<Schedule> factors)
    implements Schedule, ProductWithers {

  public Product {
    Hyperparameters.checkThat(
        Product.class,
        factors == null || !factors.isEmpty(),
        "factors must be at least one, but there is none",
        factors);
    factors = List.copyOf(factors);
  }

  /** The constant 1. */
  public Product() {
    this(List.of(Schedule.constant(1)));
  }

  @Override
  public double at(long step, long epoch) {
    double product = 1;
    for (Schedule factor : factors) {
      product *= factor.at(step, epoch);
    }
    return product;
  }

  /**
   * The clock of the factors.
   *
   * @return epochs if all of them follow epochs, else steps
   */
  @Override
  public Unit unit() {
    return factors.stream().allMatch(factor -> factor.unit() == Unit.EPOCHS)
        ? Unit.EPOCHS
        : Unit.STEPS;
  }
}
