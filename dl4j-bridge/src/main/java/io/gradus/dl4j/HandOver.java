package io.gradus.dl4j;

import io.gradus.kernel.Kernel;
import io.gradus.kernel.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataBuffer;
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
  private long[] rowLength = new long[16];
  private int count;
  private int shownAt = -1;

  private final List<Memory> network = new ArrayList<>();
  private List<Long> borders = List.of();
  private long networkAddress;
  private long lastGradient;
  private boolean taken;
  private double networkNorm = Kernel.UNKNOWN_NORM;

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
  void add(
      INDArray parameterView,
      INDArray gradientView,
      boolean isWeight,
      long rowLength,
      int iteration) {
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
      this.rowLength = Arrays.copyOf(this.rowLength, 2 * count);
    }
    gradient[count] = from;
    parameter[count] = NativeMemory.address(parameterView);
    length[count] = gradientView.length();
    weight[count] = isWeight;
    this.rowLength[count] = rowLength;
    count++;
  }

  /**
   * Takes the norm of the network's gradient before anything has changed it, at the first of the
   * network's parameters that is shown in an update. DL4J walks through the gradient from its start
   * to its end, so that whatever does not lie behind the one before it begins another update.
   */
  void noteNetwork(INDArray gradientView, long length, List<Long> trained, int iteration) {
    DataBuffer all = NativeMemory.root(gradientView);
    if (length != all.length()) { // nobody asks for the norm, or the network is not as it was bound
      network.clear();
      networkNorm = Kernel.UNKNOWN_NORM;
      return;
    }
    boolean sameNetwork =
        !network.isEmpty() && all.address() == networkAddress && trained.equals(borders);
    if (!sameNetwork) {
      network.clear();
      for (int i = 0; i < trained.size(); i += 2) {
        long from = all.address() + trained.get(i) * all.dataType().width();
        network.add(NativeMemory.of(from, all.dataType(), trained.get(i + 1) - trained.get(i)));
      }
      networkAddress = all.address();
      borders = trained;
    }
    long at = NativeMemory.address(gradientView);
    boolean goesOn = at > lastGradient || (at == lastGradient && !taken);
    if (!sameNetwork || !goesOn || iteration != shownAt) {
      double squares = 0;
      for (int i = 0; i < network.size(); i++) {
        squares += network.get(i).sumOfSquares();
      }
      networkNorm = Math.sqrt(squares);
    }
    lastGradient = at;
    taken = false;
  }

  /** The norm of the gradient of the network whose parameters were shown last. */
  double networkNorm() {
    return networkNorm;
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
        rowLength[kept] = rowLength[i];
        kept++;
      }
    }
    count = kept;
  }

  void clear() {
    count = 0;
    taken = true;
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

  long rowLength(int i) {
    return rowLength[i];
  }
}
