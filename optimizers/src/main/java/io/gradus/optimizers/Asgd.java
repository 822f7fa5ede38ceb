package io.gradus.optimizers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import java.util.Map;
import java.util.Optional;

/**
 * Averaged gradient descent: gradient descent at a falling rate that also averages its iterates.
 *
 * <pre>
 * ηₜ = η / (1 + λ η (t − 1))^a              with the rate η of this step
 * ηₜ = η₋ / (1 + λ η₋ (t − 1))^a            late: with that of the previous step; η₁ = η
 * u = ηₜ (g + λ θ)
 * μₜ = 1 at t = 1, then 1 / max(1, t − 1 − t₀)
 * θ̄ ← θ̄ + μₜ (θ − u − θ̄)
 * </pre>
 *
 * <p>Polyak &amp; Juditsky (1992), <i>Acceleration of Stochastic Approximation by Averaging</i>,
 * with the rate and the weights of Xu (2011), <i>Towards Optimal One Pass Large Scale Learning with
 * Averaged Stochastic Gradient Descent</i>. The gradient is taken at θ, not at the average; the
 * average is the slot {@code average}, and the model is best evaluated there; what rounding removes
 * from it is kept in {@code average_rest}. Up to t₀ it is the parameter itself. λ is a penalty on
 * the parameter, so even a zero gradient moves it. No ε. Reads the parameter.
 *
 * <p>PyTorch's {@code ASGD} is this with a late rate: it computes ηₜ₊₁ at the end of step t, so a
 * change of the rate takes effect one step late. The average is in its state as {@code ax}. Keras,
 * optax and DL4J have no such algorithm.
 *
 * <p>To evaluate a DL4J network at its average: {@code Dl4j.averaged(network).evaluate(data)}.
 *
 * <pre>{@code
 * new Asgd().withLearningRate(0.1).withAveragingStart(1000)
 * }</pre>
 *
 * @param learningRate η
 * @param lambda λ
 * @param power a
 * @param averagingStart t₀
 * @param lateRate whether a step uses the rate of the previous step, which is then kept in the slot
 *     {@code next}
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "asgd",
    summary = "Gradient descent at a falling rate that keeps the average of its iterates.",
    citation =
        "Polyak & Juditsky (1992), Acceleration of Stochastic Approximation by Averaging; Xu (2011), Towards Optimal One Pass Large Scale Learning with Averaged Stochastic Gradient Descent",
    link = "https://doi.org/10.1137/0330046")
public record Asgd(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "strength λ of the penalty and of the rate's fall", range = "[0, inf)")
        double lambda,
    @Hyperparameter(value = "power a of the rate's fall", range = "[0, inf)") double power,
    @Hyperparameter(value = "step t₀ at which averaging begins", range = "[0, inf)", unit = "steps")
        long averagingStart,
    @Hyperparameter("whether a step uses the rate of the previous step") boolean lateRate)
    implements GradientOptimizer, AsgdWithers {

  public Asgd {
    Hyperparameters.check(Asgd.class, learningRate, lambda, power, averagingStart, lateRate);
  }

  /**
   * Each step uses its own rate.
   *
   * @param learningRate η
   * @param lambda λ
   * @param power a
   * @param averagingStart t₀
   */
  public Asgd(Schedule learningRate, double lambda, double power, long averagingStart) {
    this(learningRate, lambda, power, averagingStart, false);
  }

  /**
   * PyTorch's decay, power and start of the average.
   *
   * @param learningRate η, a constant
   */
  public Asgd(double learningRate) {
    this(Schedule.constant(learningRate), 1e-4, 0.75, 1_000_000);
  }

  /** η = 0.01, λ = 0.0001, a = 0.75, averaging after a million steps. */
  public Asgd() {
    this(0.01);
  }

  @Override
  public Optional<String> averagedWeights() {
    return Optional.of("average");
  }

  @Override
  public Expr update(Step step) {
    long taken = step.age() - 1;
    double eta = learningRate.at(step);
    double mu = 1.0 / Math.max(1, taken - averagingStart);
    Expr theta = step.parameter();
    Expr downhill = step.gradient().plus(theta.times(lambda));
    Expr u = downhill.times(fallen(eta, taken));
    if (lateRate) {
      Slot rate = step.slot("next");
      u = taken == 0 ? u : downhill.times(rate.value());
      rate.set(step.constant(fallen(eta, step.age())));
    }
    Expr next = theta.minus(u);
    Slot average = step.preciseSlot("average", 0);
    if (mu == 1) {
      average.set(next);
    } else {
      average.add(next.minus(average.value()).times(mu));
    }
    return u;
  }

  private double fallen(double eta, long taken) {
    return eta / Math.pow(1 + lambda * eta * taken, power);
  }

  @Override
  public Map<Preset, Asgd> presets() {
    return Map.of(Preset.PYTORCH, new Asgd(Schedule.constant(0.01), 1e-4, 0.75, 1_000_000, true));
  }
}
