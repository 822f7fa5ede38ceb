package io.gradus.conformance.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.annotation.JsonProperty;

class WrongSchedulesTest {

  @ParameterizedTest
  @DisplayName("A schedule with one fault breaks the rule that is about it")
  @CsvSource({
    "REMEMBERS, S-1",
    "NAN_FAR_OUT, S-2",
    "FOLLOWS_THE_OTHER_CLOCK, S-3",
    "INFINITE_FAR_OUT, S-4",
    "NEGATIVE, S-8",
    "TWICE_AS_FAST, S-6",
    "ENDS_EARLY, S-7",
    "GROWS, D-2.1",
    "JUMPS, D-2.2",
    "CLONE_IS_ANOTHER, D-2.3",
    "EQUALS_IGNORES_THE_RATE, D-2.4",
    "JSON_LOSES_THE_RATE, D-2.5"
  })
  void breaksItsRule(Fault fault, String rule) {
    assertThat(subject(fault).check(Rules.of(rule)).failed()).isTrue();
  }

  @Test
  @DisplayName("A schedule without a fault breaks no rule, and every rule applies")
  void rightSchedule() {
    assertThat(subject(Fault.NONE).audit())
        .allSatisfy(
            finding ->
                assertThat(finding.verdict())
                    .as(finding.toString())
                    .isEqualTo(Finding.Verdict.PASS));
  }

  private static ScheduleSubject<Hyperbola> subject(Fault fault) {
    return ScheduleSubject.of(
            fault.name(), () -> List.of(new Hyperbola(0.1, fault), new Hyperbola(0.5, fault)))
        .withClock(hyperbola -> ScheduleType.ITERATION)
        .falling()
        .withClosedForm((hyperbola, iteration, epoch) -> hyperbola.rate / (1 + 0.01 * iteration));
  }

  enum Fault {
    NONE,
    REMEMBERS,
    NAN_FAR_OUT,
    FOLLOWS_THE_OTHER_CLOCK,
    INFINITE_FAR_OUT,
    NEGATIVE,
    TWICE_AS_FAST,
    ENDS_EARLY,
    GROWS,
    JUMPS,
    CLONE_IS_ANOTHER,
    EQUALS_IGNORES_THE_RATE,
    JSON_LOSES_THE_RATE
  }

  /** A third party's schedule, η / (1 + t / 100), right or with one fault. */
  static final class Hyperbola implements ISchedule {

    private static final long serialVersionUID = 1L;

    @JsonProperty private final double rate;
    @JsonProperty private final Fault fault;
    private transient int asked;

    Hyperbola(@JsonProperty("rate") double rate, @JsonProperty("fault") Fault fault) {
      this.rate = rate;
      this.fault = fault;
    }

    @JsonProperty("rate")
    double written() {
      return fault == Fault.JSON_LOSES_THE_RATE ? 2 * rate : rate;
    }

    @Override
    public double valueAt(int iteration, int epoch) {
      double time = fault == Fault.FOLLOWS_THE_OTHER_CLOCK ? epoch : iteration;
      double value = rate / (1 + 0.01 * time);
      asked++;
      return switch (fault) {
        case REMEMBERS -> rate / (1 + 0.01 * asked);
        case NAN_FAR_OUT -> iteration > 1000 ? Double.NaN : value;
        case INFINITE_FAR_OUT -> iteration > 1000 ? Double.POSITIVE_INFINITY : value;
        case NEGATIVE -> value - 0.05;
        case TWICE_AS_FAST -> rate / (1 + 0.02 * time);
        case ENDS_EARLY -> iteration > 300 ? 0 : value;
        case GROWS -> rate * (1 + 0.01 * time);
        case JUMPS -> time == 50 ? 2 * rate : value;
        default -> value;
      };
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod") // as DL4J's own
    public ISchedule clone() {
      return new Hyperbola(fault == Fault.CLONE_IS_ANOTHER ? 2 * rate : rate, fault);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Hyperbola that
          && (rate == that.rate || fault == Fault.EQUALS_IGNORES_THE_RATE)
          && fault == that.fault;
    }

    @Override
    public int hashCode() {
      return Objects.hash(fault);
    }
  }
}
