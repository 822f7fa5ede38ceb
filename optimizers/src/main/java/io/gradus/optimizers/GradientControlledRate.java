package io.gradus.optimizers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;

/**
 * Gradient descent with a rate for each parameter that falls faster the larger its gradients are.
 *
 * <pre>
 * r ← r / (1 + c √|g|)             from 1
 * u = η r g
 * </pre>
 *
 * <p>The gradient-controlled rate α ← α / (1 + α_cf √|g|), with c = α_cf, α = η r and α₀ = η; after
 * the rates of Duchi, Hazan &amp; Singer (2011), <i>Adaptive Subgradient Methods for Online
 * Learning and Stochastic Optimization</i>, which never rise either. The rates fall without limit:
 * by a factor of e when c Σ√|g| reaches 1, so c should be of the order of one over the number of
 * steps. No ε, no bias correction, no decay.
 *
 * <p>PyTorch, Keras, optax and DL4J have no such algorithm.
 *
 * <pre>{@code
 * new GradientControlledRate().withControlStrength(1e-4)
 * }</pre>
 *
 * @param learningRate η
 * @param controlStrength c
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "gradient-controlled-rate",
    aliases = "gradient-controlled",
    summary = "Gradient descent at rates that fall faster the larger the gradients are.",
    citation =
        "After Duchi, Hazan & Singer (2011), Adaptive Subgradient Methods for Online Learning and Stochastic Optimization",
    link = "https://jmlr.org/papers/v12/duchi11a.html")
public record GradientControlledRate(
    @Hyperparameter(value = "first learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "strength c of the gradient's control", range = "[0, inf)")
        double controlStrength)
    implements GradientOptimizer, GradientControlledRateWithers {

  public GradientControlledRate {
    Hyperparameters.check(GradientControlledRate.class, learningRate, controlStrength);
  }

  /**
   * The rate alone, with c = 0.001.
   *
   * @param learningRate η, a constant
   */
  public GradientControlledRate(double learningRate) {
    this(Schedule.constant(learningRate), 1e-3);
  }

  /** η = 0.1, c = 0.001. */
  public GradientControlledRate() {
    this(0.1);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Slot r = step.slot("r", 1);
    Expr rate = r.set(r.value().div(g.abs().sqrt().times(controlStrength).plus(1)));
    return g.times(rate).times(learningRate.at(step));
  }
}
