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
 * AccSGD: accelerated SGD, a short step pulled towards the average of long ones.
 *
 * <pre>
 * b = ξ k² / κ                      k the small constant
 * w ← (1 − b) w + b (θ − (κ η / k) g)
 * θ ← a (θ − η g) + (1 − a) w,      a = k / (k + b)
 * </pre>
 *
 * <p>The state is d = w − θ, initially 0, so the rule needs no parameters:
 *
 * <pre>
 * d ← (1 − b) d − ξ k η g
 * u = a η g − (1 − a) d,  d ← d + u
 * </pre>
 *
 * <p>Kidambi, Netrapalli, Jain &amp; Kakade (2018), <i>On the Insufficiency of Existing Momentum
 * Schemes for Stochastic Optimization</i>, ASGD, with κ the ratio of the long step to the short and
 * ξ ≤ √κ the statistical advantage. No ε, no bias correction, no decay.
 *
 * <p>PyTorch, Keras, optax and DL4J do not have it; PyTorch's {@code ASGD} is averaged, not
 * accelerated. The authors' code keeps w, with the same k = 0.7.
 *
 * <pre>{@code
 * new AccSgd().withLearningRate(0.1).withKappa(100.0)
 * }</pre>
 *
 * @param learningRate η
 * @param kappa κ
 * @param xi ξ
 * @param smallConst k
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "accsgd",
    summary = "A short gradient step pulled towards the average of long ones.",
    citation =
        "Kidambi et al. (2018), On the Insufficiency of Existing Momentum Schemes for Stochastic Optimization, ASGD",
    link = "https://arxiv.org/abs/1803.05591")
public record AccSgd(
    @Hyperparameter(value = "learning rate η, the short step", range = "[0, inf)")
        Schedule learningRate,
    @Hyperparameter(value = "ratio κ of the long step to the short", range = "[1, inf)")
        double kappa,
    @Hyperparameter(value = "statistical advantage ξ, at most √κ", range = "(0, inf)") double xi,
    @Hyperparameter(value = "small constant k", range = "(0, 1]") double smallConst)
    implements GradientOptimizer, AccSgdWithers {

  public AccSgd {
    Hyperparameters.checkThat(
        AccSgd.class,
        xi * xi <= kappa,
        "xi must be at most the square root of kappa",
        learningRate,
        kappa,
        xi,
        smallConst);
  }

  /**
   * With the authors' κ, ξ and k.
   *
   * @param learningRate η, a constant
   */
  public AccSgd(double learningRate) {
    this(Schedule.constant(learningRate), 1_000, 10, 0.7);
  }

  /** η = 0.01, κ = 1000, ξ = 10, k = 0.7. */
  public AccSgd() {
    this(0.01);
  }

  @Override
  public Expr update(Step step) {
    double eta = learningRate.at(step);
    double b = xi * smallConst * smallConst / kappa;
    double a = smallConst / (smallConst + b);
    Expr g = step.gradient();
    Slot d = step.slot("d");
    d.set(d.value().times(1 - b).minus(g.times(xi * smallConst * eta)));
    Expr u = g.times(a * eta).minus(d.value().times(1 - a));
    d.add(u);
    return u;
  }
}
