package io.gradus.api;

import java.util.ArrayList;
import java.util.List;

/**
 * Calls a rule and records what it computes. One tracer belongs to one run of an optimizer and to
 * one thread.
 *
 * <p>The slots of an optimizer are those that its rule names at its first step; a rule that names
 * others later, or that leaves one out, is refused at that step.
 */
public final class Tracer {

  /** Structures that are remembered: a rule may do one thing at most steps and another at some. */
  private static final int MOST_RECORDINGS = 4;

  /** One structure that the rule has shown. */
  private static final class Recording {
    final Tape tape = new Tape();
    final Step step = new Step(tape);
    Trace trace;
  }

  private static final long[] NONE = {};

  private final GradientOptimizer optimizer;
  private final ScheduledRanges ranges;
  private final List<Slot> slots;
  private final List<Slot> skipCounts;

  /** The last one used is the first. */
  private final List<Recording> recordings = new ArrayList<>(MOST_RECORDINGS);

  /**
   * A tracer for a new run.
   *
   * @param optimizer whose rule to call
   */
  public Tracer(GradientOptimizer optimizer) {
    this.optimizer = Arguments.given(optimizer, "optimizer");
    this.ranges = new ScheduledRanges(optimizer);
    List<Slot> all = new ArrayList<>();
    Recording first = record(1, 0, 0, NONE);
    first.step.collectSlots(all);
    this.slots = List.copyOf(all);
    this.skipCounts = List.copyOf(first.tape.skipCounts());
  }

  /**
   * The state arrays, in the order in which the rule names them: the layout under which state is
   * saved.
   *
   * @return their names and first values
   */
  public List<Slot> slots() {
    return slots;
  }

  /**
   * The slots that count the steps which a tensor has skipped: see {@link Step#skippable}. Where
   * there are any, every tensor has a trace of its own, by what these hold of it.
   *
   * @return some of {@link #slots()}; the counts go to {@link #trace(long, long, long, long[])} in
   *     this order
   */
  public List<Slot> skipCounts() {
    return skipCounts;
  }

  /**
   * The optimizer whose rule is called.
   *
   * @return as given
   */
  public GradientOptimizer optimizer() {
    return optimizer;
  }

  /**
   * Calls the rule for one step of a tensor that has skipped none.
   *
   * @param age as below
   * @param iteration as below
   * @param epoch as below
   * @return as below
   */
  public Trace trace(long age, long iteration, long epoch) {
    return trace(age, iteration, epoch, NONE);
  }

  /**
   * Calls the rule for one step.
   *
   * @param age the age of the state, from 1
   * @param iteration the host's clock of updates, from 0
   * @param epoch the host's clock of passes over the data, from 0
   * @param skipped what each of the {@link #skipCounts()} holds of the tensor, at any element; none
   *     for a tensor that has skipped no step
   * @return what to compute; the same object as at the step before where only numbers differ
   * @throws ArithmeticException if a schedule gives a number out of the range of the
   *     hyper-parameter that it stands for
   * @throws IllegalStateException if the rule names a slot that it did not name at its first step,
   *     or uses expressions of another step
   * @throws RuntimeException whatever the rule itself throws
   */
  public Trace trace(long age, long iteration, long epoch, long[] skipped) {
    if (age < 1) {
      throw new IllegalArgumentException("Steps are numbered from 1, but this is " + age + ".");
    }
    ranges.check(iteration, epoch);
    for (int i = 0; i < recordings.size(); i++) {
      Recording recording = recordings.get(i);
      if (replay(recording, age, iteration, epoch, skipped)) {
        if (i > 0) {
          recordings.remove(i);
          recordings.add(0, recording);
        }
        return recording.trace;
      }
    }
    return record(age, iteration, epoch, skipped).trace;
  }

  private boolean replay(
      Recording recording, long age, long iteration, long epoch, long[] skipped) {
    try {
      run(recording, age, iteration, epoch, skipped);
      return true;
    } catch (Tape.Departure departed) {
      return false;
    }
  }

  private Recording record(long age, long iteration, long epoch, long[] skipped) {
    Recording recording = new Recording();
    run(recording, age, iteration, epoch, skipped);
    if (slots != null) {
      checkSlots(recording, age);
    }
    recording.trace = new Trace(optimizer, recording.tape.nodes());
    if (recordings.size() == MOST_RECORDINGS) {
      recordings.remove(MOST_RECORDINGS - 1);
    }
    recordings.add(0, recording);
    return recording;
  }

  private void run(Recording recording, long age, long iteration, long epoch, long[] skipped) {
    Tape tape = recording.tape;
    Step step = recording.step;
    tape.begin(skipped);
    step.begin(age, iteration, epoch);
    try {
      Expr update = optimizer.update(step);
      step.store();
      tape.node(Op.UPDATE, update);
      tape.end();
    } finally {
      tape.close();
    }
  }

  /**
   * A rule keeps to the slots of its first step: they are the layout under which state is saved.
   */
  private void checkSlots(Recording recording, long age) {
    List<Slot> named = new ArrayList<>();
    recording.step.collectSlots(named);
    List<String> now = named.stream().map(Slot::name).toList();
    List<String> first = slots.stream().map(Slot::name).toList();
    if (!now.equals(first)) {
      throw new IllegalStateException(
          "%s named the slots %s at step %d, but %s at its first step; name every slot in the same order at every step, and discard what is not wanted yet."
              .formatted(optimizer, now, age, first));
    }
  }
}
