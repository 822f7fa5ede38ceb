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
 * NAdam: Adam with Nesterov momentum that grows over time.
 *
 * <pre>
 * μₜ = β₁ (1 − ½ · 0.96^(t ψ))
 * p ← p μₜ                         the slot muProduct, from 1
 * m ← β₁ m + (1 − β₁) g
 * v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 * m̄ = μₜ₊₁ m / (1 − p μₜ₊₁) + (1 − μₜ) g / (1 − p)
 * u = η m̄ / (√v̂ + ε)
 * </pre>
 *
 * <p>Dozat (2016), <i>Incorporating Nesterov Momentum into Adam</i>, algorithm 2 with the schedule
 * of its experiments. ε outside the root. Corrected by the products of μ, which have no closed form
 * and are therefore kept as state. No decay.
 *
 * <p>PyTorch follows the paper, ψ = 0.004, except for the single-tensor loop of 1.13, which
 * multiplied μₜ twice into the product of the first term (pytorch #92699); Gradus does not follow
 * it there. Keras: ψ = 1, ε = 1e-7. optax has no schedule: ψ = ∞. DL4J is {@link Form#SIMPLE} and
 * does not correct v, so its first step is about 60 η.
 *
 * <pre>{@code
 * new NAdam().withMomentumDecay(1)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 * @param momentumDecay ψ; ∞ for μ = β₁ at all times
 * @param form how m and g are combined and corrected
 * @param secondMomentCorrection whether v is bias-corrected
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "nadam",
    summary = "Adam with Nesterov momentum that grows over time.",
    citation = "Dozat (2016), Incorporating Nesterov Momentum into Adam, algorithm 2",
    link = "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ")
public record NAdam(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement,
    @Hyperparameter(value = "speed ψ at which the momentum grows to β₁", range = "[0, inf]")
        double momentumDecay,
    @Hyperparameter("how the moment and the gradient are combined and corrected") Form form,
    @Hyperparameter("whether the second moment is bias-corrected") boolean secondMomentCorrection)
    implements GradientOptimizer, NAdamWithers {

  /** How NAdam combines the first moment and the gradient. */
  public enum Form {
    /** The paper's. */
    DOZAT,
    /** m̄ = (β₁ m + (1 − β₁) g) / (1 − β₁ᵗ), without a schedule: Ruder (2016), DL4J. */
    SIMPLE
  }

  public NAdam {
    Hyperparameters.check(
        NAdam.class,
        learningRate,
        beta1,
        beta2,
        epsilon,
        epsilonPlacement,
        momentumDecay,
        form,
        secondMomentCorrection);
  }

  /**
   * The paper's form with its decay rates, ε and ψ.
   *
   * @param learningRate η, a constant
   */
  public NAdam(double learningRate) {
    this(Schedule.constant(learningRate), 1e-8, 0.004, Form.DOZAT, true);
  }

  /** η = 0.002, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 outside the root, ψ = 0.004. */
  public NAdam() {
    this(2e-3);
  }

  private NAdam(Schedule rate, double epsilon, double psi, Form form, boolean corrected) {
    this(rate, 0.9, 0.999, epsilon, EpsilonPlacement.OUTSIDE, psi, form, corrected);
  }

  @Override
  public Expr update(Step step) {
    double c2 = secondMomentCorrection ? 1 - Math.pow(beta2, step.age()) : 1;
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta1, g);
    Expr v = step.slot("v").ema(beta2, g.square());
    Expr ahead = form == Form.SIMPLE ? simple(step, m) : scheduled(step, m);
    return ahead.div(epsilonPlacement.root(v.div(c2), epsilon, c2)).times(learningRate.at(step));
  }

  private Expr simple(Step step, Expr m) {
    return m.times(beta1)
        .plus(step.gradient().times(1 - beta1))
        .div(1 - Math.pow(beta1, step.age()));
  }

  private Expr scheduled(Step step, Expr m) {
    double mu = mu(step.age());
    double next = mu(step.age() + 1);
    Slot product = step.slot("muProduct", 1);
    Expr p = product.set(product.value().times(mu));
    Expr one = step.constant(1);
    Expr moment = m.times(next).div(one.minus(p.times(next)));
    return moment.plus(step.gradient().times(1 - mu).div(one.minus(p)));
  }

  private double mu(long t) {
    return beta1 * (1 - 0.5 * Math.pow(0.96, t * momentumDecay));
  }

  @Override
  public Map<Preset, NAdam> presets() {
    Schedule small = Schedule.constant(1e-3);
    return Map.of(
        Preset.PYTORCH, new NAdam(Schedule.constant(2e-3), 1e-8, 0.004, Form.DOZAT, true),
        Preset.KERAS, new NAdam(small, 1e-7, 1, Form.DOZAT, true),
        Preset.DL4J, new NAdam(small, 1e-8, Double.POSITIVE_INFINITY, Form.SIMPLE, false));
  }
}
