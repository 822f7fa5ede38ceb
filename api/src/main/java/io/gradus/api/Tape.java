package io.gradus.api;

import io.gradus.api.Trace.Node;
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

  private static final Node[] NONE = {};

  private final List<Node> nodes = new ArrayList<>();

  /** The same, once a step has been recorded. */
  private Node[] recorded = NONE;

  /** Nodes that the open step may find again. */
  private Node[] known = NONE;

  /** The slots that count skipped steps, and what they hold at the open step. */
  private final List<Slot> skipCounts = new ArrayList<>();

  private long[] skipped = {};
  private int cursor;
  private boolean open;

  void begin(long[] skipped) {
    this.skipped = skipped;
    cursor = 0;
    open = true;
    known = recorded;
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
    if (recorded.length == 0) {
      recorded = nodes.toArray(NONE);
    }
  }

  void close() {
    open = false;
    known = NONE;
  }

  /** How many steps a slot has counted, which is one of those that count skipped steps from now. */
  long skipped(Slot slot) {
    int at = skipCounts.indexOf(slot);
    if (at < 0) {
      at = skipCounts.size();
      skipCounts.add(slot);
    }
    return at < skipped.length ? skipped[at] : 0;
  }

  List<Slot> skipCounts() {
    return skipCounts;
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  Node scalar(double value) {
    Node node = node(Op.SCALAR);
    node.value(value);
    return node;
  }

  Node node(Op op) {
    Node same = again(op, null, null, null, null);
    return same != null ? same : add(op, null, null, null, null);
  }

  Node node(Op op, Expr first) {
    Node same = again(op, first, null, null, null);
    return same != null ? same : add(op, own(first), null, null, null);
  }

  Node node(Op op, Expr first, Expr second) {
    Node same = again(op, first, second, null, null);
    return same != null ? same : add(op, own(first), own(second), null, null);
  }

  Node node(Op op, Expr first, Expr second, Expr third) {
    Node same = again(op, first, second, third, null);
    return same != null ? same : add(op, own(first), own(second), own(third), null);
  }

  /** What a slot holds before the step. */
  Node slot(Slot slot) {
    Node same = again(Op.SLOT, null, null, null, slot);
    return same != null ? same : add(Op.SLOT, null, null, null, slot);
  }

  /** The end of a step for a slot. */
  Node store(Slot slot, Expr content) {
    Node same = again(Op.STORE, content, null, null, slot);
    return same != null ? same : add(Op.STORE, own(content), null, null, slot);
  }

  /**
   * The recorded node, if it is this one; then its operands have been found to be this step's.
   *
   * @return null if a step is recorded, or departs from what was, or is over
   */
  private Node again(Op op, Expr first, Expr second, Expr third, Slot slot) {
    int at = cursor;
    if (at < known.length && known[at].is(op, first, second, third, slot)) {
      cursor = at + 1;
      return known[at];
    }
    return null;
  }

  private Node add(Op op, Node first, Node second, Node third, Slot slot) {
    if (!open) {
      throw new IllegalStateException(
          "This expression belongs to a step that is over; a rule must not keep expressions.");
    }
    if (recorded.length > 0) {
      throw Departure.NOTED;
    }
    Node node = new Node(this, cursor++, op, first, second, third, slot);
    nodes.add(node);
    return node;
  }

  /** Refuses an expression that this step did not make. */
  Node own(Expr operand) {
    if (operand == null) {
      throw new NullPointerException("An operand of a rule is null.");
    }
    Node node = operand.node();
    if (node.tape() != this || node.index() >= cursor) {
      throw new IllegalStateException(
          "This expression belongs to another step; a rule must not keep expressions.");
    }
    return node;
  }
}
