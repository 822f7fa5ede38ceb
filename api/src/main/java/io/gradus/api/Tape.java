package io.gradus.api;

import java.util.ArrayList;
import java.util.List;

/**
 * Records the nodes of a step. Where a step does what the one before it did, it finds the old nodes
 * and stores only its numbers in them: no allocation, and the executor sees the same trace. At the
 * first difference the rest of the old nodes is dropped and new ones are made.
 */
final class Tape {

  private final List<Expr> nodes = new ArrayList<>();
  private int cursor;
  private boolean changed;
  private boolean open;

  void begin() {
    cursor = 0;
    changed = false;
    open = true;
  }

  /** Ends a step; true if its nodes are exactly those of the step before. */
  boolean end() {
    open = false;
    if (cursor < nodes.size()) {
      truncate();
    }
    return !changed;
  }

  List<Expr> snapshot() {
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
    if (cursor < nodes.size()) {
      Expr old = nodes.get(cursor);
      if (old.is(op, first, second, third, slot)) {
        cursor++;
        return old;
      }
      truncate();
    }
    changed = true;
    Expr node = new Expr(this, cursor++, op, first, second, third, slot, 0);
    nodes.add(node);
    return node;
  }

  private void truncate() {
    changed = true;
    nodes.subList(cursor, nodes.size()).clear();
  }

  /** Refuses an expression that this step did not make. */
  Expr own(Expr operand) {
    if (operand == null) {
      throw new NullPointerException("An operand of a rule is null.");
    }
    if (operand.tape() != this
        || operand.index() >= cursor
        || nodes.get(operand.index()) != operand) {
      throw new IllegalStateException(
          "This expression belongs to another step; a rule must not keep expressions.");
    }
    return operand;
  }
}
