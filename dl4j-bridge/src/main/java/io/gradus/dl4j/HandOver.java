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

  static HandOver current() {
    return CURRENT.get();
  }

  void add(INDArray parameterView, INDArray gradientView, boolean isWeight) {
    long address = NativeMemory.address(gradientView);
    for (int i = 0; i < count; i++) {
      if (gradient[i] == address) {
        return; // DL4J applies what is set for the whole network twice
      }
    }
    if (count == gradient.length) {
      gradient = Arrays.copyOf(gradient, 2 * count);
      parameter = Arrays.copyOf(parameter, 2 * count);
      length = Arrays.copyOf(length, 2 * count);
      weight = Arrays.copyOf(weight, 2 * count);
    }
    gradient[count] = address;
    parameter[count] = NativeMemory.address(parameterView);
    length[count] = gradientView.length();
    weight[count] = isWeight;
    count++;
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
