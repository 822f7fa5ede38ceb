package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Precision;
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

class ClipGlobalNormConformanceTest extends OptimizerConformance<ClipGlobalNorm> {

  @Override
  protected List<ClipGlobalNorm> optimizers() {
    return List.of(
        new ClipGlobalNorm(),
        new ClipGlobalNorm(new Sgd(0.1), 0.3),
        new ClipGlobalNorm(new Momentum(0.1), 1.5, 1e-6),
        new ClipGlobalNorm(new Adam(0.1), 0.6, 0.5));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(Trait.COUPLES_ELEMENTS, Trait.SPREADS_BAD_ELEMENTS);
  }

  /** Algorithm 1 of Pascanu, Mikolov & Bengio; the parameters are the network. */
  @Override
  protected Outcome closedForm(ClipGlobalNorm clip, ElementStep s) {
    double squares = s.gradients().stream().mapToDouble(g -> g * g).sum();
    double norm = Math.sqrt(squares) + clip.epsilon();
    double g = norm > clip.maxNorm() ? s.gradient() * clip.maxNorm() / norm : s.gradient();
    return Inner.step(clip.inner(), s, g, s.age());
  }

  @Test
  @DisplayName("All tensors are shortened by one factor, that of the network")
  void oneFactor() {
    Memory g = Memory.of(3.0, 4, 12);
    Tensors tensors =
        new Tensors(List.of(new Tensors.Tensor(2, true), new Tensors.Tensor(3, true)));
    new Kernel(new ClipGlobalNorm(new Sgd(1.0), 26), Precision.DOUBLE)
        .step(new Operands(g, null, List.of(), g, tensors), 1, 0, 0, 52); // others are longer
    assertThat(new double[] {g.get(0), g.get(1), g.get(2)}).containsExactly(1.5, 2, 6);
  }

  @Test
  @DisplayName("Within a wrapper that changes the gradient it is refused")
  void notWithin() {
    ClipGlobalNorm clip = new ClipGlobalNorm();
    assertThat(Training.inDouble(new ClipGlobalNorm(new ClipValue(clip.inner(), 1), 1), 1).step(3))
        .containsExactly(0.01);
    assertThatThrownBy(() -> Training.inDouble(new CoupledDecay(clip, 0.1), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("put the rule that asks for the norm outside");
  }
}
