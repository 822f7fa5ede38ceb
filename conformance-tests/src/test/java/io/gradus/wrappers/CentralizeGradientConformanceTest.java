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

class CentralizeGradientConformanceTest extends OptimizerConformance<CentralizeGradient> {

  @Override
  protected List<CentralizeGradient> optimizers() {
    return List.of(
        new CentralizeGradient(),
        new CentralizeGradient(new Momentum(0.1)),
        new CentralizeGradient(new Adam(0.1)));
  }

  @Override
  protected Set<Trait> traits() {
    return Set.of(
        Trait.COUPLES_ELEMENTS,
        Trait.SPREADS_BAD_ELEMENTS,
        Trait.DOES_NOT_CONVERGE); // a single element is its own mean
  }

  /** Equation 1 of Yong et al.; the parameters lead to one unit. */
  @Override
  protected Outcome closedForm(CentralizeGradient centralize, ElementStep s) {
    double mean = s.gradients().stream().mapToDouble(g -> g).sum() / s.gradients().size();
    return Inner.step(centralize.inner(), s, s.gradient() - mean, s.age());
  }

  @Test
  @DisplayName("Each unit's weights lose their own mean")
  void byUnit() {
    ReferenceExecutor run =
        new ReferenceExecutor(new CentralizeGradient(new Sgd(1.0)), Precision.DOUBLE, 6);
    run.rowLength(3);
    assertThat(run.step(new double[] {1, 2, 6, -4, 0, 1}, null))
        .containsExactly(-2, -1, 3, -3, 1, 2);
  }

  @Test
  @DisplayName("Biases keep their gradient, though each is a unit's only one")
  void biases() {
    Memory g = Memory.of(1.0, 3, 5, 7, 9);
    Tensors tensors =
        new Tensors(List.of(new Tensors.Tensor(2, true, 2), new Tensors.Tensor(5, false)));
    new Kernel(new CentralizeGradient(new Sgd(1.0)), Precision.DOUBLE)
        .step(new Operands(g, null, List.of(), g, tensors), 1, 0, 0);
    assertThat(new double[] {g.get(0), g.get(1), g.get(2), g.get(3), g.get(4)})
        .containsExactly(-1, 1, 5, 7, 9);
  }

  @Test
  @DisplayName("The sum of each unit's weights stays as it was")
  void sumStays() {
    double[] theta = new double[3000];
    ReferenceExecutor run =
        new ReferenceExecutor(new CentralizeGradient(new Sgd(0.1)), Precision.DOUBLE, 3000);
    run.rowLength(1500);
    for (double[] gradient : Training.gradients(5, 3000, 11)) {
      double[] update = run.step(gradient, theta);
      for (int i = 0; i < theta.length; i++) {
        theta[i] -= update[i];
      }
    }
    double sum = 0;
    for (int i = 0; i < 1500; i++) {
      sum += theta[i];
    }
    assertThat(sum).isCloseTo(0, within(1e-11));
    assertThat(theta[0]).isNotZero();
  }
}
