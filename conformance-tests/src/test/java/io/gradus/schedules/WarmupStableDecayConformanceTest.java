package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;

import io.gradus.conformance.ScheduleConformance;
import java.util.List;

class WarmupStableDecayConformanceTest extends ScheduleConformance<WarmupStableDecay> {

  @Override
  protected List<WarmupStableDecay> schedules() {
    return List.of(
        new WarmupStableDecay(),
        new WarmupStableDecay(0.01, 0.5, 0.1, 3, 5, 7, Annealing.COSINE, EPOCHS));
  }

  /** Hu et al. (2024), section 4: up in a line, level, and down in a line or a cosine. */
  @Override
  protected double closedForm(WarmupStableDecay s, long step, long epoch) {
    double t = s.unit().count(step, epoch);
    if (t < s.warmupSteps()) {
      return s.initial() + (s.peak() - s.initial()) * t / s.warmupSteps();
    }
    double passed = Math.min(1, Math.max(0, (t - s.warmupSteps() - s.stable()) / s.decaySteps()));
    double gone = s.annealing() == Annealing.LINEAR ? passed : (1 - Math.cos(Math.PI * passed)) / 2;
    return s.peak() + (s.end() - s.peak()) * gone;
  }
}
