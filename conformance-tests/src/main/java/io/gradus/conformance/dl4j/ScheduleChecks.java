package io.gradus.conformance.dl4j;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The rules of schedules. */
final class ScheduleChecks<S extends ISchedule> {

  /** Powers and exponentials may come from another library. */
  private static final double RELATIVE = 1e-12;

  /** Iterations of a training run, and how many of them count as its beginning. */
  private static final int RUN = 400;

  private static final int FIRST = 60;
  private static final long SEED = 20_261_122;

  private final ScheduleSubject<S> subject;
  private final Evidence evidence;

  ScheduleChecks(ScheduleSubject<S> subject, Evidence evidence) {
    this.subject = subject;
    this.evidence = evidence;
  }

  void check(Rule rule) throws IOException {
    int number = 0;
    for (S schedule : subject.configurations().get()) {
      number++;
      String what = "#" + number;
      switch (rule) {
        case SCHEDULE_PURE -> pure(what, schedule);
        case SCHEDULE_DEFINED -> defined(what, schedule);
        case SCHEDULE_CLOCK -> clock(what, schedule);
        case SCHEDULE_FINITE -> finite(what, schedule);
        case SCHEDULE_NOT_NEGATIVE -> notNegative(what, schedule);
        case SCHEDULE_FIRST_VALUES -> closedForm(what, schedule, run().subList(0, FIRST));
        case SCHEDULE_LATER_VALUES -> closedForm(what, schedule, run().subList(FIRST, RUN));
        case SCHEDULE_FALLS -> falls(what, schedule);
        case SCHEDULE_JUMPS -> jumps(what, schedule);
        case SCHEDULE_CLONE -> clones(what, schedule);
        case SCHEDULE_EQUALS ->
            equality(what, schedule, subject.configurations().get().get(number - 1));
        case SCHEDULE_JSON -> json(what, schedule);
        default -> throw new IllegalArgumentException(rule + " is not a rule of schedules.");
      }
    }
  }

  /** An iteration and its epoch. */
  private record Time(int iteration, int epoch) {

    @Override
    public String toString() {
      return "at iteration " + iteration + " of epoch " + epoch;
    }

    double in(ISchedule schedule) {
      return schedule.valueAt(iteration, epoch);
    }
  }

  /** A training run, with ten iterations per epoch. */
  private static List<Time> run() {
    List<Time> times = new ArrayList<>();
    for (int i = 0; i < RUN; i++) {
      times.add(new Time(i, i / 10));
    }
    return times;
  }

  /** The run, and times far beyond what any schedule describes. */
  private static List<Time> horizon() {
    List<Time> times = run();
    times.add(new Time(1_000_000, 1_000));
    times.add(new Time(Integer.MAX_VALUE, 100_000));
    times.add(new Time(Integer.MAX_VALUE, Integer.MAX_VALUE));
    return times;
  }

  private void pure(String what, S schedule) {
    List<Time> times = run();
    double[] values = values(schedule, times);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(SEED));
    for (int i : order) {
      evidence.near(what + " asked again " + times.get(i), values[i], times.get(i).in(schedule), 0);
    }
  }

  private static double[] values(ISchedule schedule, List<Time> times) {
    return times.stream().mapToDouble(time -> time.in(schedule)).toArray();
  }

  private void defined(String what, S schedule) {
    for (Time time : horizon()) {
      double value = time.in(schedule);
      evidence.that(!Double.isNaN(value), what + " " + time + ": a value", Evidence.text(value));
    }
  }

  private void finite(String what, S schedule) {
    for (Time time : horizon()) {
      double value = time.in(schedule);
      evidence.that(Double.isFinite(value), what + " " + time + ": finite", Evidence.text(value));
    }
  }

  private void notNegative(String what, S schedule) {
    for (Time time : horizon()) {
      double value = time.in(schedule);
      evidence.that(!(value < 0), what + " " + time + ": 0 or more", Evidence.text(value));
    }
  }

  private void clock(String what, S schedule) {
    if (subject.clock() == null) {
      throw new Evidence.NotApplicable("it names no clock");
    }
    boolean epochs = subject.clock().apply(schedule) == ScheduleType.EPOCH;
    for (int own = 0; own < 40; own++) {
      double first = epochs ? schedule.valueAt(0, own) : schedule.valueAt(own, 0);
      for (int other : new int[] {1, 2, 7, 100}) {
        double value = epochs ? schedule.valueAt(other, own) : schedule.valueAt(own, other);
        evidence.near(
            what
                + (epochs ? " at epoch " : " at iteration ")
                + own
                + (epochs ? ", whatever the iteration:" : ", whatever the epoch:"),
            first,
            value,
            0);
      }
    }
  }

  private void closedForm(String what, S schedule, List<Time> times) {
    requireForm();
    for (Time time : times) {
      evidence.near(what + " " + time + ":", formAt(schedule, time), time.in(schedule), RELATIVE);
    }
  }

  private double formAt(S schedule, Time time) {
    return subject.closedForm().at(schedule, time.iteration(), time.epoch());
  }

  private void requireForm() {
    if (subject.closedForm() == null) {
      throw new Evidence.NotApplicable("no closed form was given");
    }
  }

  private void falls(String what, S schedule) {
    if (!subject.falls()) {
      throw new Evidence.NotApplicable("it does not say that it decays");
    }
    double before = Double.POSITIVE_INFINITY;
    for (Time time : horizon()) {
      double value = time.in(schedule);
      evidence.that(
          value <= before,
          "%s %s: at most %s".formatted(what, time, Evidence.text(before)),
          Evidence.text(value));
      before = value;
    }
  }

  private void jumps(String what, S schedule) {
    requireForm();
    List<Time> times = run();
    double allowed = 0;
    double furthest = 0;
    Time where = times.get(0);
    for (int i = 1; i < times.size(); i++) {
      Time time = times.get(i);
      Time before = times.get(i - 1);
      allowed = Math.max(allowed, Math.abs(formAt(schedule, time) - formAt(schedule, before)));
      double jump = Math.abs(time.in(schedule) - before.in(schedule));
      if (jump > furthest) {
        furthest = jump;
        where = time;
      }
    }
    evidence.that(
        furthest <= allowed * (1 + RELATIVE) + RELATIVE,
        "%s: a change of at most %s from one iteration to the next"
            .formatted(what, Evidence.text(allowed)),
        Evidence.text(furthest) + " " + where);
  }

  private void clones(String what, S schedule) {
    ISchedule clone = schedule.clone();
    evidence.that(
        clone.getClass() == schedule.getClass(),
        what + ": " + schedule.getClass().getSimpleName(),
        clone.getClass().getSimpleName());
    sameValues(what + ", cloned", schedule, clone);
    evidence.equal(what + ": an equal clone", schedule, clone);
  }

  private void equality(String what, S schedule, S another) throws IOException {
    evidence.equal(what + ": equal to one made alike", schedule, another);
    List<Time> times = run();
    double[] values = values(schedule, times);
    for (Map.Entry<String, ISchedule> copy : Json.altered(ISchedule.class, schedule).entrySet()) {
      boolean seen = !schedule.equals(copy.getValue()) && !copy.getValue().equals(schedule);
      evidence.holds(
          seen || Arrays.equals(values, values(copy.getValue(), times)),
          "%s: unequal to one with another %s".formatted(what, copy.getKey()),
          "equal");
    }
  }

  private void json(String what, S schedule) {
    ISchedule read = Json.throughNetwork(schedule);
    sameValues(what + ", read back", schedule, read);
    evidence.equal(what + ": equal when read back", schedule, read);
  }

  private void sameValues(String what, ISchedule one, ISchedule other) {
    for (Time time : horizon()) {
      evidence.near(what + " " + time + ":", time.in(one), time.in(other), 0);
    }
  }
}
