package io.gradus.kernel;

import io.gradus.api.Op;
import io.gradus.api.Precision;
import io.gradus.api.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a plan over chunks that fit the innermost cache: computes them with a {@link ChunkLoop} into
 * heap arrays, and copies these to their destinations. The inputs are read where they lie, or
 * copied to the heap first where the JVM or the memory forbids that. Where a pass has a {@link
 * SegmentLoop} and the JIT compiler has made it fast, that runs directly on the memory instead.
 *
 * <p>Neither threads, nor chunks, nor the kind of loop change any bit of the result.
 *
 * @param <A> the heap array of the plan's precision
 */
final class ChunkProgram<A> implements Program {

  /** Elements in a chunk; also the block size of sums. */
  static final int CHUNK = Reduction.BLOCK;

  /** Where the loops of a pass come from. */
  interface Loops {
    /** A generated loop that reads from a source, or null if the pass must be interpreted. */
    ChunkLoop chunkLoop(Plan.Pass pass, Stages stages, OffHeap.Source source);

    /** The loop that works directly on memory, or null if there is none. */
    HotLoop segmentLoop(Plan.Pass pass);
  }

  private final Plan plan;
  private final Lanes<A> lanes;
  private final int shares;
  private final long worthSharing;
  private final double[] uniforms;
  private final List<Walk> walks = new ArrayList<>();
  private final Map<Plan.Node, Memory> ofRows = new HashMap<>();

  ChunkProgram(Plan plan, Lanes<A> lanes, Loops loops, int threads, long worthSharing) {
    this.plan = plan;
    this.lanes = lanes;
    this.shares = threads;
    this.worthSharing = worthSharing;
    this.uniforms = plan.newUniforms();
    for (Plan.Pass pass : plan.passes()) {
      walks.add(new Walk(pass, loops));
    }
  }

  @Override
  public void run(Operands operands, long from, Tensors.Tensor tensor, double globalNorm) {
    for (int i = 0; i < walks.size(); i++) {
      plan.evaluateUniforms(uniforms, i, tensor.end() - from, tensor, globalNorm);
      walks.get(i).run(operands, from, tensor.end());
      walks.get(i).reduceRows(from, tensor);
    }
  }

  private Memory memory(Operands operands, Plan.Node node) {
    return switch (node.op()) {
      case GRADIENT -> operands.gradient();
      case PARAMETER -> operands.parameter();
      case UPDATE -> operands.update();
      case ROW_SUM, ROW_MEAN, ROW_NORM -> ofRows(node, operands.gradient());
      default -> operands.state().get(plan.slot(node));
    };
  }

  /** Memory laid out like the gradient's; allocated once. */
  private Memory ofRows(Plan.Node node, Memory gradient) {
    Memory memory = ofRows.get(node);
    if (memory == null || memory.length() != gradient.length() || !memory.hasWindowsOf(gradient)) {
      memory = Memory.allocateLike(gradient);
      ofRows.put(node, memory);
    }
    return memory;
  }

  /** One pass over memory. */
  private final class Walk {
    private final Plan.Pass pass;
    private final Stages stages;
    private final Loops loops;
    private final HotLoop segmentLoop;
    private final List<Share> ready = new ArrayList<>();
    private final Memory[] sources;
    private final Memory[] targets;
    private final double[] scalars;

    /** Index into {@code uniforms} for each scalar. */
    private final int[] scalarsFrom;

    private final double[] reduced;
    private final boolean reduces;
    private final boolean reducesRows;

    /** The factor for the elements of each norm: see {@link Reduction#scale}. */
    private final double[] scales;

    private Operands begunWith;
    private OffHeap.Source source;

    /** Null if the pass is interpreted. */
    private ChunkLoop generated;

    private A rowChunk;

    Walk(Plan.Pass pass, Loops loops) {
      this.pass = pass;
      this.stages = Stages.of(pass);
      this.loops = loops;
      this.segmentLoop = loops.segmentLoop(pass);
      this.sources = new Memory[pass.inputs().size()];
      this.targets = new Memory[pass.outputs().size()];
      this.scalars = new double[pass.scalars().size()];
      this.scalarsFrom = pass.scalars().stream().mapToInt(node -> node.expr().index()).toArray();
      this.reduced = new double[targets.length];
      this.reduces = pass.reduces();
      this.reducesRows = pass.ends().stream().anyMatch(end -> end.op().isOverRows());
      this.scales = new double[targets.length];
    }

    void run(Operands operands, long from, long to) {
      begin(operands);
      Arrays.fill(scales, 1);
      walk(from, to);
      if (reduces && rescales()) {
        walk(from, to);
      }
      for (int i = 0; reduces && i < targets.length; i++) {
        if (targets[i] == null) {
          uniforms[pass.ends().get(i).expr().index()] =
              op(i) == Op.NORM ? Math.sqrt(reduced[i]) / scales[i] : reduced[i];
        }
      }
    }

    /** Whether a norm must be computed again; if so, its scale is set. */
    private boolean rescales() {
      boolean again = false;
      for (int i = 0; i < scales.length; i++) {
        if (op(i) == Op.NORM) {
          scales[i] = Reduction.scale(reduced[i]);
          again |= scales[i] != 1;
        }
      }
      return again;
    }

    private Op op(int end) {
      return pass.ends().get(end).op();
    }

    private void walk(long from, long to) {
      for (int i = 0; reduces && i < reduced.length; i++) {
        reduced[i] = op(i) == Op.REDUCE_MAX ? Double.NEGATIVE_INFINITY : 0;
      }
      boolean onSegments = segmentLoop != null && segmentLoop.isHot(to - from);
      int wanted = !reduces && to - from >= worthSharing ? shares : 1;
      while (ready.size() < wanted) {
        ready.add(new Share());
      }
      if (wanted == 1) {
        ready.get(0).run(onSegments, from, from, to);
      } else {
        long chunks = (to - from + CHUNK - 1) / CHUNK;
        Threads.run(
            wanted,
            i ->
                ready
                    .get(i)
                    .run(
                        onSegments,
                        from,
                        from + chunks * i / wanted * CHUNK,
                        Math.min(to, from + chunks * (i + 1) / wanted * CHUNK)));
      }
    }

    /** Replaces the elements of each row with the row's result. */
    void reduceRows(long from, Tensors.Tensor tensor) {
      for (int i = 0; reducesRows && i < targets.length; i++) {
        if (op(i).isOverRows()) {
          if (rowChunk == null) {
            rowChunk = lanes.allocate(CHUNK);
          }
          for (long row = from; row < tensor.end(); row += tensor.rowLength()) {
            reduceRow(op(i), targets[i], row, row + tensor.rowLength());
          }
        }
      }
    }

    private void reduceRow(Op op, Memory memory, long from, long to) {
      double number =
          switch (op) {
            case ROW_NORM -> rowNorm(memory, from, to);
            case ROW_MEAN -> rowSum(memory, from, to) / (to - from);
            default -> rowSum(memory, from, to);
          };
      lanes.fill(rowChunk, number);
      for (long at = from; at < to; at += CHUNK) {
        lanes.store(rowChunk, memory, at, (int) Math.min(CHUNK, to - at));
      }
    }

    private double rowSum(Memory memory, long from, long to) {
      double sum = 0;
      for (long at = from; at < to; at += CHUNK) {
        int count = (int) Math.min(CHUNK, to - at);
        lanes.load(memory, at, rowChunk, count);
        sum += lanes.sum(rowChunk, count);
      }
      return sum;
    }

    private double rowNorm(Memory memory, long from, long to) {
      double squares = rowSquares(memory, from, to, 1);
      double scale = Reduction.scale(squares);
      return Math.sqrt(scale == 1 ? squares : rowSquares(memory, from, to, scale)) / scale;
    }

    private double rowSquares(Memory memory, long from, long to, double scale) {
      double sum = 0;
      for (long at = from; at < to; at += CHUNK) {
        int count = (int) Math.min(CHUNK, to - at);
        lanes.load(memory, at, rowChunk, count);
        sum += lanes.sumOfSquares(rowChunk, count, scale);
      }
      return sum;
    }

    @SuppressWarnings("ReferenceEquality") // the same object has the same arrays
    private void begin(Operands operands) {
      for (int i = 0; i < scalars.length; i++) {
        scalars[i] = uniforms[scalarsFrom[i]];
      }
      if (begunWith != operands) {
        begunWith = operands;
        for (int i = 0; i < sources.length; i++) {
          sources[i] = memory(operands, pass.inputs().get(i));
        }
        for (int i = 0; i < targets.length; i++) {
          Plan.Node end = pass.ends().get(i);
          targets[i] = end.op().isReduction() ? null : memory(operands, end);
        }
        choose(Arrays.stream(sources).allMatch(Memory::isOffHeap));
      }
    }

    /** Chooses the loop at the first step, and again when memory has moved to or from the heap. */
    private void choose(boolean offHeap) {
      OffHeap.Source best = offHeap ? OffHeap.SOURCE : OffHeap.Source.ARRAYS;
      boolean interprets = source != null && generated == null;
      if (source != best && !interprets) {
        generated = loops.chunkLoop(pass, stages, best);
        source = generated == null ? OffHeap.Source.ARRAYS : best;
        ready.clear();
      }
    }

    /** The arrays of one thread. */
    private final class Share {
      private final ChunkLoop loop =
          generated == null ? new InterpretedLoop<>(pass, lanes, CHUNK) : generated;
      private final long[] places = new long[sources.length];
      private final Object[] inputs = new Object[sources.length];
      private final Object[] outputs = new Object[targets.length + stages.temporaries().size()];
      private final Object[] inputSegments = new Object[sources.length];
      private final Object[] outputSegments = new Object[targets.length];

      void run(boolean onSegments, long tensor, long from, long to) {
        if (onSegments) {
          segments(tensor, from, to);
        } else {
          chunks(tensor, from, to);
        }
      }

      private void segments(long tensor, long from, long to) {
        long length = targets[0].windowLength();
        for (long at = from; at < to; ) {
          long window = at / length;
          long start = window * length;
          long end = Math.min(to, start + length);
          for (int i = 0; i < sources.length; i++) {
            inputSegments[i] = sources[i].segment((int) window);
          }
          for (int i = 0; i < targets.length; i++) {
            outputSegments[i] = targets[i].segment((int) window);
          }
          at +=
              segmentLoop.run(inputSegments, outputSegments, scalars, at - start, (int) (end - at));
          if (at < end) {
            chunks(tensor, at, end); // the rest that fills no vector
          }
          at = end;
        }
      }

      private void chunks(long tensor, long from, long to) {
        allocate();
        for (long at = from; at < to; at += CHUNK) {
          int count = (int) Math.min(CHUNK, to - at);
          for (int i = 0; i < inputs.length; i++) {
            if (source == OffHeap.Source.ARRAYS) {
              lanes.load(sources[i], at, array(inputs[i]), count);
            } else {
              places[i] = sources[i].place(at);
            }
          }
          loop.run(inputs, places, outputs, scalars, at - tensor, count);
          for (int i = 0; i < targets.length; i++) {
            end(i, at, count);
          }
        }
      }

      /** Allocates the arrays at the first chunk: loops on segments may need none. */
      private void allocate() {
        for (int i = 0; i < inputs.length; i++) {
          if (source == OffHeap.Source.BUFFERS) {
            inputs[i] = sources[i].buffer();
          } else if (source == OffHeap.Source.ARRAYS && inputs[i] == null) {
            inputs[i] = lanes.allocate(CHUNK);
          }
        }
        for (int i = 0; i < outputs.length && outputs[i] == null; i++) {
          outputs[i] = lanes.allocate(CHUNK);
        }
      }

      private void end(int i, long at, int count) {
        A result = array(outputs[i]);
        if (targets[i] != null) {
          lanes.store(result, targets[i], at, count);
        } else {
          reduced[i] =
              switch (op(i)) {
                case SUM -> reduced[i] + lanes.sum(result, count);
                case NORM -> reduced[i] + lanes.sumOfSquares(result, count, scales[i]);
                default -> Math.max(reduced[i], lanes.greatest(result, count));
              };
        }
      }

      @SuppressWarnings("unchecked") // the lanes allocated it
      private A array(Object array) {
        return (A) array;
      }
    }
  }

  /** The lanes of a precision. */
  static Program of(Plan plan, Precision precision, Loops loops, int threads, long worthSharing) {
    return precision == Precision.FLOAT
        ? new ChunkProgram<>(plan, new FloatLanes(), loops, threads, worthSharing)
        : new ChunkProgram<>(plan, new DoubleLanes(), loops, threads, worthSharing);
  }
}
