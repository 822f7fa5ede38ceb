package io.gradus.kernel;

import io.gradus.api.Precision;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A segment loop that waits until the JIT compiler has made it fast. Until then it boxes every
 * vector and is a hundred times slower than the plain loop; so a rule begins on the plain loop, and
 * once it has shown that it will be used, a thread in the background runs this one on memory of its
 * own.
 */
final class HotLoop {

  /** Steps after which a rule is taken to be in use. */
  private static final int STEPS = 16;

  private static final int ELEMENTS = 1 << 15;
  private static final int RUNS = 3_000;

  private final SegmentLoop loop;
  private final Plan.Pass pass;
  private final Precision precision;
  private volatile boolean hot;
  private int steps;

  HotLoop(SegmentLoop loop, Plan.Pass pass, Precision precision, boolean atOnce) {
    this.loop = loop;
    this.pass = pass;
    this.precision = precision;
    this.hot = atOnce;
  }

  /** Whether to use it at this step; counts the steps. */
  boolean isHot() {
    if (!hot && ++steps == STEPS) {
      Thread thread = new Thread(this::warmUp, "gradus-warm-up");
      thread.setDaemon(true);
      thread.start();
    }
    return hot;
  }

  int run(Object[] inputs, Object[] outputs, double[] scalars, long from, int count) {
    return loop.run(inputs, outputs, scalars, from, count);
  }

  private void warmUp() {
    Object[] inputs = scratch(pass.inputs().size());
    Object[] outputs = scratch(pass.outputs().size());
    double[] scalars = new double[pass.scalars().size()];
    Arrays.fill(scalars, 1);
    for (int i = 0; i < RUNS; i++) {
      loop.run(inputs, outputs, scalars, 0, ELEMENTS);
    }
    hot = true;
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
