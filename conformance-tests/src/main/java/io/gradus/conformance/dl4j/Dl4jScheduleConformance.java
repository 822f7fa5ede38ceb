package io.gradus.conformance.dl4j;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * The rules of SPEC.md for a DL4J schedule as tests, one per rule. Subclass it with a factory and
 * the values.
 *
 * @param <S> the schedule
 */
public abstract class Dl4jScheduleConformance<S extends ISchedule> {

  /** For the subclass. */
  protected Dl4jScheduleConformance() {}

  /**
   * The schedule in every configuration to be tested.
   *
   * @return at least one; new ones at each call
   */
  protected abstract List<S> schedules();

  /**
   * The value at one iteration, from the publication.
   *
   * @param schedule one of {@link #schedules()}, for its numbers
   * @param iteration from 0
   * @param epoch from 0
   * @return the value
   */
  protected abstract double closedForm(S schedule, int iteration, int epoch);

  /**
   * Everything that is known about the schedule. Override it to add its clock or that it decays.
   *
   * @return the subject that the tests judge
   */
  protected ScheduleSubject<S> subject() {
    return ScheduleSubject.of(getClass().getSimpleName(), this::schedules)
        .withClosedForm(this::closedForm);
  }

  /**
   * The tests.
   *
   * @return one per rule; those of rules that do not apply are aborted with the reason
   */
  @TestFactory
  @DisplayName("The rules of SPEC.md for schedules of DL4J's kind")
  Stream<DynamicTest> rules() {
    return Tests.of(subject());
  }
}
