package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggMoConformanceTest extends OptimizerConformance<AggMo> {

  @Override
  protected List<AggMo> optimizers() {
    return List.of(
        new AggMo(),
        new AggMo(Schedule.constant(0.01), List.of(0.5)),
        new AggMo(Schedule.constant(0.01), List.of(0.0, 0.5, 0.75, 0.875)));
  }

  /** The mean velocity as K gradients and what the velocities bring along. */
  @Override
  protected Outcome closedForm(AggMo aggMo, ElementStep s) {
    int count = aggMo.dampings().size();
    Outcome state = Outcome.of(0);
    double kept = 0;
    for (int i = 0; i < count; i++) {
      double carried = aggMo.dampings().get(i) * s.slot("v" + (i + 1), 0);
      kept += carried;
      state = state.with("v" + (i + 1), carried + s.gradient());
    }
    return new Outcome(s.learningRate() * (s.gradient() + kept / count), state.state());
  }

  @Test
  void refusesNoDampingsAndBadOnes() {
    assertThatThrownBy(() -> new AggMo().with("dampings", List.of()))
        .isInstanceOf(InvalidHyperparametersException.class)
        .hasMessageContaining("dampings must be at least one");
    assertThatThrownBy(() -> new AggMo().with("dampings", List.of(0.9, 1.0)))
        .isInstanceOf(InvalidHyperparametersException.class)
        .hasMessageContaining("dampings[1] must be in [0, 1)");
  }
}
