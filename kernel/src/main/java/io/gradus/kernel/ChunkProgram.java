package io.gradus.kernel;

import io.gradus.api.Op;
import io.gradus.api.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Runs a plan over chunks that fit the innermost cache: copies them to heap arrays, computes them by
 * a {@link ChunkLoop}, and copies the results back. Heap arrays are what the JIT compiler vectorises
 * loops over, on every JVM.
 *
 * @param <A> the heap array of the plan's precision
 */
final class ChunkProgram<A> implements Program {

  /** Elements in a chunk; also the block in which sums are taken. */
  static final int CHUNK = Reduction.BLOCK;

  private final Plan plan;
  private final Lanes<A> lanes;
  private final double[] uniforms;
  private final List<Walk> walks = new ArrayList<>();

  ChunkProgram(Plan plan, Lanes<A> lanes, Function<Plan.Pass, ChunkLoop> loops) {
    this.plan = plan;
    this.lanes = lanes;
    this.uniforms = plan.newUniforms();
    for (Plan.Pass pass : plan.passes()) {
      walks.add(new Walk(pass, loops.apply(pass)));
    }
  }

  @Override
  public void run(Operands operands, long from, long to, boolean isWeight) {
    for (int i = 0; i < walks.size(); i++) {
      plan.evaluateUniforms(uniforms, i, to - from, isWeight);
      walks.get(i).run(operands, from, to);
    }
  }

  private Memory source(Operands operands, Plan.Node node) {
    return switch (node.op()) {
      case GRADIENT -> operands.gradient();
      case PARAMETER -> operands.parameter();
      case UPDATE -> operands.update();
      default -> operands.state().get(plan.slot(node));
    };
  }

  /** One pass with its arrays. */
  private final class Walk {
    private final Plan.Pass pass;
    private final ChunkLoop loop;
    private final Object[] inputs;
    private final Object[] outputs;
    private final Memory[] sources;
    private final Memory[] targets;
    private final double[] scalars;
    private final double[] reduced;

    Walk(Plan.Pass pass, ChunkLoop loop) {
      this.pass = pass;
      this.loop = loop;
      this.inputs = arrays(pass.inputs().size());
      this.outputs = arrays(pass.outputs().size());
      this.sources = new Memory[inputs.length];
      this.targets = new Memory[outputs.length];
      this.scalars = new double[pass.scalars().size()];
      this.reduced = new double[outputs.length];
    }

    private Object[] arrays(int count) {
      Object[] arrays = new Object[count];
      for (int i = 0; i < count; i++) {
        arrays[i] = lanes.allocate(CHUNK);
      }
      return arrays;
    }

    void run(Operands operands, long from, long to) {
      begin(operands);
      for (long at = from; at < to; at += CHUNK) {
        int count = (int) Math.min(CHUNK, to - at);
        for (int i = 0; i < inputs.length; i++) {
          lanes.load(sources[i], at, array(inputs[i]), count);
        }
        loop.run(inputs, outputs, scalars, at - from, count);
        for (int i = 0; i < outputs.length; i++) {
          end(i, at, count);
        }
      }
      for (int i = 0; i < outputs.length; i++) {
        if (targets[i] == null) {
          uniforms[pass.ends().get(i).expr().index()] = reduced[i];
        }
      }
    }

    private void begin(Operands operands) {
      for (int i = 0; i < scalars.length; i++) {
        scalars[i] = uniforms[pass.scalars().get(i).expr().index()];
      }
      for (int i = 0; i < inputs.length; i++) {
        sources[i] = source(operands, pass.inputs().get(i));
      }
      for (int i = 0; i < outputs.length; i++) {
        Plan.Node end = pass.ends().get(i);
        targets[i] = end.op().isReduction() ? null : source(operands, end);
        reduced[i] = end.op() == Op.GREATEST ? Double.NEGATIVE_INFINITY : 0;
      }
    }

    private void end(int i, long at, int count) {
      A result = array(outputs[i]);
      if (targets[i] != null) {
        lanes.store(result, targets[i], at, count);
      } else if (pass.ends().get(i).op() == Op.SUM) {
        reduced[i] += lanes.sum(result, count);
      } else {
        reduced[i] = Math.max(reduced[i], lanes.greatest(result, count));
      }
    }

    @SuppressWarnings("unchecked") // the lanes allocated it
    private A array(Object array) {
      return (A) array;
    }
  }
}
