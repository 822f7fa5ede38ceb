package io.gradus.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Schedule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kit's rules for schedules, on schedules that are wrong on purpose. */
class ScheduleKitTest {

  private static WrongSchedule.Fault fault;

  static final class Suite extends ScheduleConformance<WrongSchedule> {

    @Override
    protected List<WrongSchedule> schedules() {
      return List.of(
          new WrongSchedule(1, 0.01, 100, 1000, Schedule.Unit.STEPS, fault),
          new WrongSchedule(0.5, 0.1, 100, 900, Schedule.Unit.EPOCHS, fault));
    }

    @Override
    protected double closedForm(WrongSchedule s, long step, long epoch) {
      double t = s.clock().count(step, epoch);
      if (t <= s.warmup()) {
        return s.peak() * t / s.warmup();
      }
      double angle = Math.PI * Math.min(1, (t - s.warmup()) / s.length());
      return (s.peak() + s.trueEnd() + (s.peak() - s.trueEnd()) * Math.cos(angle)) / 2;
    }

    @Override
    protected Set<ScheduleTrait> traits() {
      return switch (fault) {
        case BOTH_CLOCKS_DECLARED_IN_VAIN -> Set.of(ScheduleTrait.FOLLOWS_BOTH_CLOCKS);
        case NEGATIVES_DECLARED_IN_VAIN -> Set.of(ScheduleTrait.GIVES_NEGATIVE);
        default -> Set.of();
      };
    }

    @Override
    protected ClassLoader loader() {
      return Kit.LOADER;
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("What is wrong breaks the rules that say so, and no others")
  void findsEveryFault(WrongSchedule.Fault wrong) {
    fault = wrong;
    assertThat(Kit.broken(Suite.class).keySet()).isEqualTo(wrong.rules());
  }

  @Test
  @DisplayName("A schedule that is not installed is found out")
  void findsWhatIsNotInstalled() {
    fault = WrongSchedule.Fault.NONE;
    assertThat(Kit.broken(NotInstalled.class)).containsOnlyKeys("S-5.1", "S-5.3");
  }

  static final class NotInstalled extends ScheduleConformance<WrongSchedule> {

    @Override
    protected List<WrongSchedule> schedules() {
      return List.of(new WrongSchedule());
    }

    @Override
    protected double closedForm(WrongSchedule s, long step, long epoch) {
      return new Suite().closedForm(s, step, epoch);
    }
  }

  /** 1 · 1/100 at time 1; counted from 1 it is 2/100. 10⁻¹² of it, and 10⁻¹⁵ of 59/100. */
  @Test
  @DisplayName("A failure says all that is known")
  void saysAll() {
    fault = WrongSchedule.Fault.COUNTED_FROM_ONE;
    assertThat(Kit.broken(Suite.class).get("S-6"))
        .contains(
            "S-6, WrongSchedule[peak=1.0, end=0.01, warmup=100, length=1000, clock=STEPS, "
                + "fault=COUNTED_FROM_ONE]: the value at step 1, epoch 0: "
                + "expected 0.01, but got 0.02 (tolerance ±1.059E-14)");
  }
}
