package io.gradus.wrappers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Step;
import io.gradus.optimizers.Sgd;

/**
 * Coupled weight decay: the gradient of the penalty ½ λ ‖θ‖² is added to that of the objective
 * before the inner rule sees it.
 *
 * <pre>
 * g ← g + λ θ
 * </pre>
 *
 * <p>Krogh &amp; Hertz (1991), <i>A Simple Weight Decay Can Improve Generalization</i>, equation 4.
 * An adaptive rule scales the penalty as it scales the gradient; for decay that it does not scale
 * see {@code decoupled-decay}. PyTorch's {@code weight_decay} is this one, except for AdamW,
 * Adafactor and Muon, and where {@code decoupled_weight_decay} is set. DL4J's {@code l2(c)} is this
 * one with λ = c and {@code weightsOnly}.
 *
 * <pre>{@code
 * new CoupledDecay(new Adam(), 1e-4)
 * }</pre>
 *
 * @param inner the optimizer that sees the changed gradient
 * @param weightDecay λ
 * @param weightsOnly whether biases and normalization parameters are exempt, where the host can
 *     tell them from weights
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "coupled-decay",
    aliases = {"l2"},
    summary = "Adds the gradient of an L2 penalty before the inner optimizer sees it.",
    citation = "Krogh & Hertz (1991), A Simple Weight Decay Can Improve Generalization, equation 4",
    link =
        "https://proceedings.neurips.cc/paper/1991/hash/8eefcfdf5990e441f0fb6f3fad709e21-Abstract.html")
public record CoupledDecay(
    @Hyperparameter("the optimizer that sees the changed gradient") GradientOptimizer inner,
    @Hyperparameter(value = "strength λ of the decay", range = "[0, inf)") Schedule weightDecay,
    @Hyperparameter("whether biases and normalization parameters are exempt") boolean weightsOnly)
    implements GradientOptimizer, CoupledDecayWithers {

  public CoupledDecay {
    Hyperparameters.check(CoupledDecay.class, inner, weightDecay, weightsOnly);
  }

  /**
   * A constant decay.
   *
   * @param inner the optimizer that sees the changed gradient
   * @param weightDecay λ, a constant
   */
  public CoupledDecay(GradientOptimizer inner, double weightDecay) {
    this(inner, Schedule.constant(weightDecay), false);
  }

  /** λ = 0.0001 around gradient descent. */
  public CoupledDecay() {
    this(new Sgd(), 1e-4);
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    Expr theta = weightsOnly ? step.parameter().times(step.isWeight()) : step.parameter();
    Expr penalty = theta.times(weightDecay.at(step));
    return inner.update(step.inner("inner", step.gradient().plus(penalty)));
  }
}
