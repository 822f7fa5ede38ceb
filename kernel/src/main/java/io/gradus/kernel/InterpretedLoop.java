package io.gradus.kernel;

import io.gradus.api.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes a pass one operation at a time. Needs no code generation and is the executor of last
 * resort. Not thread-safe: it keeps its registers.
 *
 * @param <A> the heap array of the plan's precision
 */
final class InterpretedLoop<A> implements ChunkLoop {

  /** One operation on registers: the result's, then the operands'. */
  private record Instruction(Op op, int result, int a, int b, int c) {}

  private static final int NONE = -1;

  private final Lanes<A> lanes;
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<A> registers = new ArrayList<>();
  private final int[] results;
  private final int inputs;
  private final double[] spread;

  InterpretedLoop(Plan.Pass pass, Lanes<A> lanes, int chunk) {
    this.lanes = lanes;
    this.inputs = pass.inputs().size();
    this.spread = new double[pass.scalars().size()];
    Map<Plan.Node, Integer> register = new HashMap<>();
    for (Plan.Node input : pass.inputs()) {
      register.put(input, registers.size());
      registers.add(null); // the caller's
    }
    for (Plan.Node scalar : pass.scalars()) {
      register.put(scalar, registers.size());
      registers.add(lanes.allocate(chunk)); // all 0, as spread says
    }
    allocate(pass, register, chunk);
    this.results = pass.outputs().stream().mapToInt(register::get).toArray();
  }

  /** Gives each operation its own register, and reuses it after the last use of the result. */
  private void allocate(Plan.Pass pass, Map<Plan.Node, Integer> register, int chunk) {
    Map<Plan.Node, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < pass.operations().size(); i++) {
      for (Plan.Node operand : pass.operations().get(i).operands()) {
        lastUse.put(operand, i);
      }
    }
    pass.outputs().forEach(output -> lastUse.put(output, Integer.MAX_VALUE));
    int kept = registers.size();
    Deque<Integer> free = new ArrayDeque<>();
    for (int i = 0; i < pass.operations().size(); i++) {
      Plan.Node node = pass.operations().get(i);
      int[] operands = {NONE, NONE, NONE};
      for (int j = 0; j < node.operands().size(); j++) {
        operands[j] = register.get(node.operands().get(j));
      }
      for (Plan.Node operand : node.operands()) {
        int used = register.get(operand);
        if (used >= kept && lastUse.get(operand) == i && !free.contains(used)) {
          free.push(used);
        }
      }
      if (free.isEmpty()) {
        free.push(registers.size());
        registers.add(lanes.allocate(chunk));
      }
      int result = free.pop();
      register.put(node, result);
      instructions.add(new Instruction(node.op(), result, operands[0], operands[1], operands[2]));
    }
  }

  @Override
  @SuppressWarnings("unchecked") // the arrays are of the lanes' type
  public void run(
      Object[] in, long[] places, Object[] out, double[] scalars, long index, int count) {
    for (int i = 0; i < inputs; i++) {
      registers.set(i, (A) in[i]);
    }
    for (int i = 0; i < scalars.length; i++) {
      if (Double.doubleToRawLongBits(spread[i]) != Double.doubleToRawLongBits(scalars[i])) {
        lanes.fill(registers.get(inputs + i), scalars[i]);
        spread[i] = scalars[i];
      }
    }
    for (Instruction instruction : instructions) {
      A result = registers.get(instruction.result());
      if (instruction.op() == Op.NOISE) {
        lanes.noise(scalars[instruction.a() - inputs], index, result, count);
      } else {
        lanes.apply(
            instruction.op(),
            result,
            get(instruction.a()),
            get(instruction.b()),
            get(instruction.c()),
            count);
      }
    }
    for (int i = 0; i < results.length; i++) {
      System.arraycopy(registers.get(results[i]), 0, out[i], 0, count);
    }
  }

  private A get(int register) {
    return register == NONE ? null : registers.get(register);
  }
}
