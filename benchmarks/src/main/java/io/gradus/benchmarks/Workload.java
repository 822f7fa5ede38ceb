package io.gradus.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arrays of a step, shaped as DL4J hands them to an updater: row vectors off the heap, and one
 * state array for all slots. Every contender works on them.
 *
 * <p>A step leaves the update where the gradient was. {@link #refill} puts a fresh gradient there:
 * updates taken for gradients would dwindle until the state holds denormal numbers, which
 * processors are slow with.
 */
final class Workload implements AutoCloseable {

  private static final int WINDOWS = 8;
  private static final int SHIFT = 1031;

  private final Rule rule;
  private final int n;
  private final INDArray gradient;
  private final INDArray state;
  private final INDArray parameter;
  private final FloatBuffer gradientBuffer;
  private final FloatBuffer stateBuffer;
  private final FloatBuffer parameterBuffer;
  private final FloatBuffer pool;
  private int refills;

  Workload(Rule rule, int n) {
    this.rule = rule;
    this.n = n;
    this.gradient = Nd4j.zeros(DataType.FLOAT, 1, n);
    this.state = Nd4j.zeros(DataType.FLOAT, 1, (long) rule.slots() * n);
    this.parameter = rule.readsParameter() ? Nd4j.zeros(DataType.FLOAT, 1, n) : null;
    this.gradientBuffer = buffer(gradient);
    this.stateBuffer = buffer(state);
    this.parameterBuffer = parameter == null ? null : buffer(parameter);
    SplittableRandom random = new SplittableRandom(42);
    int length = n + WINDOWS * SHIFT;
    this.pool =
        ByteBuffer.allocateDirect(Float.BYTES * length)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < length; i++) {
      pool.put(i, (float) (2 * random.nextDouble() - 1));
    }
    if (parameterBuffer != null) {
      for (int i = 0; i < n; i++) {
        parameterBuffer.put(i, (float) (2 * random.nextDouble() - 1));
      }
    }
    refill();
  }

  private static FloatBuffer buffer(INDArray array) {
    return array.data().asNioFloat().slice().limit((int) array.length());
  }

  /** Puts another gradient where the last update is. */
  void refill() {
    gradientBuffer.put(0, pool, refills++ % WINDOWS * SHIFT, n);
  }

  Rule rule() {
    return rule;
  }

  int length() {
    return n;
  }

  INDArray gradient() {
    return gradient;
  }

  INDArray state() {
    return state;
  }

  /** The parameters before the step; null for rules that do not read them. */
  INDArray parameter() {
    return parameter;
  }

  FloatBuffer gradientBuffer() {
    return gradientBuffer;
  }

  FloatBuffer parameterBuffer() {
    return parameterBuffer;
  }

  FloatBuffer slotBuffer(int slot) {
    return stateBuffer.slice(slot * n, n);
  }

  @Override
  public void close() {
    gradient.close();
    state.close();
    if (parameter != null) {
      parameter.close();
    }
  }
}
