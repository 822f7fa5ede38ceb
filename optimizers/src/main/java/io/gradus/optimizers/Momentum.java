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

/**
 * Gradient descent with heavy-ball momentum.
 *
 * <pre>
 * rate inside:   v ← μ v + (1 − δ) η g,   u = v
 * rate outside:  v ← μ v + (1 − δ) g,     u = η v
 * </pre>
 *
 * <p>Polyak (1964), <i>Some methods of speeding up the convergence of iteration methods</i>,
 * equation 9: the rate inside, δ = 0. No ε, no bias correction.
 *
 * <p>PyTorch has the rate outside and does not dampen the first step, where v ← g. Keras has the
 * rate inside. DL4J has no heavy ball; its {@code Nesterovs} is {@link Nesterov}.
 *
 * <pre>{@code
 * new Momentum().withLearningRate(0.1).withMomentum(0.95)
 * }</pre>
 *
 * @param learningRate η
 * @param momentum μ
 * @param dampening δ
 * @param dampenFirstStep whether δ applies in the first step too
 * @param ratePlacement whether η multiplies what enters the buffer or what leaves it
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "momentum",
    aliases = {"heavy-ball", "sgd-momentum"},
    summary = "Gradient descent with a velocity that accumulates past gradients.",
    citation =
        "Polyak (1964), Some methods of speeding up the convergence of iteration methods, equation 9",
    link = "https://doi.org/10.1016/0041-5553(64)90137-5")
public record Momentum(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "momentum μ", range = "[0, 1]") Schedule momentum,
    @Hyperparameter(value = "dampening δ of the gradient", range = "[0, 1]") double dampening,
    @Hyperparameter("whether the dampening applies in the first step too") boolean dampenFirstStep,
    @Hyperparameter("whether η multiplies what enters the velocity or what leaves it")
        RatePlacement ratePlacement)
    implements GradientOptimizer, MomentumWithers {

  public Momentum {
    Hyperparameters.check(
        Momentum.class, learningRate, momentum, dampening, dampenFirstStep, ratePlacement);
  }

  /**
   * Polyak's form.
   *
   * @param learningRate η, a constant
   * @param momentum μ, a constant
   */
  public Momentum(double learningRate, double momentum) {
    this(
        Schedule.constant(learningRate),
        Schedule.constant(momentum),
        0,
        true,
        RatePlacement.INSIDE);
  }

  /**
   * Polyak's form with μ = 0.9.
   *
   * @param learningRate η, a constant
   */
  public Momentum(double learningRate) {
    this(learningRate, 0.9);
  }

  /** η = 0.01, μ = 0.9, no dampening, rate inside. */
  public Momentum() {
    this(0.01);
  }

  @Override
  public Expr update(Step step) {
    double eta = learningRate.at(step);
    boolean inside = ratePlacement == RatePlacement.INSIDE;
    boolean damped = step.age() > 1 || dampenFirstStep;
    Slot v = step.slot("v");
    Expr g = step.gradient().times((inside ? eta : 1) * (damped ? 1 - dampening : 1));
    Expr velocity = v.set(v.value().times(momentum.at(step)).plus(g));
    return inside ? velocity : velocity.times(eta);
  }

  @Override
  public Map<Preset, Momentum> presets() {
    Schedule rate = Schedule.constant(0.01);
    Schedule mu = Schedule.constant(0.9);
    return Map.of(
        Preset.PYTORCH, new Momentum(Schedule.constant(1e-3), mu, 0, false, RatePlacement.OUTSIDE),
        Preset.KERAS, new Momentum(rate, mu, 0, true, RatePlacement.INSIDE));
  }
}
