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
import io.gradus.optimizers.Adam;

/**
 * Decoupled weight decay: the parameter shrinks in addition to the inner rule's step, which never
 * sees the decay.
 *
 * <pre>
 * u = inner(g) + η λ θ     scaled
 * u = inner(g) + λ θ       not scaled
 * u likewise, where inner sees (1 − η λ) θ or (1 − λ) θ for θ      shrunk first
 * </pre>
 *
 * <p>Loshchilov &amp; Hutter (2019), <i>Decoupled Weight Decay Regularization</i>, algorithms 1 and
 * 2. There the schedule's multiplier multiplies the decay and the rate α does not: leave the decay
 * unscaled and pass that multiplier times λ as the schedule of {@code weightDecay}. θ is the
 * parameter before the step. For decay through the gradient see {@code coupled-decay}.
 *
 * <p>PyTorch's AdamW, Keras's {@code weight_decay} of every optimizer and optax's {@code
 * add_decayed_weights} before the rate are scaled; by default their λ is 0.01, 0.004 and 1e-4.
 * PyTorch and Keras shrink the parameter first and then step. Around a rule that does not read the
 * parameter, such as Adam, that is the same up to rounding. Around one that does, such as LAMB and
 * FTRL, or that averages it, it is not: {@code shrinkFirst} is Keras's order. optax passes the
 * inner rule the parameter before the step. DL4J's {@code weightDecay(c)} of a layer is this with λ
 * = c, scaled where {@code applyLR} is set, as it is by default, and with {@code weightsOnly}.
 *
 * <pre>{@code
 * new DecoupledDecay(new Adam(), 0.01)
 * }</pre>
 *
 * @param inner the optimizer whose step is left unchanged
 * @param weightDecay λ
 * @param scaledByRate whether η multiplies the decay
 * @param weightsOnly whether biases and normalization parameters are exempt, where the host can
 *     tell them from weights
 * @param shrinkFirst whether the inner optimizer sees the parameter already shrunk
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "decoupled-decay",
    summary = "Shrinks the parameter in addition to the inner optimizer's step.",
    citation =
        "Loshchilov & Hutter (2019), Decoupled Weight Decay Regularization, algorithms 1 and 2",
    link = "https://arxiv.org/abs/1711.05101")
public record DecoupledDecay(
    @Hyperparameter("the optimizer whose step is left unchanged") GradientOptimizer inner,
    @Hyperparameter(value = "strength λ of the decay", range = "[0, inf)") Schedule weightDecay,
    @Hyperparameter("whether the learning rate multiplies the decay") boolean scaledByRate,
    @Hyperparameter("whether biases and normalization parameters are exempt") boolean weightsOnly,
    @Hyperparameter("whether the inner optimizer sees the parameter already shrunk")
        boolean shrinkFirst)
    implements GradientOptimizer, DecoupledDecayWithers {

  public DecoupledDecay {
    Hyperparameters.check(
        DecoupledDecay.class, inner, weightDecay, scaledByRate, weightsOnly, shrinkFirst);
  }

  /**
   * The inner optimizer sees the parameter before the step.
   *
   * @param inner the optimizer whose step is left unchanged
   * @param weightDecay λ
   * @param scaledByRate whether η multiplies the decay
   * @param weightsOnly whether biases and normalization parameters are exempt
   */
  public DecoupledDecay(
      GradientOptimizer inner, Schedule weightDecay, boolean scaledByRate, boolean weightsOnly) {
    this(inner, weightDecay, scaledByRate, weightsOnly, false);
  }

  /**
   * A constant decay, scaled by the learning rate.
   *
   * @param inner the optimizer whose step is left unchanged
   * @param weightDecay λ, a constant
   */
  public DecoupledDecay(GradientOptimizer inner, double weightDecay) {
    this(inner, Schedule.constant(weightDecay), true, false);
  }

  /** λ = 0.01, scaled by the learning rate, around Adam. */
  public DecoupledDecay() {
    this(new Adam(), 0.01);
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    double lambda = weightDecay.at(step) * (scaledByRate ? learningRate().at(step) : 1);
    Expr theta = weightsOnly ? step.parameter().times(step.isWeight()) : step.parameter();
    Expr loss = theta.times(lambda);
    Expr g = step.gradient();
    Step seen =
        shrinkFirst ? step.inner("inner", g, step.parameter().minus(loss)) : step.inner("inner", g);
    return inner.update(seen).plus(loss);
  }
}
