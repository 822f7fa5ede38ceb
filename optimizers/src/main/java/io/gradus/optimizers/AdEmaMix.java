package io.gradus.optimizers;

import static io.gradus.optimizers.EpsilonPlacement.guarded;

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
 * AdEMAMix: Adam with a second, very slow momentum alongside the first.
 *
 * <pre>
 * m₁ ← β₁ m₁ + (1 − β₁) g
 * m₂ ← b m₂ + (1 − b) g
 * v ← β₂ v + (1 − β₂) g²
 * u = η ((m₁ / (1 − β₁ᵗ) + a m₂) / (√(v / (1 − β₂ᵗ)) + ε) + λ θ)
 *
 * a = min(α t / T, α)
 * b = min(exp(ln β₁ ln β₃ / ((1 − t/T) ln β₃ + (t/T) ln β₁)), β₃)
 * </pre>
 *
 * <p>Pagliardini, Ablin &amp; Grangier (2024), <i>The AdEMAMix Optimizer: Better, Faster,
 * Older</i>, algorithm 1 and its schedulers of α and β₃, which make the slow momentum's half-life
 * grow linearly from that of β₁. T = 0 omits the warm-up: a = α, b = β₃. ε stands outside the root
 * of the corrected moment. m₁ and v are bias-corrected by the age t of the state, m₂ is not. The
 * decay is decoupled and scaled by η; without it the rule needs no parameters.
 *
 * <p>PyTorch, Keras and DL4J do not have it. optax accepts any schedules of α and β₃, which it
 * reads one step earlier. The authors' code has α = 2.
 *
 * <pre>{@code
 * new AdEmaMix().withWarmupSteps(10_000)
 * }</pre>
 *
 * @param learningRate η
 * @param beta1 β₁
 * @param beta2 β₂
 * @param beta3 β₃
 * @param alpha α
 * @param warmupSteps T; 0 for none
 * @param epsilon ε
 * @param weightDecay λ; 0 for none
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "ademamix",
    summary = "Adam with a second, very slow momentum alongside the first.",
    citation =
        "Pagliardini, Ablin & Grangier (2024), The AdEMAMix Optimizer: Better, Faster, Older, algorithm 1",
    link = "https://arxiv.org/abs/2409.03137")
public record AdEmaMix(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate β₁ of the fast momentum", range = "(0, 1)") double beta1,
    @Hyperparameter(value = "decay rate β₂ of the second moment", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "decay rate β₃ of the slow momentum", range = "(0, 1)") double beta3,
    @Hyperparameter(value = "weight α of the slow momentum", range = "[0, inf)") double alpha,
    @Hyperparameter(
            value = "length T of the warm-up of α and β₃; 0 for none",
            range = "[0, inf)",
            unit = "steps")
        long warmupSteps,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter(value = "strength λ of the decay; 0 for none", range = "[0, inf)")
        Schedule weightDecay)
    implements GradientOptimizer, AdEmaMixWithers {

  public AdEmaMix {
    Hyperparameters.check(
        AdEmaMix.class,
        learningRate,
        beta1,
        beta2,
        beta3,
        alpha,
        warmupSteps,
        epsilon,
        weightDecay);
  }

  /**
   * The paper's decay rates and α, without warm-up or decay.
   *
   * @param learningRate η, a constant
   */
  public AdEmaMix(double learningRate) {
    this(Schedule.constant(learningRate), 0.9, 0.999, 0.9999, 5, 0, 1e-8, Schedule.constant(0));
  }

  /** η = 0.001, β₁ = 0.9, β₂ = 0.999, β₃ = 0.9999, α = 5, no warm-up, ε = 1e-8, no decay. */
  public AdEmaMix() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    long t = step.age();
    Expr g = step.gradient();
    Expr fast = step.slot("m1").ema(beta1, g).div(1 - Math.pow(beta1, t));
    Expr slow = step.slot("m2").ema(slowDecay(t), g);
    Expr vHat = step.slot("v").ema(beta2, g.square()).div(1 - Math.pow(beta2, t));
    double weight = t < warmupSteps ? alpha * t / warmupSteps : alpha;
    Expr u = fast.plus(slow.times(weight)).div(guarded(vHat.sqrt().plus(epsilon), epsilon));
    if (!weightDecay.isAlways(0)) {
      u = u.plus(step.parameter().times(weightDecay.at(step)));
    }
    return u.times(learningRate.at(step));
  }

  /** The decay rate b of the slow momentum at step t. */
  private double slowDecay(long t) {
    if (t >= warmupSteps) {
      return beta3;
    }
    double x = (double) t / warmupSteps;
    double from = Math.log(beta1);
    double to = Math.log(beta3);
    return Math.min(Math.exp(from * to / ((1 - x) * to + x * from)), beta3);
  }
}
