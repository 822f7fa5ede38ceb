package io.gradus.dl4j;

import io.gradus.kernel.Kernel;
import java.lang.ref.WeakReference;
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

  /** What the parameters lie in; kept alive until an updater takes them. */
  private DataBuffer[] buffer = new DataBuffer[16];

  private boolean[] beforeBias = new boolean[16];
  private int count;
  private int shownAt = -1;

  private List<Long> borders = List.of();
  private long networkAddress;
  private long lastGradient;
  private boolean taken;
  private double networkNorm = Kernel.UNKNOWN_NORM;

  /** The array that holds all parameters of the network that was shown last, while it lives. */
  private WeakReference<DataBuffer> parameters = new WeakReference<>(null);

  /** The array of that network's gradients, if one of them was shown since. */
  private WeakReference<DataBuffer> gradients = new WeakReference<>(null);

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
   *
   * <p>Rules run over elements in row-major order. A network's parameters are flat and have no
   * other; a variable of SameDiff may lie in another, and is then shown as a copy.
   *
   * @param isBiasFirst whether the bias of this layer lies before its weights, while DL4J shows it
   *     behind them
   */
  void add(
      INDArray parameterView,
      INDArray gradientView,
      boolean isWeight,
      long rowLength,
      boolean isBiasFirst,
      int iteration) {
    if (iteration != shownAt) {
      Arrays.fill(buffer, null);
      count = 0;
      shownAt = iteration;
    }
    INDArray dense = NativeMemory.isDense(parameterView) ? parameterView : parameterView.dup('c');
    long from = NativeMemory.address(gradientView);
    long to = from + gradientView.length() * gradientView.dataType().width();
    forget(from, to, gradientView.dataType().width());
    if (count == gradient.length) {
      gradient = Arrays.copyOf(gradient, 2 * count);
      parameter = Arrays.copyOf(parameter, 2 * count);
      length = Arrays.copyOf(length, 2 * count);
      weight = Arrays.copyOf(weight, 2 * count);
      this.rowLength = Arrays.copyOf(this.rowLength, 2 * count);
      buffer = Arrays.copyOf(buffer, 2 * count);
      beforeBias = Arrays.copyOf(beforeBias, 2 * count);
    }
    gradient[count] = from;
    parameter[count] = NativeMemory.address(dense);
    length[count] = gradientView.length();
    weight[count] = isWeight;
    this.rowLength[count] = rowLength;
    buffer[count] = NativeMemory.root(dense);
    beforeBias[count] = isBiasFirst && isWeight;
    count++;
    if (isBiasFirst && !isWeight) {
      moveBiasToFront(gradientView.dataType().width());
    }
    show(parameterView);
    pair(NativeMemory.root(gradientView));
  }

  /** Notes where a network's parameters lie. DL4J shows them for the score as well. */
  @SuppressWarnings("ReferenceEquality") // the object is what tells networks apart
  void show(INDArray parameterView) {
    DataBuffer all = NativeMemory.root(parameterView);
    if (parameters.get() != all) {
      parameters = new WeakReference<>(all);
      gradients = new WeakReference<>(null);
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private void pair(DataBuffer allGradients) {
    if (gradients.get() != allGradients) {
      gradients = new WeakReference<>(allGradients);
    }
  }

  /**
   * Where the parameters of a block lie of which none was handed over, such as one of a single
   * BatchNormalization: the other parameters of its network tell.
   *
   * @param allGradients what the gradients of the block's network lie in
   * @param isBound whether the block's network is known to be bound; if so, what was shown last for
   *     a score is taken to be of this network even before one of its gradients was shown
   * @return what all parameters lie in, in the order of the gradients; null if it cannot be told
   */
  @SuppressWarnings("ReferenceEquality") // arrays may be equal and yet be two networks'
  DataBuffer parametersBeside(DataBuffer allGradients, boolean isBound) {
    DataBuffer all = parameters.get();
    if (all == null
        || all.dataType() != allGradients.dataType()
        || all.length() != allGradients.length()) {
      return null;
    }
    DataBuffer paired = gradients.get();
    if (paired == null && isBound) {
      pair(allGradients);
      return all;
    }
    return paired == allGradients ? all : null;
  }

  /** Gives the bias that was noted last the place of its layer's weights, and moves them behind. */
  private void moveBiasToFront(int width) {
    int at = count - 1;
    long size = length[at];
    for (; at > 0 && beforeBias[at - 1]; at--) {
      gradient[at] = gradient[at - 1] + size * width;
      parameter[at] = parameter[at - 1] + size * width;
      length[at] = length[at - 1];
      weight[at] = true;
      rowLength[at] = rowLength[at - 1];
      beforeBias[at] = false;
      length[at - 1] = size;
      weight[at - 1] = false;
      rowLength[at - 1] = 1;
    }
    beforeBias[at] = false;
  }

  /**
   * Takes the norm of the network's gradient before anything has changed it, at the first of the
   * network's parameters that is shown in an update. DL4J walks through the gradient from its start
   * to its end, so that whatever does not lie behind the one before it begins another update.
   */
  void noteNetwork(INDArray gradientView, long length, List<Long> trained, int iteration) {
    DataBuffer all = NativeMemory.root(gradientView);
    if (length != all.length()) { // nobody asks for the norm, or the network is not as it was bound
      networkAddress = 0;
      networkNorm = Kernel.UNKNOWN_NORM;
      return;
    }
    long start = all.platformAddress();
    boolean sameNetwork = start == networkAddress && trained.equals(borders);
    networkAddress = start;
    borders = trained;
    long at = NativeMemory.address(gradientView);
    boolean goesOn = at > lastGradient || (at == lastGradient && !taken);
    if (!sameNetwork || !goesOn || iteration != shownAt) {
      double squares = 0;
      for (int i = 0; i < trained.size(); i += 2) {
        long from = start + trained.get(i) * all.dataType().width();
        long elements = trained.get(i + 1) - trained.get(i);
        squares += NativeMemory.sumOfSquares(NativeMemory.flat(all, from, elements));
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
        buffer[kept] = buffer[i];
        beforeBias[kept] = beforeBias[i];
        kept++;
      }
    }
    Arrays.fill(buffer, kept, count, null);
    count = kept;
  }

  void clear() {
    count = 0;
    Arrays.fill(buffer, null);
    taken = true;
  }

  int count() {
    return count;
  }

  /** The last of those whose gradients begin in a range of addresses; -1 for none. */
  int lastWithin(long from, long bytes) {
    int last = count - 1;
    while (last >= 0 && (gradient[last] < from || gradient[last] >= from + bytes)) {
      last--;
    }
    return last;
  }

  long gradient(int i) {
    return gradient[i];
  }

  long parameter(int i) {
    return parameter[i];
  }

  DataBuffer buffer(int i) {
    return buffer[i];
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
