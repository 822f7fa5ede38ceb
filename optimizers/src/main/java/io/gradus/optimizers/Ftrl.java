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
 * FTRL-Proximal: AdaGrad as "follow the regularized leader", with weights that are exactly 0.
 *
 * <pre>
 * n ← n + g²                        n₀ the initial accumulator
 * q = (β + nᵖ) / η + λ₂
 * z = g + 2 κ θ + c − q θ
 * c ← min(max(z, −λ₁), λ₁)
 * θ ← (c − z) / q                   exactly 0 where |z| ≤ λ₁
 * </pre>
 *
 * <p>McMahan et al. (2013), <i>Ad Click Prediction: a View from the Trenches</i>, algorithm 1, with
 * p = ½ and κ = 0. That algorithm keeps z = Σ (g − σ θ); here c keeps the part of z that the weight
 * does not determine, which loses no digits. While η is constant the two are equal; when it
 * changes, the weights stay where they are, as with σ = 1/ηₜ − 1/ηₜ₋₁ in that paper. A step at a
 * rate of 0 does nothing. No ε other than β, no bias correction. λ₂ pulls towards 0 as a penalty
 * that is solved for, κ as one that is differentiated. The rule needs the parameters.
 *
 * <p>The algorithm begins with z = 0, where all weights are 0. Those of a network are not, so by
 * default c₀ = −λ₁ sign θ, and the weights stay until a gradient moves them. With {@code
 * startsAtZero} the state is z, starting at 0, and the weights follow from it alone: the first step
 * discards the initial weights, and every later step discards what others, such as a decay, have
 * done to them.
 *
 * <pre>
 * σ = ((n + g²)ᵖ − nᵖ) / η,   n ← n + g²
 * z ← z + g + 2 κ θ − σ θ
 * θ ← (min(max(z, −λ₁), λ₁) − z) / q
 * </pre>
 *
 * <p>Keras has the latter: η = 0.001, β = 0, p = ½, n₀ = 0.1; its l2 is ½ λ₂, its shrinkage κ.
 * Since q has the rate of the present step and z those of all earlier steps, its weights shrink as
 * η falls. A rate of 0 gives NaN there. Its {@code weight_decay} is {@code decoupled-decay} with
 * {@code shrinkFirst}. PyTorch, optax and DL4J do not have it.
 *
 * <pre>{@code
 * new Ftrl().withLambda1(0.01)
 * }</pre>
 *
 * @param learningRate η
 * @param beta β
 * @param power p
 * @param initialAccumulator n₀
 * @param lambda1 λ₁
 * @param lambda2 λ₂
 * @param shrinkage κ
 * @param startsAtZero whether the state begins as if all weights were 0 and alone determines the
 *     weights
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "ftrl",
    aliases = "ftrl-proximal",
    summary = "Follows the regularized leader, with a rate for each weight and exact zeros.",
    citation = "McMahan et al. (2013), Ad Click Prediction: a View from the Trenches, algorithm 1",
    link = "https://doi.org/10.1145/2487575.2488200")
public record Ftrl(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "β, added to the root", range = "[0, inf)") double beta,
    @Hyperparameter(value = "power p of the sum of squares", range = "[0, inf)") double power,
    @Hyperparameter(value = "first value n₀ of the sum of squares", range = "[0, inf)")
        double initialAccumulator,
    @Hyperparameter(value = "strength λ₁ of the L1 penalty", range = "[0, inf)") double lambda1,
    @Hyperparameter(value = "strength λ₂ of the L2 penalty", range = "[0, inf)") double lambda2,
    @Hyperparameter(value = "strength κ of the shrinkage", range = "[0, inf)") double shrinkage,
    @Hyperparameter("whether the state begins as if all weights were 0") boolean startsAtZero)
    implements GradientOptimizer, FtrlWithers {

  public Ftrl {
    Hyperparameters.checkThat(
        Ftrl.class,
        beta + initialAccumulator > 0,
        "beta or initialAccumulator must be greater than 0",
        learningRate,
        beta,
        power,
        initialAccumulator,
        lambda1,
        lambda2,
        shrinkage,
        startsAtZero);
  }

  /**
   * The paper's β = 1 without penalties, from the weights as they are.
   *
   * @param learningRate η, a constant
   */
  public Ftrl(double learningRate) {
    this(Schedule.constant(learningRate), 1, 0.5, 0, 0, 0, 0, false);
  }

  /** η = 0.1, β = 1, p = ½, n₀ = 0, no penalties, from the weights as they are. */
  public Ftrl() {
    this(0.1);
  }

  @Override
  public Expr update(Step step) {
    double eta = learningRate.at(step);
    Expr g = step.gradient();
    Expr theta = step.parameter();
    Slot n = step.slot("n", initialAccumulator);
    Slot state = step.slot(startsAtZero ? "z" : "c");
    if (eta == 0) {
      return g.times(0);
    }
    Expr before = n.value();
    Expr root = root(n.add(g.square()));
    Expr q = root.plus(beta).div(eta).plus(lambda2);
    Expr push = g.plus(theta.times(2 * shrinkage));
    if (startsAtZero) {
      Expr sigma = growth(g, root(before), root).div(eta);
      Expr z = state.add(push.minus(sigma.times(theta)));
      return theta.minus(z.clamp(-lambda1, lambda1).minus(z).div(q));
    }
    if (step.age() == 1) {
      state.set(theta.sign().times(-lambda1));
    }
    Expr pull = push.plus(state.value());
    Expr z = pull.minus(q.times(theta));
    Expr kept = state.set(z.clamp(-lambda1, lambda1));
    return Expr.where(kept.equalTo(z), theta, pull.minus(kept).div(q)); // θ − (c − z) / q
  }

  /** (n + g²)ᵖ − nᵖ; for roots g² / (√(n + g²) + √n), which is equal and avoids cancellation. */
  private Expr growth(Expr g, Expr before, Expr root) {
    if (power != 0.5) {
      return root.minus(before);
    }
    return Expr.where(root.equalTo(0), root, g.square().div(root.plus(before)));
  }

  private Expr root(Expr sum) {
    return power == 0.5 ? sum.sqrt() : sum.pow(power);
  }

  @Override
  public Map<Preset, Ftrl> presets() {
    return Map.of(Preset.KERAS, new Ftrl(Schedule.constant(1e-3), 0, 0.5, 0.1, 0, 0, 0, true));
  }
}
