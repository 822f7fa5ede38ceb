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

  private final GradientOptimizer optimizer;
  private final List<Slot> slots;

  /** The last one used is the first. */
  private final List<Recording> recordings = new ArrayList<>(MOST_RECORDINGS);

  /**
   * A tracer for a new run.
   *
   * @param optimizer whose rule to call
   */
  public Tracer(GradientOptimizer optimizer) {
    this.optimizer = Arguments.given(optimizer, "optimizer");
    List<Slot> all = new ArrayList<>();
    record(1, 0, 0).step.collectSlots(all);
    this.slots = List.copyOf(all);
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
   * The optimizer whose rule is called.
   *
   * @return as given
   */
  public GradientOptimizer optimizer() {
    return optimizer;
  }

  /**
   * Calls the rule for one step.
   *
   * @param number the age of the state, from 1
   * @param iteration the host's clock of updates, from 0
   * @param epoch the host's clock of passes over the data, from 0
   * @return what to compute; the same object as at the step before where only numbers differ
   * @throws IllegalStateException if the rule names a slot that it did not name at its first step,
   *     or uses expressions of another step
   * @throws RuntimeException whatever the rule itself throws
   */
  public Trace trace(long number, long iteration, long epoch) {
    if (number < 1) {
      throw new IllegalArgumentException("Steps are numbered from 1, but this is " + number + ".");
    }
    for (int i = 0; i < recordings.size(); i++) {
      Recording recording = recordings.get(i);
      if (replay(recording, number, iteration, epoch)) {
        if (i > 0) {
          recordings.remove(i);
          recordings.add(0, recording);
        }
        return recording.trace;
      }
    }
    return record(number, iteration, epoch).trace;
  }

  private boolean replay(Recording recording, long number, long iteration, long epoch) {
    try {
      run(recording, number, iteration, epoch);
      return true;
    } catch (Tape.Departure departed) {
      return false;
    }
  }

  private Recording record(long number, long iteration, long epoch) {
    Recording recording = new Recording();
    run(recording, number, iteration, epoch);
    if (slots != null) {
      checkSlots(recording, number);
    }
    recording.trace = new Trace(recording.tape.nodes());
    if (recordings.size() == MOST_RECORDINGS) {
      recordings.remove(MOST_RECORDINGS - 1);
    }
    recordings.add(0, recording);
    return recording;
  }

  private void run(Recording recording, long number, long iteration, long epoch) {
    Tape tape = recording.tape;
    Step step = recording.step;
    tape.begin();
    step.begin(number, iteration, epoch);
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
  private void checkSlots(Recording recording, long number) {
    List<Slot> named = new ArrayList<>();
    recording.step.collectSlots(named);
    List<String> now = named.stream().map(Slot::name).toList();
    List<String> first = slots.stream().map(Slot::name).toList();
    if (!now.equals(first)) {
      throw new IllegalStateException(
          "%s named the slots %s at step %d, but %s at its first step; name every slot in the same order at every step, and discard what is not wanted yet."
              .formatted(optimizer, now, number, first));
    }
  }
}
