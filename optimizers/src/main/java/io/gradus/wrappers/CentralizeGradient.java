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
 * Gradient centralization: the mean of the gradient of the weights that feed one unit is subtracted
 * before the inner rule sees it.
 *
 * <pre>
 * gᵢ ← gᵢ − mean(gᵢ)        gᵢ: the gradient of the weights of unit i
 * </pre>
 *
 * <p>Yong, Huang, Hua &amp; Zhang (2020), <i>Gradient Centralization: A New Optimization Technique
 * for Deep Neural Networks</i>, equation 1: for every output of a dense layer over its inputs, for
 * every filter of a convolution over its inputs and its window. Biases and normalization parameters
 * are left alone. It needs a host that knows the rows of its tensors.
 *
 * <p>The gradient of a unit with a single weight is its own mean: it becomes 0, and only a decay
 * moves the weight. A layer of such units, such as a dense layer with one input, does not learn
 * within this wrapper.
 *
 * <p>The authors' code and optax's {@code centralize} average over all axes but the first. In
 * PyTorch's layouts, {@code [out, in, …]}, these are the same sets; in JAX's, {@code [in, out]} and
 * {@code [kernel…, in, out]}, optax subtracts the mean over the units. Keras and DL4J do not have
 * it.
 *
 * <pre>{@code
 * new CentralizeGradient(new Adam())
 * }</pre>
 *
 * @param inner the optimizer that sees the centralized gradient
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "centralize-gradient",
    aliases = "gradient-centralization",
    summary = "Subtracts the mean from the gradient of each unit's weights.",
    citation =
        "Yong, Huang, Hua & Zhang (2020), Gradient Centralization: A New Optimization Technique for Deep Neural Networks, equation 1",
    link = "https://doi.org/10.1007/978-3-030-58452-8_37")
public record CentralizeGradient(
    @Hyperparameter("the optimizer that sees the centralized gradient") GradientOptimizer inner)
    implements GradientOptimizer, CentralizeGradientWithers {

  public CentralizeGradient {
    Hyperparameters.check(CentralizeGradient.class, inner);
  }

  /** Around gradient descent. */
  public CentralizeGradient() {
    this(new Sgd());
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr centralized = Expr.where(step.isWeight(), g.minus(g.rowMean()), g);
    return inner.update(step.inner("inner", centralized));
  }
}
