package io.gradus.kernel;

import io.gradus.api.Expr;
import io.gradus.api.Op;
import io.gradus.api.Slot;
import io.gradus.api.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a trace computes, in which pass over memory. Each pass but the last ends in reductions; the
 * last one stores the slots and the update, so that nothing is written before all is known.
 *
 * <p>Nodes that nothing needs are left out, and equal nodes are one.
 */
final class Plan {

  /** A node with its operands replaced by their representatives. */
  static final class Node {
    final Expr expr;
    final Node[] operands;

    /** The first pass after which a uniform node is known, or in which a tensor node can run. */
    final int pass;

    Node(Expr expr, Node[] operands, int pass) {
      this.expr = expr;
      this.operands = operands;
      this.pass = pass;
    }

    Op op() {
      return expr.op();
    }

    boolean isUniform() {
      return expr.isUniform();
    }
  }

  /** One walk over memory: the tensor nodes to compute, in order, ending in its results. */
  record Pass(List<Node> nodes, List<Node> results) {}

  private final List<Node> uniforms = new ArrayList<>();
  private final List<Pass> passes = new ArrayList<>();

  private final List<Slot> slots;

  Plan(Trace trace, List<Slot> slots) {
    this.slots = slots;
    List<Expr> exprs = trace.nodes();
    boolean[] live = live(exprs);
    Node[] nodes = new Node[exprs.size()];
    Map<List<Object>, Node> known = new HashMap<>();
    int last = 0;
    for (Expr expr : exprs) {
      if (!live[expr.index()]) {
        continue;
      }
      Node[] operands = operands(expr, nodes);
      int pass = 0;
      for (Node operand : operands) {
        pass = Math.max(pass, operand.pass);
      }
      if (expr.op().isReduction()) {
        pass++;
      }
      last = Math.max(last, pass);
      Node node = new Node(expr, operands, pass);
      Node same = known.putIfAbsent(key(node), node);
      nodes[expr.index()] = same == null ? node : same;
      if (same == null && expr.isUniform()) {
        uniforms.add(node);
      }
    }
    for (int pass = 0; pass <= last; pass++) {
      passes.add(pass(exprs, nodes, pass, last));
    }
  }

  /** The uniform nodes, operands first. */
  List<Node> uniforms() {
    return uniforms;
  }

  /** The passes; the last one stores. */
  List<Pass> passes() {
    return passes;
  }

  /** Which of the state arrays a node reads or writes. */
  int slot(Node node) {
    return slots.indexOf(node.expr.slot());
  }

  private static boolean[] live(List<Expr> exprs) {
    boolean[] live = new boolean[exprs.size()];
    for (int i = exprs.size() - 1; i >= 0; i--) {
      Expr expr = exprs.get(i);
      boolean end = expr.op() == Op.UPDATE || expr.op() == Op.STORE;
      if (end || live[i]) {
        live[i] = true;
        for (Expr operand : new Expr[] {expr.first(), expr.second(), expr.third()}) {
          if (operand != null) {
            live[operand.index()] = true;
          }
        }
      }
    }
    return live;
  }

  private static Node[] operands(Expr expr, Node[] nodes) {
    Node[] operands = new Node[expr.op().arity()];
    Expr[] exprs = {expr.first(), expr.second(), expr.third()};
    for (int i = 0; i < operands.length; i++) {
      operands[i] = nodes[exprs[i].index()];
    }
    return operands;
  }

  /** Equal keys, equal values: but a number of the rule may change at the next step. */
  private static List<Object> key(Node node) {
    if (node.op() == Op.SCALAR || node.op() == Op.STORE || node.op() == Op.UPDATE) {
      return List.of(node);
    }
    Slot slot = node.expr.slot();
    List<Object> key = new ArrayList<>();
    key.add(node.op());
    key.add(slot == null ? "" : slot);
    key.addAll(List.of(node.operands));
    return key;
  }

  private static Pass pass(List<Expr> exprs, Node[] nodes, int pass, int last) {
    List<Node> results = new ArrayList<>();
    for (Expr expr : exprs) {
      Node node = nodes[expr.index()];
      if (node == null || node.expr != expr) {
        continue;
      }
      boolean end = node.op() == Op.UPDATE || node.op() == Op.STORE;
      boolean reduced = node.op().isReduction() && node.pass == pass + 1;
      if (reduced || (end && pass == last)) {
        results.add(node);
      }
    }
    boolean[] wanted = new boolean[exprs.size()];
    for (Node result : results) {
      want(result.operands[0], wanted);
    }
    List<Node> order = new ArrayList<>();
    for (Expr expr : exprs) {
      if (wanted[expr.index()]) {
        order.add(nodes[expr.index()]);
      }
    }
    return new Pass(order, results);
  }

  private static void want(Node node, boolean[] wanted) {
    if (node.isUniform() || wanted[node.expr.index()]) {
      return;
    }
    wanted[node.expr.index()] = true;
    for (Node operand : node.operands) {
      want(operand, wanted);
    }
  }
}
