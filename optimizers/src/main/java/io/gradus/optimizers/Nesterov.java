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
 * Nesterov's accelerated gradient.
 *
 * <p>The look-ahead form evaluates the gradient where the velocity is about to carry the parameter:
 *
 * <pre>
 * v ← μ v + η ∇f(θ − μ v),   θ ← θ − v
 * </pre>
 *
 * <p>A network evaluates its gradient at the parameters that it holds. Let it hold the shifted
 * point φ = θ − μ v; the same iteration written for φ, with g = ∇f(φ), is
 *
 * <pre>
 * rate inside:   v ← μ v + η g,   u = μ v + η g
 * rate outside:  v ← μ v + g,     u = η (g + μ v)
 * </pre>
 *
 * <p>The two are equal while η is constant. Sutskever, Martens, Dahl &amp; Hinton (2013), <i>On the
 * importance of initialization and momentum in deep learning</i>, equations 3 and 4, shifted: the
 * rate inside. No ε, no bias correction.
 *
 * <p>PyTorch and optax have the rate outside; Keras and DL4J ({@code Nesterovs}) inside.
 *
 * <pre>{@code
 * new Nesterov().withLearningRate(0.1)
 * }</pre>
 *
 * @param learningRate η
 * @param momentum μ
 * @param ratePlacement whether η multiplies what enters the buffer or what leaves it
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "nesterov",
    aliases = {"nesterovs", "nag"},
    summary = "Momentum whose gradient is evaluated where the velocity is about to lead.",
    citation =
        "Sutskever et al. (2013), On the importance of initialization and momentum in deep learning, equations 3 and 4",
    link = "https://proceedings.mlr.press/v28/sutskever13.html")
public record Nesterov(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "momentum μ", range = "[0, 1]") Schedule momentum,
    @Hyperparameter("whether η multiplies what enters the velocity or what leaves it")
        RatePlacement ratePlacement)
    implements GradientOptimizer, NesterovWithers {

  public Nesterov {
    Hyperparameters.check(Nesterov.class, learningRate, momentum, ratePlacement);
  }

  /**
   * Sutskever's form.
   *
   * @param learningRate η, a constant
   * @param momentum μ, a constant
   */
  public Nesterov(double learningRate, double momentum) {
    this(Schedule.constant(learningRate), Schedule.constant(momentum), RatePlacement.INSIDE);
  }

  /**
   * Sutskever's form with μ = 0.9.
   *
   * @param learningRate η, a constant
   */
  public Nesterov(double learningRate) {
    this(learningRate, 0.9);
  }

  /** η = 0.01, μ = 0.9, rate inside. */
  public Nesterov() {
    this(0.01);
  }

  @Override
  public Expr update(Step step) {
    double eta = learningRate.at(step);
    double mu = momentum.at(step);
    boolean inside = ratePlacement == RatePlacement.INSIDE;
    Slot v = step.slot("v");
    Expr g = inside ? step.gradient().times(eta) : step.gradient();
    Expr velocity = v.set(v.value().times(mu).plus(g));
    Expr ahead = velocity.times(mu).plus(g);
    return inside ? ahead : ahead.times(eta);
  }

  @Override
  public Map<Preset, Nesterov> presets() {
    Schedule rate = Schedule.constant(0.01);
    Schedule mu = Schedule.constant(0.9);
    return Map.of(
        Preset.PYTORCH, new Nesterov(Schedule.constant(1e-3), mu, RatePlacement.OUTSIDE),
        Preset.KERAS, new Nesterov(rate, mu, RatePlacement.INSIDE),
        Preset.DL4J, new Nesterov(Schedule.constant(0.1), mu, RatePlacement.INSIDE));
  }
}
