package io.gradus.optimizers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Step;

/**
 * M-SVAG: momentum, damped where the gradients that it averages disagree.
 *
 * <pre>
 * m ← β m + (1 − β) g
 * v ← β v + (1 − β) g²
 * m̂ = m / (1 − βᵗ)
 * v̂ = v / (1 − βᵗ)
 * ρ = (1 − β) (1 + βᵗ) / ((1 + β) (1 − βᵗ))
 * s = (v̂ − m̂²) / (1 − ρ)            0 at the first step
 * u = η m̂ · m̂² / (m̂² + ρ s)        0 where m̂ is
 * </pre>
 *
 * <p>Balles &amp; Hennig (2018), <i>Dissecting Adam: The Sign, Magnitude and Variance of Stochastic
 * Gradients</i>, M-SVAG; η is left open. No ε: the factor lies in [0, 1]. Both averages are
 * bias-corrected by the age t of the state. Rounding can make v̂ − m̂² negative; it counts as 0
 * then. No decay.
 *
 * <p>PyTorch, Keras, optax and DL4J do not have it. The authors' code bounds ρ by 0.999, which
 * matters only at the first step, where s is 0. pytorch_optimizer divides by βᵗ where the paper has
 * 1 − βᵗ.
 *
 * <pre>{@code
 * new MSvag().withLearningRate(0.1)
 * }</pre>
 *
 * @param learningRate η
 * @param beta β
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "msvag",
    aliases = "m-svag",
    summary = "Momentum, damped where the gradients that it averages disagree.",
    citation =
        "Balles & Hennig (2018), Dissecting Adam: The Sign, Magnitude and Variance of Stochastic Gradients, M-SVAG",
    link = "https://arxiv.org/abs/1705.07774")
public record MSvag(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β of both averages", range = "(0, 1)") double beta)
    implements GradientOptimizer, MSvagWithers {

  public MSvag {
    Hyperparameters.check(MSvag.class, learningRate, beta);
  }

  /**
   * With β = 0.9.
   *
   * @param learningRate η, a constant
   */
  public MSvag(double learningRate) {
    this(Schedule.constant(learningRate), 0.9);
  }

  /** η = 0.01, β = 0.9. */
  public MSvag() {
    this(0.01);
  }

  @Override
  public Expr update(Step step) {
    double power = Math.pow(beta, step.age());
    Expr g = step.gradient();
    Expr m = step.slot("m").ema(beta, g).div(1 - power);
    Expr v = step.slot("v").ema(beta, g.square()).div(1 - power);
    if (step.age() == 1) {
      return m.times(learningRate.at(step));
    }
    double rho = (1 - beta) * (1 + power) / ((1 + beta) * (1 - power));
    Expr square = m.square();
    Expr variance = v.minus(square).max(0).div(1 - rho);
    Expr all = square.plus(variance.times(rho));
    Expr factor = Expr.where(all.equalTo(0), all, square.div(all));
    return factor.times(m).times(learningRate.at(step));
  }
}
