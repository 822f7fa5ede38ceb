package io.gradus.conformance;

import io.gradus.api.Schedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The specification of a schedule as tests. Subclass it, and every requirement of SPEC.md whose
 * number begins with S is tested.
 *
 * <pre>{@code
 * class ExponentialTest extends ScheduleConformance<Exponential> {
 *   @Override
 *   protected List<Exponential> schedules() {
 *     return List.of(new Exponential(), new Exponential(0.1, 0.95, Schedule.Unit.EPOCHS));
 *   }
 *
 *   @Override
 *   protected double closedForm(Exponential s, long step, long epoch) {
 *     return s.initial() * Math.pow(s.decay(), s.unit().count(step, epoch)); // η₀ aᵗ
 *   }
 * }
 * }</pre>
 *
 * @param <S> the schedule
 */
public abstract class ScheduleConformance<S extends Schedule> {

  private static final long SEED = 20_240_517;

  /** Times from the beginning, all of which are checked. */
  private static final int DENSE = 60;

  /** Times at which nothing may break, although no training lasts that long. */
  private static final long[] LATE = {
    999, 10_000, 1_000_000, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE
  };

  /** A time on both clocks. */
  private record Time(long step, long epoch) {
    @Override
    public String toString() {
      return "step %d, epoch %d".formatted(step, epoch);
    }
  }

  /** For the subclass. */
  protected ScheduleConformance() {}

  /**
   * The schedule in every configuration to be tested: its defaults, in steps and in epochs, each
   * option on and off.
   *
   * @return at least one
   */
  protected abstract List<S> schedules();

  /**
   * The value at one time, written from the publication and independently of the schedule.
   *
   * @param schedule one of {@link #schedules()}
   * @param step steps taken, from 0
   * @param epoch epochs finished, from 0
   * @return the value
   */
  protected abstract double closedForm(S schedule, long step, long epoch);

  /**
   * How this schedule differs from most.
   *
   * @return nothing by default
   */
  protected Set<ScheduleTrait> traits() {
    return Set.of();
  }

  /**
   * The times at which the schedule changes its law: ends of warm-ups and cycles.
   *
   * @param schedule one of {@link #schedules()}
   * @return by default, every whole number among its hyper-parameters and those of the schedules
   *     within it, their running sums, and the first eight multiples of all these
   */
  protected Set<Long> boundaries(S schedule) {
    return Boundaries.of(schedule);
  }

  /**
   * Where to look for plug-ins.
   *
   * @return the class loader of the schedule by default
   */
  protected ClassLoader loader() {
    return schedules().get(0).getClass().getClassLoader();
  }

  @Test
  @DisplayName(
      "S-1 a schedule is a pure function of the number of steps taken and of the epoch, both from 0")
  void isPure() {
    Findings findings = new Findings("S-1");
    for (S schedule : schedules()) {
      List<Time> times = new ArrayList<>(dense());
      double[] walked = times.stream().mapToDouble(t -> at(schedule, t)).toArray();
      List<Integer> order = new ArrayList<>(IntStream.range(0, times.size()).boxed().toList());
      Collections.shuffle(order, new Random(SEED));
      for (int i : order) {
        findings.same(
            schedule,
            () -> "%s, asked in another order, seed %d".formatted(times.get(i), SEED),
            walked[i],
            at(schedule, times.get(i)));
      }
      for (double[] shared :
          Concurrent.run(() -> times.stream().mapToDouble(t -> at(schedule, t)).toArray())) {
        for (int i = 0; i < shared.length; i++) {
          Time time = times.get(i);
          findings.same(schedule, () -> time + ", asked by several threads", walked[i], shared[i]);
        }
      }
    }
    findings.assertNone();
  }

  @Test
  @DisplayName("S-2 it is defined at every step and epoch, including those past its end")
  void isDefinedEverywhere() {
    Findings findings = new Findings("S-2");
    for (S schedule : schedules()) {
      for (Time time : all(schedule)) {
        try {
          at(schedule, time);
        } catch (RuntimeException thrown) {
          findings.that(false, schedule, time::toString, "a value", thrown);
        }
      }
    }
    findings.assertNone();
  }

  @Test
  @DisplayName("S-3 it follows the clock that its unit states, unless declared")
  void followsItsClock() {
    Findings findings = new Findings("S-3");
    for (S schedule : schedules()) {
      boolean steps = schedule.unit() == Schedule.Unit.STEPS;
      for (long t = 0; t < DENSE; t++) {
        double expected = schedule.at(steps ? t : 0, steps ? 0 : t);
        for (long other : new long[] {1, 7, 1_000, 1_000_000}) {
          Time time = steps ? new Time(t, other) : new Time(other, t);
          findings.same(
              schedule,
              () -> "the value at %s, in its unit %s".formatted(time, schedule.unit()),
              expected,
              at(schedule, time));
        }
      }
    }
    unless(ScheduleTrait.FOLLOWS_BOTH_CLOCKS, findings);
  }

  @Test
  @DisplayName(
      "S-4 a value that is used as a hyper-parameter within a rule is finite, unless declared")
  void isFinite() {
    holds("S-4", ScheduleTrait.OVERFLOWS, Double::isFinite, "finite");
  }

  @Test
  @DisplayName("S-6 the first values are the closed form's, counted from 0")
  void closedForm() {
    Findings findings = new Findings("S-6");
    for (S schedule : schedules()) {
      compare(findings, schedule, dense());
    }
    findings.assertNone();
  }

  @Test
  @DisplayName(
      "S-7 at, just before, just after and past the ends of warm-ups and cycles it is the closed form's")
  void boundaries() {
    Findings findings = new Findings("S-7");
    for (S schedule : schedules()) {
      compare(findings, schedule, late(schedule, 1_000_000));
    }
    findings.assertNone();
  }

  @Test
  @DisplayName("S-8 no value is below 0, unless declared")
  void isNotNegative() {
    holds("S-8", ScheduleTrait.GIVES_NEGATIVE, value -> !(value < 0), "a number from 0");
  }

  @Test
  @DisplayName("S-5.1 a configuration survives a map, complete and equal")
  void configurationRoundTrip() {
    rules().roundTrip();
  }

  @Test
  @DisplayName("S-5.2 numbers that are NaN or out of range are refused by name")
  void refusesBadNumbers() {
    rules().refusesBadNumbers();
  }

  @Test
  @DisplayName("S-5.3 it is installed under its name and aliases, with the defaults of its record")
  void isInstalled() {
    rules().isInstalled();
  }

  @Test
  @DisplayName("S-5.5 a different value of any hyper-parameter makes a different schedule")
  void isEqualByEveryComponent() {
    rules().isEqualByEveryComponent();
  }

  private PluginRules<S> rules() {
    return new PluginRules<>(Schedule.class, "S-5", schedules(), loader());
  }

  /** Within 10⁻¹² of the value, and 10⁻¹⁵ of the largest, which may have cancelled. */
  private void compare(Findings findings, S schedule, List<Time> times) {
    double greatest = 0;
    double[] expected = new double[times.size()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = closedForm(schedule, times.get(i).step, times.get(i).epoch);
      greatest = Math.max(greatest, Math.abs(expected[i]));
    }
    for (int i = 0; i < expected.length; i++) {
      Time time = times.get(i);
      double tolerance = 1e-12 * Math.abs(expected[i]) + 1e-15 * greatest;
      findings.close(
          schedule, () -> "the value at " + time, expected[i], at(schedule, time), tolerance);
    }
  }

  private void holds(String rule, ScheduleTrait trait, DoublePredicate condition, String expected) {
    Findings findings = new Findings(rule);
    for (S schedule : schedules()) {
      for (Time time : all(schedule)) {
        double value = at(schedule, time);
        findings.that(
            condition.test(value), schedule, () -> "the value at " + time, expected, value);
      }
    }
    unless(trait, findings);
  }

  /** Asserts that a rule holds or, if the trait is declared, that it is broken somewhere. */
  private void unless(ScheduleTrait trait, Findings findings) {
    if (traits().contains(trait)) {
      findings.assertSome(schedules().get(0), trait);
    } else {
      findings.assertNone();
    }
  }

  private static double at(Schedule schedule, Time time) {
    return schedule.at(time.step, time.epoch);
  }

  /** All times from the beginning, on either clock and on both. */
  private static List<Time> dense() {
    List<Time> times = new ArrayList<>();
    for (long t = 0; t < DENSE; t++) {
      times.addAll(List.of(new Time(t, 0), new Time(0, t), new Time(t, t / 7), new Time(t / 7, t)));
    }
    return times;
  }

  /** The times around the boundaries, and late ones, up to a given last one. */
  private List<Time> late(S schedule, long last) {
    Set<Long> counts = new TreeSet<>();
    for (long boundary : boundaries(schedule)) {
      counts.addAll(List.of(Math.max(0, boundary - 1), boundary, boundary + 1));
    }
    for (long late : LATE) {
      counts.add(late);
    }
    List<Time> times = new ArrayList<>();
    for (long t : counts) {
      if (t <= last) {
        times.addAll(List.of(new Time(t, 3), new Time(3, t), new Time(t, t)));
      }
    }
    return times;
  }

  private List<Time> all(S schedule) {
    List<Time> times = new ArrayList<>(dense());
    times.addAll(late(schedule, Long.MAX_VALUE));
    return times;
  }
}
