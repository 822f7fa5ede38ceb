package io.gradus.dl4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What DL4J shows a {@link ParameterHandOver} just before it calls an updater on the same thread:
 * where each parameter and its gradient lie. DL4J shows updaters no parameters, but both lie in
 * flat arrays in the same order, so one pair of addresses tells where all of a block's parameters
 * are.
 */
final class HandOver {

  private static final ThreadLocal<HandOver> CURRENT = ThreadLocal.withInitial(HandOver::new);

  private long[] gradient = new long[16];
  private long[] parameter = new long[16];
  private long[] length = new long[16];
  private boolean[] weight = new boolean[16];
  private int count;
  private int shownAt = -1;

  static HandOver current() {
    return CURRENT.get();
  }

  /**
   * Notes a parameter and its gradient.
   *
   * <p>What DL4J shows before an updater of its own is taken by nobody, and memory is used again by
   * other networks: so what an earlier iteration left is forgotten, and so is whatever lay where
   * this gradient lies now. DL4J shows twice what is set for the whole network; the second replaces
   * the first.
   */
  void add(INDArray parameterView, INDArray gradientView, boolean isWeight, int iteration) {
    if (iteration != shownAt) {
      count = 0;
      shownAt = iteration;
    }
    long from = NativeMemory.address(gradientView);
    long to = from + gradientView.length() * gradientView.dataType().width();
    forget(from, to, gradientView.dataType().width());
    if (count == gradient.length) {
      gradient = Arrays.copyOf(gradient, 2 * count);
      parameter = Arrays.copyOf(parameter, 2 * count);
      length = Arrays.copyOf(length, 2 * count);
      weight = Arrays.copyOf(weight, 2 * count);
    }
    gradient[count] = from;
    parameter[count] = NativeMemory.address(parameterView);
    length[count] = gradientView.length();
    weight[count] = isWeight;
    count++;
  }

  /** Drops what overlaps a range of addresses. */
  private void forget(long from, long to, int width) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (gradient[i] >= to || gradient[i] + length[i] * width <= from) {
        gradient[kept] = gradient[i];
        parameter[kept] = parameter[i];
        length[kept] = length[i];
        weight[kept] = weight[i];
        kept++;
      }
    }
    count = kept;
  }

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  long gradient(int i) {
    return gradient[i];
  }

  long parameter(int i) {
    return parameter[i];
  }

  long length(int i) {
    return length[i];
  }

  boolean isWeight(int i) {
    return weight[i];
  }
}
