package io.gradus.conformance.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.conformance.dl4j.HeavyBall.Fault;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongUpdatersTest {

  @ParameterizedTest
  @DisplayName("An updater with one fault breaks the rule that is about it")
  @CsvSource({
    "ONE_NUMBER_MORE, D-1.1",
    "STATE_IN_A_FIELD, O-4.1",
    "STATE_SHARED_BY_ALL, O-3.1",
    "STATE_WITHOUT_A_NAME, D-1.6",
    "CLONE_DROPS_THE_SCHEDULE, D-1.3",
    "CLONE_SHARES_THE_RATE, D-1.3",
    "EQUALS_IGNORES_THE_MOMENTUM, D-1.4",
    "JSON_LOSES_THE_MOMENTUM, D-1.5",
    "IGNORES_THE_MOMENTUM, D-1.9",
    "COUNTS_BY_ITERATION, O-1.4",
    "RATE_OF_ZERO_IS_REPLACED, O-2.2",
    "SCHEDULE_WITHOUT_EPOCH, D-1.14",
    "HIDES_NAN, D-1.7",
    "WRITES_INTO_A_COPY, D-1.11",
    "NEGATIVE_STEPS_ONLY, O-2.3",
    "SCALED_BY_THE_LARGEST, O-2.4",
    "MOVES_ALWAYS, O-2.1",
    "DIVIDES_BY_TINY, D-1.8",
    "KEEPS_THE_OLD_SCHEDULE, D-1.15",
    "FORGETS_ITS_CONFIGURATION, D-1.16",
    "RATE_WITHIN, D-1.10",
    "THROWS_IN_FLOAT, D-1.12"
  })
  void breaksItsRule(Fault fault, String rule) {
    assertThat(subject(fault).check(Rules.of(rule)).failed()).isTrue();
  }

  @Test
  @DisplayName("An updater without a fault breaks no rule, and every rule applies")
  void rightUpdater() {
    assertThat(subject(Fault.NONE).audit())
        .allSatisfy(
            finding ->
                assertThat(finding.verdict())
                    .as(finding.toString())
                    .isEqualTo(Finding.Verdict.PASS));
  }

  private static UpdaterSubject<HeavyBall> subject(Fault fault) {
    return UpdaterSubject.of(
            fault.name(),
            () ->
                List.of(
                    new HeavyBall(0.1, null, 0.9, fault), new HeavyBall(0.5, null, 0.25, fault)))
        .withClosedForm(HeavyBall::closedForm)
        .withVariant("with the rate within the velocity", HeavyBall::rateWithin);
  }
}
