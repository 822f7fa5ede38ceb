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
 * Clipping by value: every element of the gradient is kept within ±c, before the inner rule sees
 * it.
 *
 * <pre>
 * g ← max(−c, min(c, g))
 * </pre>
 *
 * <p>Mikolov (2012), <i>Statistical Language Models Based on Neural Networks</i>, chapter 3. No ε,
 * no state. NaN stays NaN; an infinity becomes ±c.
 *
 * <p>PyTorch's {@code clip_grad_value_}, Keras's clipvalue, optax's {@code clip} and DL4J's {@code
 * ClipElementWiseAbsoluteValue} agree.
 *
 * <pre>{@code
 * new ClipValue(new Adam(), 0.5)
 * }</pre>
 *
 * @param inner the optimizer that sees the clipped gradient
 * @param clipValue c
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "clip-value",
    aliases = "clip-by-value",
    summary = "Keeps every element of the gradient within bounds.",
    citation = "Mikolov (2012), Statistical Language Models Based on Neural Networks, chapter 3",
    link = "https://www.fit.vut.cz/study/phd-thesis/283/.en")
public record ClipValue(
    @Hyperparameter("the optimizer that sees the clipped gradient") GradientOptimizer inner,
    @Hyperparameter(value = "maximum absolute value c of an element", range = "(0, inf)")
        double clipValue)
    implements GradientOptimizer, ClipValueWithers {

  public ClipValue {
    Hyperparameters.check(ClipValue.class, inner, clipValue);
  }

  /** c = 1 around gradient descent. */
  public ClipValue() {
    this(new Sgd(), 1);
  }

  @Override
  public Schedule learningRate() {
    return inner.learningRate();
  }

  @Override
  public Expr update(Step step) {
    return inner.update(step.inner("inner", step.gradient().clamp(-clipValue, clipValue)));
  }
}
