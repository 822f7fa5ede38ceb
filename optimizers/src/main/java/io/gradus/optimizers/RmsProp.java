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
 * RMSProp: gradients divided by a running root mean square.
 *
 * <pre>
 * v ← ρ v + (1 − ρ) g²             v₀ the initial accumulator
 * d = v                            plain
 * ḡ ← ρ ḡ + (1 − ρ) g, d = v − ḡ²  centered
 * s = g / (√d + ε)
 * u = η s                          without momentum
 * b ← μ b + η s, u = b             with momentum, rate inside
 * b ← μ b + s,   u = η b           with momentum, rate outside
 * </pre>
 *
 * <p>Tieleman &amp; Hinton (2012), <i>Lecture 6.5: RMSProp</i>, slide 29: ρ = 0.9, no ε. Centered,
 * and with momentum: Graves (2013), <i>Generating Sequences With Recurrent Neural Networks</i>,
 * equations 38 to 41, the rate inside. By default ε stands outside the root; no bias correction.
 * Rounding can make v − ḡ² negative; it counts as 0 then.
 *
 * <p>PyTorch: ρ = 0.99, ε outside, rate outside. Keras: ε inside the root, rate inside. DL4J: ρ =
 * 0.95, ε outside, v₀ = ε (so change both), no momentum, not centered.
 *
 * <pre>{@code
 * new RmsProp().withCentered(true).withMomentum(0.9)
 * }</pre>
 *
 * @param learningRate η
 * @param rho ρ
 * @param momentum μ; 0 omits the momentum buffer
 * @param centered whether the squared mean is subtracted from the mean square
 * @param initialAccumulator v₀
 * @param epsilon ε
 * @param epsilonPlacement where ε stands
 * @param ratePlacement whether η multiplies what enters the momentum buffer or what leaves it
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "rmsprop",
    summary = "Gradients divided by their running root mean square.",
    citation =
        "Tieleman & Hinton (2012), Lecture 6.5: RMSProp; Graves (2013), Generating Sequences With Recurrent Neural Networks, equations 38-41",
    link = "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf")
public record RmsProp(
    @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "decay rate ρ of the mean square", range = "[0, 1)") double rho,
    @Hyperparameter(value = "momentum μ; 0 for none", range = "[0, 1)") Schedule momentum,
    @Hyperparameter("whether the squared mean is subtracted from the mean square") boolean centered,
    @Hyperparameter(value = "first value v₀ of the mean square", range = "[0, inf)")
        double initialAccumulator,
    @Hyperparameter(value = "ε, keeps the division from failing", range = "[0, inf)")
        double epsilon,
    @Hyperparameter("where ε stands") EpsilonPlacement epsilonPlacement,
    @Hyperparameter("whether η multiplies what enters the momentum buffer or what leaves it")
        RatePlacement ratePlacement)
    implements GradientOptimizer, RmsPropWithers {

  public RmsProp {
    Hyperparameters.check(
        RmsProp.class,
        learningRate,
        rho,
        momentum,
        centered,
        initialAccumulator,
        epsilon,
        epsilonPlacement,
        ratePlacement);
  }

  /**
   * The plain form with ρ = 0.9 and ε = 1e-8.
   *
   * @param learningRate η, a constant
   */
  public RmsProp(double learningRate) {
    this(
        Schedule.constant(learningRate),
        0.9,
        Schedule.constant(0),
        false,
        0,
        1e-8,
        EpsilonPlacement.OUTSIDE,
        RatePlacement.INSIDE);
  }

  /** η = 0.001, ρ = 0.9, no momentum, not centered, ε = 1e-8 outside the root. */
  public RmsProp() {
    this(1e-3);
  }

  @Override
  public Expr update(Step step) {
    double eta = learningRate.at(step);
    Expr g = step.gradient();
    Expr d = step.slot("v", initialAccumulator).ema(rho, g.square());
    if (centered) {
      Expr mean = step.slot("mean").ema(rho, g);
      d = d.minus(mean.square()).max(0);
    }
    Expr scaled = g.div(epsilonPlacement.root(d, epsilon, 1));
    if (momentum.isAlways(0)) {
      return scaled.times(eta);
    }
    boolean inside = ratePlacement == RatePlacement.INSIDE;
    Slot b = step.slot("b");
    Expr velocity =
        b.set(b.value().times(momentum.at(step)).plus(inside ? scaled.times(eta) : scaled));
    return inside ? velocity : velocity.times(eta);
  }

  @Override
  public Map<Preset, RmsProp> presets() {
    RmsProp outside = new RmsProp(0.01).withRatePlacement(RatePlacement.OUTSIDE);
    EpsilonPlacement inside = EpsilonPlacement.INSIDE;
    return Map.of(
        Preset.PYTORCH, outside.withRho(0.99),
        Preset.KERAS, new RmsProp().withEpsilon(1e-7).withEpsilonPlacement(inside),
        Preset.DL4J, new RmsProp(0.1).withRho(0.95).withInitialAccumulator(1e-8));
  }
}
