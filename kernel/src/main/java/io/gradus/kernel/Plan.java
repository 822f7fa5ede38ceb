package io.gradus.kernel;

import io.gradus.api.Op;
import io.gradus.api.Slot;
import io.gradus.api.Trace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a trace computes in which pass over memory. Each pass except the last ends in reductions and
 * row sums; the last one stores the slots and the update, so nothing is written before everything
 * is known.
 *
 * <p>Unneeded nodes are omitted, and equal nodes are merged.
 */
final class Plan {

  /**
   * A node with its operands replaced by their representatives. Compared by identity.
   *
   * <p>{@code pass} is the first pass in which it can be computed; for a uniform node, the pass
   * before which it is known.
   */
  static final class Node {
    private final Trace.Node expr;
    private final List<Node> operands;
    private final int pass;

    Node(Trace.Node expr, List<Node> operands, int pass) {
      this.expr = expr;
      this.operands = operands;
      this.pass = pass;
    }

    Op op() {
      return expr.op();
    }

    Trace.Node expr() {
      return expr;
    }

    List<Node> operands() {
      return operands;
    }

    boolean isUniform() {
      return expr.isUniform();
    }
  }

  /**
   * One pass over memory.
   *
   * @param inputs the arrays that are read: gradient, parameter, slots, sums of rows
   * @param scalars the uniform nodes whose numbers are broadcast
   * @param operations the nodes to compute, operands before their users
   * @param ends the reductions, sums of rows, stores and updates that it is for
   * @param outputs what each of the ends takes; a tensor or a uniform node, one for each
   * @param conditions see {@link #isOnlyCondition}
   * @param keys see {@link #isKey}
   */
  record Pass(
      List<Node> inputs,
      List<Node> scalars,
      List<Node> operations,
      List<Node> ends,
      List<Node> outputs,
      Set<Node> conditions,
      Set<Node> keys) {

    /** Whether a node is a comparison that is never used as a number, only in selections. */
    boolean isOnlyCondition(Node node) {
      return conditions.contains(node);
    }

    /** Whether a scalar is a key of noise: a whole number that must not be rounded to float. */
    boolean isKey(Node scalar) {
      return keys.contains(scalar);
    }

    /**
     * The input that is the slot which an end stores; -1 if there is none or the end stores no
     * slot.
     */
    int inputOf(Node end) {
      for (int i = 0; end.op() == Op.STORE && i < inputs.size(); i++) {
        if (inputs.get(i).expr.slot() == end.expr.slot()) {
          return i;
        }
      }
      return -1;
    }

    /** Whether it ends in reductions. */
    boolean reduces() {
      return ends.stream().anyMatch(end -> end.op().isReduction());
    }
  }

  /**
   * Each pass recomputes what it needs, which grows without bound if many passes depend on each
   * other.
   */
  private static final long MOST_OPERATIONS = 200_000;

  private final List<String> slots;
  private final List<Node> uniforms = new ArrayList<>();
  private final List<List<Node>> uniformsBefore = new ArrayList<>();
  private final List<Pass> passes = new ArrayList<>();

  /**
   * Plans a trace.
   *
   * @throws IllegalStateException if that would take too many operations
   */
  Plan(Trace trace, List<Slot> slots) {
    this.slots = slots.stream().map(Slot::name).toList();
    List<Trace.Node> exprs = trace.nodes();
    boolean[] live = live(exprs);
    Node[] nodes = new Node[exprs.size()];
    Map<List<Object>, Node> known = new HashMap<>();
    int last = 0;
    for (Trace.Node expr : exprs) {
      if (!live[expr.index()]) {
        continue;
      }
      List<Node> operands = new ArrayList<>();
      int pass = 0;
      for (Trace.Node operand : expr.operands()) {
        operands.add(nodes[operand.index()]);
        pass = Math.max(pass, nodes[operand.index()].pass);
      }
      if (endsPass(expr.op())) {
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
    long operations = 0;
    for (int pass = 0; pass <= last; pass++) {
      int before = pass;
      Pass next = pass(exprs, nodes, pass, last);
      passes.add(next);
      operations += next.operations().size();
      if (operations > MOST_OPERATIONS) {
        throw new IllegalStateException(
            "The rule makes %d passes over memory, as it sums what comes of other sums, and they take more than %d operations together; it must sum less often."
                .formatted(last + 1, MOST_OPERATIONS));
      }
      uniformsBefore.add(
          uniforms.stream()
              .filter(node -> node.pass == before && !node.op().isReduction())
              .toList());
    }
  }

  /** The passes; the last one stores. */
  List<Pass> passes() {
    return passes;
  }

  /** The uniform nodes that are known before a pass, in order; not the reductions. */
  List<Node> uniforms(int pass) {
    return uniformsBefore.get(pass);
  }

  /** The index of the state array that a node reads or writes. */
  int slot(Node node) {
    return slots.indexOf(node.expr.slot().name());
  }

  /** An array for {@link #evaluateUniforms}. */
  double[] newUniforms() {
    int size = 0;
    for (Node node : uniforms) {
      size = Math.max(size, node.expr.index() + 1);
    }
    return new double[size];
  }

  /** Computes, in double, the {@link #uniforms} that are known before a pass. */
  void evaluateUniforms(
      double[] values, int pass, long length, Tensors.Tensor tensor, double globalNorm) {
    List<Node> known = uniformsBefore.get(pass);
    for (int i = 0; i < known.size(); i++) {
      Node node = known.get(i);
      values[node.expr.index()] =
          switch (node.op()) {
            case SCALAR -> node.expr.value();
            case SIZE -> length;
            case IS_WEIGHT -> tensor.isWeight() ? 1 : 0;
            case GLOBAL_NORM -> globalNorm;
            default ->
                node.op()
                    .apply(
                        operand(values, node, 0),
                        operand(values, node, 1),
                        operand(values, node, 2));
          };
    }
  }

  private static double operand(double[] values, Node node, int i) {
    return i < node.operands.size() ? values[node.operands.get(i).expr.index()] : 0;
  }

  private static boolean isEnd(Op op) {
    return op == Op.UPDATE || op == Op.STORE;
  }

  /** Whether the operand must be known at every element before the result is. */
  private static boolean endsPass(Op op) {
    return op.isReduction() || op.isOverRows();
  }

  private static boolean[] live(List<Trace.Node> exprs) {
    boolean[] live = new boolean[exprs.size()];
    for (int i = exprs.size() - 1; i >= 0; i--) {
      Trace.Node expr = exprs.get(i);
      live[i] |= isEnd(expr.op());
      if (live[i]) {
        expr.operands().forEach(operand -> live[operand.index()] = true);
      }
    }
    return live;
  }

  /**
   * Nodes with equal keys have equal values; but a number of the rule may change at the next step.
   */
  private static List<Object> key(Node node) {
    if (node.op() == Op.SCALAR || isEnd(node.op())) {
      return List.of(node);
    }
    List<Object> key = new ArrayList<>(node.operands);
    key.add(node.op());
    key.add(node.expr.slot() == null ? "" : node.expr.slot());
    return key;
  }

  private static Pass pass(List<Trace.Node> exprs, Node[] nodes, int pass, int last) {
    List<Node> ends = new ArrayList<>();
    for (Trace.Node expr : exprs) {
      Node node = nodes[expr.index()];
      if (node != null
          && node.expr.index() == expr.index()
          && (isEnd(node.op()) ? pass == last : endsPass(node.op()) && node.pass == pass + 1)) {
        ends.add(node);
      }
    }
    List<Node> outputs = ends.stream().map(end -> end.operands.get(0)).toList();
    Set<Node> wanted = new LinkedHashSet<>();
    outputs.forEach(output -> want(output, wanted));
    List<Node> inputs = new ArrayList<>();
    List<Node> scalars = new ArrayList<>();
    List<Node> operations = new ArrayList<>();
    for (Node node : wanted) {
      switch (node.op()) {
        case GRADIENT, PARAMETER, SLOT, ROW_SUM, ROW_MEAN, ROW_NORM -> inputs.add(node);
        default -> (node.isUniform() ? scalars : operations).add(node);
      }
    }
    Set<Node> keys = new HashSet<>();
    for (Node node : operations) {
      if (node.op() == Op.NOISE) {
        keys.add(node.operands.get(0));
      }
    }
    return new Pass(
        inputs, scalars, operations, ends, outputs, onlyConditions(operations, outputs), keys);
  }

  private static Set<Node> onlyConditions(List<Node> operations, List<Node> outputs) {
    Set<Node> conditions = new HashSet<>();
    for (Node node : operations) {
      if (node.op() == Op.LESS || node.op() == Op.LESS_OR_EQUAL || node.op() == Op.EQUAL) {
        conditions.add(node);
      }
    }
    outputs.forEach(conditions::remove);
    for (Node user : operations) {
      for (int i = user.op() == Op.SELECT ? 1 : 0; i < user.operands.size(); i++) {
        conditions.remove(user.operands.get(i));
      }
    }
    return conditions;
  }

  /** Adds what an output needs, operands first. A rule may be longer than a stack is deep. */
  private static void want(Node output, Set<Node> wanted) {
    Deque<Node> open = new ArrayDeque<>();
    open.push(output);
    while (!open.isEmpty()) {
      Node node = open.peek();
      Node missing = null;
      if (!node.isUniform() && !node.op().isOverRows()) {
        for (int i = 0; i < node.operands.size() && missing == null; i++) {
          missing = wanted.contains(node.operands.get(i)) ? null : node.operands.get(i);
        }
      }
      if (missing == null) {
        wanted.add(open.pop());
      } else {
        open.push(missing);
      }
    }
  }
}
