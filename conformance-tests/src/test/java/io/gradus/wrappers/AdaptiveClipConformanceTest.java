package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import io.gradus.kernel.Kernel;
import io.gradus.kernel.Memory;
import io.gradus.kernel.Operands;
import io.gradus.kernel.Tensors;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdaptiveClipConformanceTest extends OptimizerConformance<AdaptiveClip> {

  @Override
  protected List<AdaptiveClip> optimizers() {
    return List.of(
        new AdaptiveClip(),
        new AdaptiveClip(new Momentum(0.1), 0.3),
        new AdaptiveClip(new Adam(0.1), 0.2, 10),
        new AdaptiveClip(new Sgd(0.1), 5));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.COUPLES_ELEMENTS, Trait.SPREADS_BAD_ELEMENTS);
  }

  /** Equation 3 of Brock et al.; the parameters lead to one unit. */
  @Override
  protected Outcome closedForm(AdaptiveClip clip, ElementStep s) {
    double norm = Math.sqrt(s.gradients().stream().mapToDouble(g -> g * g).sum());
    double weights = Math.sqrt(s.parameters().stream().mapToDouble(w -> w * w).sum());
    double greatest = clip.clipFactor() * Math.max(weights, clip.epsilon());
    double g = norm > greatest ? s.gradient() * greatest / norm : s.gradient();
    return Inner.step(clip.inner(), s, g, s.age());
  }

  @Test
  @DisplayName("Each unit is clipped by its own weights, those of 0 by ε")
  void byUnit() {
    ReferenceExecutor run =
        new ReferenceExecutor(new AdaptiveClip(new Sgd(1.0), 0.5, 0.25), Precision.DOUBLE, 6);
    run.rowLength(2);
    assertThat(run.step(new double[] {6, 8, 6, 8, 6, 8}, new double[] {3, 4, 30, 40, 0, 0}))
        .containsExactly(new double[] {1.5, 2, 6, 8, 0.075, 0.1}, within(1e-15));
  }

  @Test
  @DisplayName("A tensor of biases is one unit")
  void biases() {
    Memory g = Memory.of(6.0, 8);
    Tensors tensors = new Tensors(List.of(new Tensors.Tensor(2, false)));
    new Kernel(new AdaptiveClip(new Sgd(1.0), 0.5), Precision.DOUBLE)
        .step(new Operands(g, Memory.of(3.0, 4), List.of(), g, tensors), 1, 0, 0);
    assertThat(new double[] {g.get(0), g.get(1)}).containsExactly(1.5, 2);
  }
}
