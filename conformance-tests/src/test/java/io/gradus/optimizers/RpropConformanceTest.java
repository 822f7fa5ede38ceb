package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.conformance.Capability;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RpropConformanceTest extends OptimizerConformance<Rprop> {

  @Override
  protected List<Rprop> optimizers() {
    return List.of(
        new Rprop(),
        new Rprop().presets().get(Preset.PYTORCH),
        new Rprop(Schedule.constant(0.5), 0.1, 0.4, 1.3, 0.09, 0.15));
  }

  @Override
  protected double statedState(String slot, int element) {
    return slot.equals("previous") ? 1 - element : super.statedState(slot, element);
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SCALE_INVARIANT);
  }

  /** iRprop⁻ as a table of cases. */
  @Override
  protected Outcome closedForm(Rprop rprop, ElementStep s) {
    double g = s.gradient();
    double before = s.slot("previous", 0);
    double size = s.slot("size", rprop.initialStep());
    boolean same = (g > 0 && before > 0) || (g < 0 && before < 0);
    boolean turned = (g > 0 && before < 0) || (g < 0 && before > 0);
    if (same) {
      size *= rprop.increase();
    } else if (turned) {
      size *= rprop.decrease();
    }
    size = Math.max(rprop.minimumStep(), Math.min(rprop.maximumStep(), size));
    double heeded = turned ? 0 : g;
    double update = heeded == 0 ? 0 : Math.copySign(s.learningRate() * size, g);
    return Outcome.of(update).with("previous", heeded).with("size", size);
  }

  @Test
  void refusesBoundsInTheWrongOrder() {
    assertThatThrownBy(() -> new Rprop().with("minimumStep", 60))
        .isInstanceOf(InvalidHyperparametersException.class)
        .hasMessageContaining("minimumStep must be at most maximumStep");
  }
}
