package io.gradus.kernel;

import io.gradus.api.Op;
import io.gradus.api.Reduction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a plan one operation at a time over chunks that fit the innermost cache. Needs no code
 * generation, and is the executor of last resort.
 *
 * @param <A> the heap array of the plan's precision
 */
final class Interpreter<A> implements Program {

  /** Elements in a chunk; also the block in which sums are taken. */
  private static final int CHUNK = Reduction.BLOCK;

  /** One operation on registers. */
  private record Instruction<A>(Plan.Node node, A result, A a, A b, A c) {}

  /** One pass: the numbers to spread first, then the operations on each chunk. */
  private record Walk<A>(
      Map<Plan.Node, A> spread, List<Instruction<A>> instructions, List<Instruction<A>> results) {}

  private final Plan plan;
  private final Lanes<A> lanes;
  private final List<Walk<A>> walks = new ArrayList<>();
  private final double[] uniforms;

  Interpreter(Plan plan, Lanes<A> lanes) {
    this.plan = plan;
    this.lanes = lanes;
    int highest = 0;
    for (Plan.Node node : plan.uniforms()) {
      highest = Math.max(highest, node.expr.index());
    }
    this.uniforms = new double[highest + 1];
    for (Plan.Pass pass : plan.passes()) {
      walks.add(walk(pass));
    }
  }

  @Override
  public void run(Operands operands, long from, long to, boolean isWeight) {
    for (int pass = 0; pass < walks.size(); pass++) {
      evaluateUniforms(pass, to - from, isWeight);
      Walk<A> walk = walks.get(pass);
      walk.spread().forEach((node, register) -> lanes.fill(register, uniform(node)));
      boolean last = pass == walks.size() - 1;
      double[] reduced = new double[walk.results().size()];
      for (int i = 0; i < reduced.length; i++) {
        reduced[i] =
            walk.results().get(i).node().op() == Op.GREATEST ? Double.NEGATIVE_INFINITY : 0;
      }
      for (long at = from; at < to; at += CHUNK) {
        int count = (int) Math.min(CHUNK, to - at);
        for (Instruction<A> instruction : walk.instructions()) {
          execute(instruction, operands, from, at, count);
        }
        for (int i = 0; i < reduced.length; i++) {
          Instruction<A> result = walk.results().get(i);
          if (last) {
            Memory target =
                result.node().op() == Op.UPDATE
                    ? operands.update()
                    : operands.state().get(plan.slot(result.node()));
            lanes.store(result.a(), target, at, count);
          } else if (result.node().op() == Op.SUM) {
            reduced[i] += lanes.sum(result.a(), count);
          } else {
            reduced[i] = Math.max(reduced[i], lanes.greatest(result.a(), count));
          }
        }
      }
      for (int i = 0; i < reduced.length && !last; i++) {
        uniforms[walk.results().get(i).node().expr.index()] = reduced[i];
      }
    }
  }

  private void execute(
      Instruction<A> instruction, Operands operands, long from, long at, int count) {
    switch (instruction.node().op()) {
      case GRADIENT -> lanes.load(operands.gradient(), at, instruction.result(), count);
      case PARAMETER -> lanes.load(operands.parameter(), at, instruction.result(), count);
      case SLOT ->
          lanes.load(
              operands.state().get(plan.slot(instruction.node())), at, instruction.result(), count);
      case NOISE ->
          lanes.noise(
              uniform(instruction.node().operands[0]), at - from, instruction.result(), count);
      default ->
          lanes.apply(
              instruction.node().op(),
              instruction.result(),
              instruction.a(),
              instruction.b(),
              instruction.c(),
              count);
    }
  }

  /** The uniform nodes that become known with this pass, in double. */
  private void evaluateUniforms(int pass, long length, boolean isWeight) {
    for (Plan.Node node : plan.uniforms()) {
      if (node.pass != pass || node.op().isReduction()) {
        continue;
      }
      uniforms[node.expr.index()] =
          switch (node.op()) {
            case SCALAR -> node.expr.value();
            case COUNT -> length;
            case WEIGHT -> isWeight ? 1 : 0;
            default -> node.op().apply(operand(node, 0), operand(node, 1), operand(node, 2));
          };
    }
  }

  private double operand(Plan.Node node, int i) {
    return i < node.operands.length ? uniform(node.operands[i]) : 0;
  }

  private double uniform(Plan.Node node) {
    return uniforms[node.expr.index()];
  }

  /** Gives each tensor node a register, and takes it back after the node's last use. */
  private Walk<A> walk(Plan.Pass pass) {
    Map<Plan.Node, Integer> lastUse = new HashMap<>();
    for (int i = 0; i < pass.nodes().size(); i++) {
      for (Plan.Node operand : pass.nodes().get(i).operands) {
        lastUse.put(operand, i);
      }
    }
    for (Plan.Node result : pass.results()) {
      lastUse.put(result.operands[0], Integer.MAX_VALUE);
    }
    Map<Plan.Node, A> spread = new HashMap<>();
    Map<Plan.Node, A> registers = new HashMap<>();
    Deque<A> free = new ArrayDeque<>();
    List<Instruction<A>> instructions = new ArrayList<>();
    for (int i = 0; i < pass.nodes().size(); i++) {
      Plan.Node node = pass.nodes().get(i);
      List<A> operands = new ArrayList<>();
      for (Plan.Node operand : node.operands) {
        operands.add(register(operand, registers, spread));
      }
      for (Plan.Node operand : node.operands) {
        A register = registers.get(operand);
        if (register != null && lastUse.get(operand) == i) {
          registers.remove(operand);
          free.push(register);
        }
      }
      A result = free.isEmpty() ? lanes.allocate(CHUNK) : free.pop();
      registers.put(node, result);
      instructions.add(instruction(node, result, operands));
    }
    List<Instruction<A>> results = new ArrayList<>();
    for (Plan.Node result : pass.results()) {
      A register = register(result.operands[0], registers, spread);
      results.add(instruction(result, null, List.of(register)));
    }
    return new Walk<>(spread, instructions, results);
  }

  private A register(Plan.Node node, Map<Plan.Node, A> registers, Map<Plan.Node, A> spread) {
    return node.isUniform()
        ? spread.computeIfAbsent(node, any -> lanes.allocate(CHUNK))
        : registers.get(node);
  }

  private static <A> Instruction<A> instruction(Plan.Node node, A result, List<A> operands) {
    return new Instruction<>(
        node,
        result,
        operands.isEmpty() ? null : operands.get(0),
        operands.size() < 2 ? null : operands.get(1),
        operands.size() < 3 ? null : operands.get(2));
  }
}
