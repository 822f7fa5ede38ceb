package io.gradus.api;

import java.util.ArrayList;
import java.util.List;

/**
 * Records the nodes of a step, and replays them: a step that does what a recorded one did finds the
 * old nodes and stores only its numbers in them. No allocation, and the executor sees the same
 * trace.
 */
final class Tape {

  /** Thrown where a step departs from what was recorded. Made once, without a stack trace. */
  static final class Departure extends Error {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("StaticAssignmentOfThrowable") // it says nothing of where, and costs nothing
    static final Departure NOTED = new Departure();

    private Departure() {
      super("A step departed from its recording.", null, false, false);
    }
  }

  private final List<Expr> nodes = new ArrayList<>();
  private int cursor;
  private boolean recording = true;
  private boolean open;

  void begin() {
    cursor = 0;
    open = true;
  }

  /**
   * Ends a step.
   *
   * @throws Departure if it did less than what was recorded
   */
  void end() {
    if (cursor < nodes.size()) {
      throw Departure.NOTED;
    }
    recording = false;
  }

  void close() {
    open = false;
  }

  List<Expr> nodes() {
    return List.copyOf(nodes);
  }

  Expr scalar(double value) {
    Expr node = node(Op.SCALAR, null, null, null, null);
    node.value(value);
    return node;
  }

  Expr node(Op op) {
    return node(op, null, null, null, null);
  }

  Expr node(Op op, Expr first) {
    return node(op, own(first), null, null, null);
  }

  Expr node(Op op, Expr first, Expr second) {
    return node(op, own(first), own(second), null, null);
  }

  Expr node(Op op, Expr first, Expr second, Expr third) {
    return node(op, own(first), own(second), own(third), null);
  }

  Expr node(Op op, Expr first, Expr second, Expr third, Slot slot) {
    if (!open) {
      throw new IllegalStateException(
          "This expression belongs to a step that is over; a rule must not keep expressions.");
    }
    if (recording) {
      Expr node = new Expr(this, cursor++, op, first, second, third, slot, 0);
      nodes.add(node);
      return node;
    }
    if (cursor < nodes.size()) {
      Expr old = nodes.get(cursor);
      if (old.is(op, first, second, third, slot)) {
        cursor++;
        return old;
      }
    }
    throw Departure.NOTED;
  }

  /** Refuses an expression that this step did not make. */
  Expr own(Expr operand) {
    if (operand == null) {
      throw new NullPointerException("An operand of a rule is null.");
    }
    if (operand.tape() != this || operand.index() >= cursor) {
      throw new IllegalStateException(
          "This expression belongs to another step; a rule must not keep expressions.");
    }
    return operand;
  }
}
