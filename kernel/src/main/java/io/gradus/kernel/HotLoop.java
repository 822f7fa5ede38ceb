package io.gradus.kernel;

import io.gradus.api.Precision;
import java.lang.System.Logger.Level;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A segment loop that waits until the JIT compiler has made it fast. Until then it boxes every
 * vector and is a hundred times slower than the plain loop; so a rule starts on the plain loop, and
 * once it has proved to be in use, a background thread makes this one and warms it up on separate
 * memory.
 */
final class HotLoop {

  /**
   * Elements after which a rule counts as in use: making the loop fast takes longer than the plain
   * loop needs for this many.
   */
  private static final long WORTH_WARMING = 1L << 24;

  private static final int ELEMENTS = 1 << 15;
  private static final int RUNS = 3_000;

  private static final System.Logger LOG = System.getLogger(HotLoop.class.getName());

  private final Plan.Pass pass;
  private final Precision precision;
  private final Supplier<SegmentLoop> source;
  private volatile SegmentLoop loop;
  private long computed;

  HotLoop(Plan.Pass pass, Precision precision, Supplier<SegmentLoop> source) {
    this.pass = pass;
    this.precision = precision;
    this.source = source;
  }

  /** Makes the loop now, to be used however slow it still is. */
  void makeNow() {
    loop = source.get();
  }

  /**
   * Counts the elements of this step, starts the warm-up when it pays off, and says whether the
   * loop is ready.
   */
  boolean isHot(long elements) {
    if (loop != null) {
      return true;
    }
    if (computed < WORTH_WARMING) {
      computed += elements;
      if (computed >= WORTH_WARMING) {
        Threads.thread(this::warmUp, "gradus-warm-up").start();
      }
    }
    return false;
  }

  int run(Object[] inputs, Object[] outputs, double[] scalars, long from, int count) {
    return loop.run(inputs, outputs, scalars, from, count);
  }

  private void warmUp() {
    try {
      SegmentLoop cold = source.get();
      Object[] inputs = scratch(pass.inputs().size());
      Object[] outputs = scratch(pass.outputs().size());
      double[] scalars = new double[pass.scalars().size()];
      Arrays.fill(scalars, 1);
      for (int i = 0; i < RUNS; i++) {
        cold.run(inputs, outputs, scalars, 0, ELEMENTS);
      }
      loop = cold;
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "The rule stays on the plain loop.", e);
    }
  }

  private Object[] scratch(int count) {
    Object[] segments = new Object[count];
    for (int i = 0; i < count; i++) {
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(ELEMENTS * Double.BYTES).order(ByteOrder.nativeOrder());
      Buffer buffer = precision == Precision.FLOAT ? bytes.asFloatBuffer() : bytes.asDoubleBuffer();
      segments[i] = VectorLoop.segment(buffer);
    }
    return segments;
  }
}
