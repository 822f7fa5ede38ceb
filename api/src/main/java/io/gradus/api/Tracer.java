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

  private final GradientOptimizer optimizer;
  private final Tape tape = new Tape();
  private final Step step = new Step(tape);
  private final List<Slot> slots;
  private Trace trace;

  /**
   * A tracer for a new run.
   *
   * @param optimizer whose rule to call
   */
  public Tracer(GradientOptimizer optimizer) {
    this.optimizer = optimizer;
    run(1, 0, 0);
    List<Slot> all = new ArrayList<>();
    step.collectSlots(all);
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
    run(number, iteration, epoch);
    if (step.slotCount() != slots.size()) {
      throw new IllegalStateException(
          "%s named a slot at step %d that it did not name at its first step; name every slot at every step, and discard what is not wanted yet."
              .formatted(optimizer, number));
    }
    return trace;
  }

  private void run(long number, long iteration, long epoch) {
    if (number < 1) {
      throw new IllegalArgumentException("Steps are numbered from 1, but this is " + number + ".");
    }
    tape.begin();
    step.begin(number, iteration, epoch);
    boolean replayed = false;
    try {
      Expr update = optimizer.update(step);
      tape.own(update);
      step.store();
      tape.node(Op.UPDATE, update);
    } finally {
      replayed = tape.end();
      if (!replayed) {
        trace = null;
      }
    }
    if (!replayed) {
      trace = new Trace(tape.snapshot());
    }
  }
}
