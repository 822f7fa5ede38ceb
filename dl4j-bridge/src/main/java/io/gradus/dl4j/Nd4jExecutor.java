package io.gradus.dl4j;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Noise;
import io.gradus.api.Op;
import io.gradus.api.Precision;
import io.gradus.api.Requirement;
import io.gradus.api.Slot;
import io.gradus.api.Trace;
import io.gradus.api.Trace.Node;
import io.gradus.api.Tracer;
import io.gradus.kernel.Tensors;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Runs a rule as operations of ND4J, one for each operation of the rule, for backends whose arrays
 * do not lie in the host's memory. What is computed on the way lies in a workspace; numbers of the
 * whole tensor are computed on the host, which waits for each reduction.
 */
final class Nd4jExecutor implements BlockExecutor {

  private final Tracer tracer;
  private final Precision precision;

  Nd4jExecutor(GradientOptimizer optimizer, Precision precision) {
    this.tracer = new Tracer(optimizer);
    this.precision = precision;
  }

  @Override
  public List<Slot> slots() {
    return tracer.slots();
  }

  @Override
  public void step(Block block, long age, long iteration, long epoch, double globalNorm) {
    Trace trace = tracer.trace(age, iteration, epoch);
    Set<Requirement> handedOver = handedOver(block, globalNorm);
    trace.check(handedOver);
    boolean apart = trace.requires(Requirement.TENSORS) || trace.requires(Requirement.NOISE);
    Tensors tensors =
        apart && block.tensors() != null
            ? block.tensors()
            : Tensors.single(block.gradient().length());
    boolean skips = !tracer.skipCounts().isEmpty();
    if (skips) { // to see that no trace throws before anything is changed
      long from = 0;
      for (Tensors.Tensor tensor : tensors.all()) {
        if (tensor.end() > from) {
          tracer.trace(age, iteration, epoch, skipped(block, from)).check(handedOver);
        }
        from = tensor.end();
      }
    }
    long from = 0;
    for (Tensors.Tensor tensor : tensors.all()) {
      if (tensor.end() > from) {
        if (skips) {
          trace = tracer.trace(age, iteration, epoch, skipped(block, from));
        }
        MemoryWorkspace workspace = Workspaces.open();
        try {
          new TensorStep(trace, block, from, tensor, globalNorm).run();
        } finally {
          workspace.close();
        }
      }
      from = tensor.end();
    }
  }

  private static Set<Requirement> handedOver(Block block, double globalNorm) {
    EnumSet<Requirement> all = EnumSet.of(Requirement.NOISE);
    if (block.parameter() != null) {
      all.add(Requirement.PARAMETER);
    }
    if (block.tensors() != null) {
      all.addAll(block.tensors().known());
    }
    if (globalNorm != UNKNOWN_NORM) {
      all.add(Requirement.GLOBAL_NORM);
    }
    return all;
  }

  /** How many steps the tensor has skipped that begins at an element. */
  private long[] skipped(Block block, long from) {
    return tracer.skipCounts().stream()
        .mapToLong(
            count -> (long) NativeMemory.element(block.state().get(slots().indexOf(count)), from))
        .toArray();
  }

  /** One step on one tensor, within one scope of the workspace. */
  private final class TensorStep {
    private final List<Node> nodes;
    private final Block block;
    private final long from;
    private final Tensors.Tensor tensor;
    private final double globalNorm;
    private final long length;
    private final int[] lastUse;
    private final double[] numbers;
    private final INDArray[] arrays;

    /** Arrays whose content nobody needs any more. */
    private final Deque<INDArray> free = new ArrayDeque<>();

    TensorStep(Trace trace, Block block, long from, Tensors.Tensor tensor, double globalNorm) {
      this.nodes = trace.nodes();
      this.block = block;
      this.from = from;
      this.tensor = tensor;
      this.globalNorm = globalNorm;
      this.length = tensor.end() - from;
      this.lastUse = lastUses(nodes);
      this.numbers = new double[nodes.size()];
      this.arrays = new INDArray[nodes.size()];
    }

    void run() {
      for (Node node : nodes) {
        int index = node.index();
        if (lastUse[index] < 0) {
          continue;
        }
        if (node.isUniform()) {
          numbers[index] = number(node);
        } else {
          arrays[index] = array(node);
        }
        for (Node operand : node.operands()) {
          release(operand, index);
        }
      }
      for (Node node : nodes) { // slots and gradient are read until here
        if (node.op() == Op.STORE) {
          slot(node.slot()).assign(arrays[node.index()]);
        } else if (node.op() == Op.UPDATE) {
          part(block.gradient()).assign(arrays[node.index()]);
        }
      }
    }

    private double number(Node node) {
      return switch (node.op()) {
        case SCALAR -> node.value();
        case SIZE -> length;
        case IS_WEIGHT -> tensor.isWeight() ? 1 : 0;
        case GLOBAL_NORM -> globalNorm;
        case SUM -> ArrayOperations.sum(operand(node, 0));
        case NORM -> ArrayOperations.norm(operand(node, 0));
        case REDUCE_MAX -> ArrayOperations.greatest(operand(node, 0));
        default -> node.op().apply(number(node, 0), number(node, 1), number(node, 2));
      };
    }

    private double number(Node of, int operand) {
      return operand < of.operands().size() ? numbers[of.operand(operand).index()] : 0;
    }

    private INDArray array(Node node) {
      return switch (node.op()) {
        case GRADIENT -> part(block.gradient());
        case PARAMETER -> part(block.parameter());
        case SLOT -> slot(node.slot());
        default -> compute(node, newArray());
      };
    }

    private INDArray compute(Node node, INDArray result) {
      switch (node.op()) {
        case NOISE -> result.assign(Nd4j.createFromArray(draws(numbers[node.operand(0).index()])));
        case ROW_SUM, ROW_MEAN, ROW_NORM ->
            ArrayOperations.overRows(node.op(), operand(node, 0), tensor.rowLength(), result);
        case STORE, UPDATE -> result.assign(operand(node, 0));
        default ->
            ArrayOperations.apply(
                node.op(), result, operand(node, 0), operand(node, 1), operand(node, 2));
      }
      return result;
    }

    /** Drawn on the host: no backend's generator gives these numbers. */
    private double[] draws(double key) {
      double[] draws = new double[Math.toIntExact(length)];
      Arrays.setAll(draws, i -> precision.round(Noise.normal(key, i)));
      return draws;
    }

    /** An operand as an array, null if there is none; a number is spread at its first use. */
    private INDArray operand(Node of, int operand) {
      if (operand >= of.operands().size()) {
        return null;
      }
      int index = of.operand(operand).index();
      if (arrays[index] == null) {
        arrays[index] = newArray().assign(precision.round(numbers[index]));
      }
      return arrays[index];
    }

    private INDArray newArray() {
      return free.isEmpty()
          ? Nd4j.createUninitialized(
              precision == Precision.FLOAT ? DataType.FLOAT : DataType.DOUBLE, length)
          : free.pop();
    }

    private void release(Node operand, int user) {
      if (lastUse[operand.index()] != user || arrays[operand.index()] == null) {
        return;
      }
      switch (operand.op()) {
        case GRADIENT, PARAMETER, SLOT -> {} // not ours
        default -> free.push(arrays[operand.index()]);
      }
      arrays[operand.index()] = null;
    }

    private INDArray slot(Slot slot) {
      for (int i = 0; i < slots().size(); i++) {
        if (slots().get(i).name().equals(slot.name())) {
          return part(block.state().get(i));
        }
      }
      throw new IllegalStateException("The rule has no slot '" + slot + "'.");
    }

    private INDArray part(INDArray whole) {
      return length == whole.length()
          ? whole
          : whole.get(NDArrayIndex.interval(from, tensor.end()));
    }
  }

  /** The last node that uses each; the ends are used by themselves, what nobody wants is -1. */
  private static int[] lastUses(List<Node> nodes) {
    int[] lastUse = new int[nodes.size()];
    Arrays.fill(lastUse, -1);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.op() == Op.STORE || node.op() == Op.UPDATE) {
        lastUse[i] = i;
      }
      if (lastUse[i] >= 0) {
        for (Node operand : node.operands()) {
          if (lastUse[operand.index()] < 0) {
            lastUse[operand.index()] = i;
          }
        }
      }
    }
    return lastUse;
  }
}
