package io.gradus.conformance.dl4j;

import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * A DL4J schedule to be checked. Immutable; the {@code with} methods give changed copies.
 *
 * @param <S> the schedule
 * @param name its name in findings
 * @param configurations makes the schedule in every configuration to be checked, at least one, new
 *     at each call
 * @param closedForm its values; if null, the rules of the closed form do not apply
 * @param clock the clock that a configuration says it follows, or null if it names none
 * @param falls whether it is declared to decay
 */
public record ScheduleSubject<S extends ISchedule>(
    String name,
    Supplier<List<S>> configurations,
    Values<S> closedForm,
    Function<S, ScheduleType> clock,
    boolean falls)
    implements Subject {

  /**
   * The values of a schedule, from its publication.
   *
   * @param <S> the schedule
   */
  @FunctionalInterface
  public interface Values<S> {

    /**
     * The value at one iteration.
     *
     * @param schedule the configuration, for its numbers; not to be asked for its value
     * @param iteration from 0
     * @param epoch from 0
     * @return the value
     */
    double at(S schedule, int iteration, int epoch);
  }

  /**
   * A schedule with nothing else declared.
   *
   * @param <S> the schedule
   * @param name its name in findings
   * @param configurations makes the schedule in every configuration, new at each call
   * @return the subject
   */
  public static <S extends ISchedule> ScheduleSubject<S> of(
      String name, Supplier<List<S>> configurations) {
    return new ScheduleSubject<>(name, configurations, null, null, false);
  }

  /**
   * With the values from its publication.
   *
   * @param values the closed form
   * @return a copy
   */
  public ScheduleSubject<S> withClosedForm(Values<S> values) {
    return new ScheduleSubject<>(name, configurations, values, clock, falls);
  }

  /**
   * With the clock that each configuration says it follows.
   *
   * @param clockOf the clock of a configuration
   * @return a copy
   */
  public ScheduleSubject<S> withClock(Function<S, ScheduleType> clockOf) {
    return new ScheduleSubject<>(name, configurations, closedForm, clockOf, falls);
  }

  /**
   * Declared to decay: none of its values may be greater than an earlier one.
   *
   * @return a copy
   */
  public ScheduleSubject<S> falling() {
    return new ScheduleSubject<>(name, configurations, closedForm, clock, true);
  }

  @Override
  public List<Rule> rules() {
    return List.copyOf(EnumSet.range(Rule.SCHEDULE_PURE, Rule.SCHEDULE_JSON));
  }

  @Override
  public Finding check(Rule rule) {
    return Evidence.of(name, rule, evidence -> new ScheduleChecks<>(this, evidence).check(rule));
  }
}
