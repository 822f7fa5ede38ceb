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
 * Lazy Adam for sparse gradients: an element without a gradient keeps its moments and does not
 * move.
 *
 * <pre>
 * where g ≠ 0:
 *   m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 *   v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 *   u = η m̂ / (√v̂ + ε)
 * where g = 0: u = 0
 * </pre>
 *
 * <p>Kingma &amp; Ba (2015), <i>Adam: A Method for Stochastic Optimization</i>, algorithm 1,
 * applied lazily, as in PyTorch's {@code SparseAdam}: for embeddings, where a step sees only a few
 * rows. By default ε̂ (see {@link EpsilonPlacement#HAT}). Bias-corrected by the age t of the whole
 * state, not by how often the element was seen. No decay.
 *
 * <p>PyTorch leaves out the elements that a sparse gradient does not store; gradients here are
 * dense, and those that are exactly 0 are left out. Keras, optax and DL4J have no such algorithm.
 *
 * <pre>{@code
 * new SparseAdam().withLearningRate(0.01)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "sparse-adam",
    aliases = {"lazy-adam"},
    summary = "Adam that leaves the moments and the parameter alone where the gradient is zero.",
    citation =
        "Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, algorithm 1, lazily as PyTorch's SparseAdam",
    link = "https://arxiv.org/abs/1412.6980")
public record SparseAdam(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the first moment", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement)
    implements GradientOptimizer, SparseAdamWithers {

  public SparseAdam {
    Hyperparameters.check(SparseAdam.class, learningRate, beta1, beta2, epsilon, epsilonPlacement);
  }

  /**
   * PyTorch's form with Adam's decay rates and ε.
   *
   * @param learningRate η, a constant
   */
  public SparseAdam(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 1e-8, EpsilonPlacement.HAT);
  }

  /** η = 0.001, β₁ = 0.9, β₂ = 0.999, ε̂ = 1e-8. */
  public SparseAdam() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    double c1 = 1 - Math.pow(beta1, step.age());
    double c2 = 1 - Math.pow(beta2, step.age());
    Expr g = step.gradient();
    Expr unseen = g.equalTo(0);
    Expr m = lazily(unseen, step.slot("m"), beta1, g);
    Expr v = lazily(unseen, step.slot("v"), beta2, g.square());
    Expr root = epsilonPlacement.root(v.div(c2), epsilon, c2);
    Expr adam = m.div(c1).div(root).times(learningRate.at(step));
    return Expr.where(unseen, step.constant(0), adam);
  }

  private static Expr lazily(Expr unseen, Slot moment, double decay, Expr sample) {
    Expr before = moment.value();
    return moment.set(Expr.where(unseen, before, moment.ema(decay, sample)));
  }

  @Override
  public Map<Preset, SparseAdam> presets() {
    return Map.of(Preset.PYTORCH, new SparseAdam());
  }
}
