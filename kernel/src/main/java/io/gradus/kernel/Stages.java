package io.gradus.kernel;

import io.gradus.api.Op;
import io.gradus.kernel.Plan.Node;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pass cut into loops that C2 can vectorize. C2 does not vectorize a loop with an operation that
 * has no vector form, such as a selection, nor one that is too long to be unrolled. So operations
 * with and without a vector form go into separate loops, and long loops are split. All of them run
 * on the same chunk, which stays in the innermost cache, and pass their results on in arrays as
 * long as a chunk.
 *
 * @param all the loops in order
 * @param temporaries the results that are passed on but are not outputs of the pass; each needs an
 *     array
 */
record Stages(List<Stage> all, List<Node> temporaries) {

  /**
   * One loop.
   *
   * @param loads the inputs of the pass and the results of earlier loops that it reads
   * @param operations the nodes that it computes, operands before their users
   * @param stores the results and inputs that it stores: outputs of the pass, and temporaries
   */
  record Stage(List<Node> loads, List<Node> operations, List<Node> stores) {}

  /** Operations that C2 compiles to scalar code, up to JDK 25. */
  private static final Set<Op> SCALAR =
      EnumSet.of(Op.EXP, Op.LOG, Op.POW, Op.NOISE, Op.SELECT, Op.LESS, Op.LESS_OR_EQUAL, Op.EQUAL);

  /**
   * The maximum length of a loop. C2 unrolls no loop with more than 60 of its nodes ({@code
   * LoopUnrollLimit}); about ten of them count and test.
   */
  private static final int MOST_NODES = 40;

  /** An element's address is two C2 nodes, the access is the third. */
  private static final int NODES_OF_AN_ACCESS = 3;

  private static final int NODES_OF_A_SIGN = 4;

  /** The node stored in output array {@code array}: the outputs of the pass come first. */
  Node stored(Plan.Pass pass, int array) {
    int ends = pass.ends().size();
    return array < ends ? pass.outputs().get(array) : temporaries.get(array - ends);
  }

  /** Cuts a pass. */
  static Stages of(Plan.Pass pass) {
    return new Cut(pass).stages();
  }

  /** Cutting one pass. */
  private static final class Cut {
    private final Plan.Pass pass;
    private final Set<Node> outputs;
    private final Map<Node, Integer> levels = new HashMap<>();
    private final Map<Node, Integer> lastUse = new HashMap<>();
    private final Map<Node, Integer> place = new HashMap<>();

    Cut(Plan.Pass pass) {
      this.pass = pass;
      this.outputs = new HashSet<>(pass.outputs());
    }

    Stages stages() {
      List<Node> order = byLevels();
      for (int i = 0; i < order.size(); i++) {
        place.put(order.get(i), i);
        for (Node operand : reads(order.get(i))) {
          lastUse.put(operand, i);
        }
      }
      List<Stage> stages = new ArrayList<>();
      List<Node> temporaries = new ArrayList<>();
      int from = 0;
      do {
        int to = end(order, from);
        Stage stage = stage(order, from, to);
        stages.add(stage);
        stage.stores().stream().filter(node -> !outputs.contains(node)).forEach(temporaries::add);
        from = to;
      } while (from < order.size());
      return new Stages(stages, temporaries);
    }

    /**
     * The operations, each as early as its operands allow; those with a vector form at even levels,
     * those without at odd ones. A condition used only in selections is omitted: it is computed
     * with each of them.
     */
    private List<Node> byLevels() {
      List<List<Node>> byLevel = new ArrayList<>();
      for (Node node : pass.operations()) {
        int level = 0;
        for (Node operand : node.operands()) {
          level = Math.max(level, levels.getOrDefault(operand, 0));
        }
        if (!pass.isOnlyCondition(node)) {
          boolean scalar = SCALAR.contains(node.op());
          level += scalar == (level % 2 == 0) ? 1 : 0;
          while (byLevel.size() <= level) {
            byLevel.add(new ArrayList<>());
          }
          byLevel.get(level).add(node);
        }
        levels.put(node, level);
      }
      return byLevel.stream().flatMap(List::stream).toList();
    }

    /** Where the loop ends that begins with an operation: before the next level, or earlier. */
    private int end(List<Node> order, int from) {
      if (order.isEmpty()) {
        return 0;
      }
      int level = levels.get(order.get(from));
      int last = from;
      while (last < order.size() && levels.get(order.get(last)) == level) {
        last++;
      }
      if (level % 2 == 1 || nodes(stage(order, from, last)) <= MOST_NODES) {
        return last;
      }
      int best = from + 1;
      long fewest = Long.MAX_VALUE;
      for (int to = from + 1; to < last && to - from <= MOST_NODES; to++) {
        Stage stage = stage(order, from, to);
        if (nodes(stage) <= MOST_NODES) {
          long handedOn = stage.stores().stream().filter(node -> !outputs.contains(node)).count();
          if (handedOn <= fewest) {
            fewest = handedOn;
            best = to;
          }
        }
      }
      return best;
    }

    private Stage stage(List<Node> order, int from, int to) {
      List<Node> operations = order.subList(from, to);
      Set<Node> loads = new LinkedHashSet<>();
      Set<Node> stores = new LinkedHashSet<>();
      for (Node node : operations) {
        for (Node operand : reads(node)) {
          int at = place.getOrDefault(operand, -1);
          if (at < from || at >= to) {
            loads.add(operand);
          }
        }
        if (outputs.contains(node) || lastUse.getOrDefault(node, -1) >= to) {
          stores.add(node);
        }
      }
      if (from == 0) {
        for (Node output : pass.outputs()) {
          if (!place.containsKey(output)) {
            stores.add(output);
            if (!output.isUniform()) {
              loads.add(output);
            }
          }
        }
      }
      return new Stage(List.copyOf(loads), operations, List.copyOf(stores));
    }

    /** What an operation reads at every element. */
    private List<Node> reads(Node node) {
      List<Node> reads = new ArrayList<>();
      for (Node operand : node.operands()) {
        if (pass.isOnlyCondition(operand)) {
          reads.addAll(reads(operand));
        } else if (!operand.isUniform()) {
          reads.add(operand);
        }
      }
      return reads;
    }

    /** An estimate of how many C2 nodes a loop becomes. */
    private static int nodes(Stage stage) {
      int nodes = (stage.loads().size() + stage.stores().size()) * NODES_OF_AN_ACCESS;
      for (Node node : stage.operations()) {
        nodes += node.op() == Op.SIGN ? NODES_OF_A_SIGN : 1;
      }
      return nodes;
    }
  }
}
