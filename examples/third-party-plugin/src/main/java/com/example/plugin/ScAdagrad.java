package com.example.plugin;

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
 * SC-Adagrad: a rate for every parameter that falls with its squared gradients, not with their
 * root.
 *
 * <pre>
 * v ← v + g²
 * δ = ξ₂ exp(−ξ₁ v)
 * u = η g / (v + δ)
 * </pre>
 *
 * <p>Mukkamala &amp; Hein (2017), <i>Variants of RMSProp and Adagrad with Logarithmic Regret
 * Bounds</i>, algorithm SC-Adagrad, with the δ of its experiments on deep networks. δ stands where
 * other rules have ε, and vanishes as v grows. No bias correction, no decay of the weights.
 *
 * <p>PyTorch, Keras, optax and DL4J have none; the authors' own optimizer for Keras agrees.
 *
 * <pre>{@code
 * new ScAdagrad().withLearningRate(0.1)
 * }</pre>
 *
 * @param learningRate η
 * @param xi1 ξ₁
 * @param xi2 ξ₂
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "sc-adagrad",
    summary = "Gradients divided by the sum of their squares.",
    citation =
        "Mukkamala & Hein (2017), Variants of RMSProp and Adagrad with Logarithmic Regret Bounds",
    link = "https://arxiv.org/abs/1706.05507")
public record ScAdagrad(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate ξ₁ of δ", range = "[0, inf)") double xi1,
    @Hyperparameter(value = "greatest δ, ξ₂", range = "(0, inf)") double xi2)
    implements GradientOptimizer {

  public ScAdagrad {
    Hyperparameters.check(ScAdagrad.class, learningRate, xi1, xi2);
  }

  /** η = 0.01, ξ₁ = 0.1, ξ₂ = 0.1. */
  public ScAdagrad() {
    this(Schedule.constant(0.01), 0.1, 0.1);
  }

  @Override
  public Expr update(Step step) {
    Expr v = step.slot("v").add(step.gradient().square()); // v ← v + g²
    Expr delta = v.times(-xi1).exp().times(xi2); // δ = ξ₂ exp(−ξ₁ v)
    return step.gradient().times(learningRate.at(step)).div(v.plus(delta)); // u = η g / (v + δ)
  }
}
