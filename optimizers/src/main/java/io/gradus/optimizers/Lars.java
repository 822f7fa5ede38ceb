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
 * LARS: momentum, with a rate for each tensor in proportion to the ratio of its weights' norm to
 * its gradient's.
 *
 * <pre>
 * ρ = κ ‖θ‖ / (‖g‖ + λ ‖θ‖)             per tensor; 1 where a norm is 0
 * ρ = κ ‖θ‖ / ‖g + λ θ‖                 with {@code normOfSum}
 * v ← μ v + η ρ (g + λ θ)
 * u = v
 * </pre>
 *
 * <p>You, Gitman &amp; Ginsburg (2017), <i>Large Batch Training of Convolutional Networks</i>,
 * algorithm 1, which calls the rate γ and the trust coefficient η, here κ. The rate is inside the
 * momentum. Where the weights are all 0, the paper's ρ is 0, so they stay 0; here, as in optax, it
 * is 1. Reads the parameter and whole tensors. Biases and normalization parameters are commonly
 * exempt from the decay and from ρ: {@code weightsOnly}.
 *
 * <p>It is designed for batches of thousands: in a small batch the norm of the gradient is mostly
 * noise, and so is ρ. In the race, with batches of 32, it needs more epochs than the others.
 *
 * <p>optax divides by the norm of the sum, {@code normOfSum}, has λ = 0 by default and exempts
 * nothing without a mask. PyTorch, Keras and DL4J do not have it.
 *
 * <pre>{@code
 * new Lars(10)
 * }</pre>
 *
 * @param learningRate η
 * @param momentum μ
 * @param weightDecay λ
 * @param trustCoefficient κ
 * @param normOfSum whether the divisor is the norm of gradient and decay together
 * @param weightsOnly whether biases and normalization parameters take a plain momentum step, where
 *     the host can tell them from weights
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "lars",
    summary = "Momentum with a rate for each tensor, from its norm and its gradient's.",
    citation =
        "You, Gitman & Ginsburg (2017), Large Batch Training of Convolutional Networks, algorithm 1",
    link = "https://arxiv.org/abs/1708.03888")
public record Lars(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "momentum μ", range = "[0, 1)") Schedule momentum,
    @Hyperparameter(value = "strength λ of the decay", range = "[0, inf)") Schedule weightDecay,
    @Hyperparameter(value = "trust coefficient κ", range = "(0, inf)") double trustCoefficient,
    @Hyperparameter("whether the divisor is the norm of gradient and decay together")
        boolean normOfSum,
    @Hyperparameter("whether biases and normalization parameters are exempt") boolean weightsOnly)
    implements GradientOptimizer, LarsWithers {

  public Lars {
    Hyperparameters.check(
        Lars.class, learningRate, momentum, weightDecay, trustCoefficient, normOfSum, weightsOnly);
  }

  /**
   * The paper's μ, λ and κ.
   *
   * @param learningRate η, a constant
   */
  public Lars(double learningRate) {
    this(
        Schedule.constant(learningRate),
        Schedule.constant(0.9),
        Schedule.constant(5e-4),
        1e-3,
        false,
        true);
  }

  /** η = 1, μ = 0.9, λ = 5e-4, κ = 0.001, biases and normalization parameters exempt. */
  public Lars() {
    this(1);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr theta = step.parameter();
    double lambda = weightDecay.at(step);
    Expr decayed = g.plus((weightsOnly ? theta.times(step.isWeight()) : theta).times(lambda));
    Expr norm = theta.norm();
    Expr divisor = normOfSum ? decayed.norm() : g.norm().plus(norm.times(lambda));
    Expr rho = TrustRatio.of(step, norm.times(trustCoefficient), divisor, weightsOnly);
    Slot v = step.slot("v");
    return v.set(
        v.value()
            .times(momentum.at(step))
            .plus(decayed.scaledBy(rho).times(learningRate.at(step))));
  }
}
