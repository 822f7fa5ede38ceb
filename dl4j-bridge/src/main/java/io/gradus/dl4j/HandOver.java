package io.gradus.dl4j;

import io.gradus.api.Reduction;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What DL4J shows a {@link ParameterAccess} just before it calls an updater on the same thread:
 * where each parameter and its gradient lie. DL4J shows updaters no parameters, but both lie in
 * flat arrays in the same order, so one pair of addresses tells where all of a block's parameters
 * are.
 */
final class HandOver {

  private static final ThreadLocal<HandOver> CURRENT = ThreadLocal.withInitial(HandOver::new);

  /**
   * Those that are shown now, and behind them others to be used again. They do not keep a network
   * alive: what DL4J shows before an updater of its own, nobody takes.
   */
  private final List<Shown> shown = new ArrayList<>();

  private int count;
  private int shownAt = -1;

  private List<Long> borders = List.of();
  private long networkAddress;
  private long networkLength;
  private long lastGradient;
  private boolean taken;
  private double globalNorm = BlockExecutor.UNKNOWN_NORM;

  /** The parts of its gradient that are trained; kept, as views are slow to make. */
  private WeakReference<Trained> trained = new WeakReference<>(null);

  /** The array that holds all parameters of the network that was shown last, while it lives. */
  private WeakReference<DataBuffer> parameters = new WeakReference<>(null);

  /** Which of that network's parameters DL4J shows to nobody: from, to, from, to … */
  private List<Long> unshown = List.of();

  /** The array of that network's gradients, if one of them was shown since. */
  private WeakReference<DataBuffer> gradients = new WeakReference<>(null);

  /** A parameter and its gradient. Changed in place, so that a step allocates none. */
  private static final class Shown {
    private long gradient;
    private long parameter;
    private long length;
    private boolean isWeight;
    private long rowLength;
    private boolean isBeforeBias;
    private String layer;

    /** What the parameter lies in; its network keeps it alive, which updates it next. */
    private WeakReference<DataBuffer> buffer = new WeakReference<>(null);

    /** A parameter that does not lie in row-major order, to be copied if an updater takes it. */
    private WeakReference<INDArray> scattered;

    /** That copy. */
    private DataBuffer copy;

    void settle() {
      INDArray given = scattered == null ? null : scattered.get();
      if (given != null) {
        INDArray dense = given.dup('c');
        parameter = NativeMemory.address(dense);
        copy = NativeMemory.root(dense);
        scattered = null;
      }
    }
  }

  /** Views of what is trained in a network's flat gradient. */
  private record Trained(DataBuffer gradient, List<Long> borders, List<INDArray> views) {

    static Trained of(DataBuffer gradient, List<Long> borders) {
      List<INDArray> views = new ArrayList<>();
      for (int i = 0; i < borders.size(); i += 2) {
        long from = borders.get(i);
        long address = gradient.platformAddress() + from * gradient.dataType().width();
        views.add(NativeMemory.flat(gradient, address, borders.get(i + 1) - from));
      }
      return new Trained(gradient, borders, views);
    }
  }

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
   * @param layer the name of the layer; may be null
   */
  void add(
      INDArray parameterView,
      INDArray gradientView,
      boolean isWeight,
      long rowLength,
      boolean isBiasFirst,
      String layer,
      int iteration) {
    if (iteration != shownAt) {
      keep(0);
      shownAt = iteration;
    }
    int width = gradientView.dataType().width();
    long from = NativeMemory.address(gradientView);
    forget(from, from + gradientView.length() * width, width);
    if (count == shown.size()) {
      shown.add(new Shown());
    }
    Shown next = shown.get(count);
    next.gradient = from;
    next.parameter = NativeMemory.address(parameterView);
    next.length = gradientView.length();
    next.isWeight = isWeight;
    next.rowLength = rowLength;
    next.isBeforeBias = isBiasFirst && isWeight;
    next.layer = layer;
    next.buffer = reference(next.buffer, NativeMemory.root(parameterView));
    next.scattered =
        NativeMemory.isDense(parameterView) ? null : new WeakReference<>(parameterView);
    count++;
    if (isBiasFirst && !isWeight) {
      moveBiasToFront(width);
    }
    noteParameters(NativeMemory.root(parameterView));
    pair(NativeMemory.root(gradientView));
  }

  /** A reference to a buffer: the one at hand where that is to it, as it is from step to step. */
  @SuppressWarnings("ReferenceEquality")
  private static WeakReference<DataBuffer> reference(
      WeakReference<DataBuffer> known, DataBuffer buffer) {
    return known.get() == buffer ? known : new WeakReference<>(buffer);
  }

  /**
   * Notes where a network's parameters lie. DL4J shows them for the score as well.
   *
   * @param length the length of the network that was bound
   * @param unshown which of its parameters DL4J shows to nobody
   */
  void show(INDArray parameterView, long length, List<Long> unshown) {
    DataBuffer all = NativeMemory.root(parameterView);
    noteParameters(all);
    this.unshown = length == all.length() ? unshown : List.of();
  }

  @SuppressWarnings("ReferenceEquality") // the object is what tells networks apart
  private void noteParameters(DataBuffer all) {
    if (parameters.get() != all) {
      parameters = new WeakReference<>(all);
      gradients = new WeakReference<>(null);
      unshown = List.of();
    }
  }

  /** Which parameters of the network that was shown last DL4J shows to nobody. */
  List<Long> unshown() {
    return unshown;
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
    Shown bias = shown.get(at);
    for (; at > 0 && shown.get(at - 1).isBeforeBias; at--) {
      Shown weights = shown.get(at - 1);
      if (weights.gradient + weights.length * width != bias.gradient) {
        return; // they are not of one layer
      }
      bias.gradient = weights.gradient;
      bias.parameter = weights.parameter;
      weights.gradient += bias.length * width;
      weights.parameter += bias.length * width;
      weights.isBeforeBias = false;
      shown.set(at, weights);
    }
    shown.set(at, bias);
  }

  /**
   * Takes the norm of the network's gradient before anything has changed it, at the first of the
   * network's parameters that is shown in an update. DL4J walks through the gradient from its start
   * to its end, so that whatever does not lie behind the one before it begins another update.
   */
  @SuppressWarnings("ReferenceEquality") // as above
  void noteNetwork(INDArray gradientView, long length, List<Long> borders, int iteration) {
    DataBuffer all = NativeMemory.root(gradientView);
    long at = NativeMemory.address(gradientView);
    boolean goesOn =
        all == gradients.get()
            && iteration == shownAt
            && (at > lastGradient || (at == lastGradient && !taken));
    boolean agrees = length == networkLength && borders.equals(this.borders);
    networkAddress = all.platformAddress();
    networkLength = length;
    this.borders = borders;
    lastGradient = at;
    taken = false;
    long from = (at - networkAddress) / all.dataType().width();
    if (borders.isEmpty() || length != all.length() || cuts(borders, from, gradientView.length())) {
      globalNorm = BlockExecutor.UNKNOWN_NORM; // nobody asks for it, or it is not as it was bound
    } else if (!goesOn) {
      double squares = sumOfSquares(all, 1);
      double scale = Reduction.scale(squares);
      globalNorm = Math.sqrt(scale == 1 ? squares : sumOfSquares(all, scale)) / scale;
    } else if (!agrees) {
      globalNorm = BlockExecutor.UNKNOWN_NORM; // what was shown before has been changed by now
    }
  }

  /** Whether a trained part begins or ends within a parameter. */
  private static boolean cuts(List<Long> borders, long from, long length) {
    for (int i = 0; i < borders.size(); i++) {
      long border = borders.get(i);
      if (border > from && border < from + length) {
        return true;
      }
    }
    return false;
  }

  private double sumOfSquares(DataBuffer all, double scale) {
    double squares = 0;
    for (INDArray part : trained(all).views()) {
      squares += NativeMemory.sumOfSquares(part, scale);
    }
    return squares;
  }

  @SuppressWarnings("ReferenceEquality") // as above
  private Trained trained(DataBuffer all) {
    Trained known = trained.get();
    if (known == null || known.gradient() != all || !known.borders().equals(borders)) {
      known = Trained.of(all, borders);
      trained = new WeakReference<>(known);
    }
    return known;
  }

  /**
   * The norm of the gradient of the network whose parameters were shown last.
   *
   * @param address where the gradient of a block of this network lies
   * @param length its elements
   * @return unknown as well where the block is no part of what is said to be trained
   */
  double globalNorm(long address, long length, int width) {
    long from = (address - networkAddress) / width;
    for (int i = 0; i < borders.size(); i += 2) {
      if (borders.get(i) <= from && from + length <= borders.get(i + 1)) {
        return globalNorm;
      }
    }
    return BlockExecutor.UNKNOWN_NORM;
  }

  /** Drops what overlaps a range of addresses. */
  private void forget(long from, long to, int width) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      Shown one = shown.get(i);
      if (one.gradient >= to || one.gradient + one.length * width <= from) {
        Collections.swap(shown, kept, i);
        kept++;
      }
    }
    keep(kept);
  }

  /** Drops all but the first ones. */
  private void keep(int kept) {
    for (int i = kept; i < count; i++) {
      shown.get(i).scattered = null;
      shown.get(i).copy = null;
    }
    count = kept;
  }

  void clear() {
    keep(0);
    taken = true;
  }

  int count() {
    return count;
  }

  /**
   * The last of those whose gradients begin in a range of addresses, for an updater that takes it;
   * -1 for none.
   */
  int lastWithin(long from, long bytes) {
    int last = count - 1;
    while (last >= 0 && (gradient(last) < from || gradient(last) >= from + bytes)) {
      last--;
    }
    if (last >= 0) {
      shown.get(last).settle();
    }
    return last;
  }

  long gradient(int i) {
    return shown.get(i).gradient;
  }

  long parameter(int i) {
    return shown.get(i).parameter;
  }

  DataBuffer buffer(int i) {
    Shown one = shown.get(i);
    return one.copy == null ? one.buffer.get() : one.copy;
  }

  long length(int i) {
    return shown.get(i).length;
  }

  boolean isWeight(int i) {
    return shown.get(i).isWeight;
  }

  long rowLength(int i) {
    return shown.get(i).rowLength;
  }

  /** What it is and whose, for messages. */
  String name(int i) {
    Shown one = shown.get(i);
    return "the %s of %s"
        .formatted(
            one.isWeight ? "weights" : "biases",
            one.layer == null ? "a layer without a name" : "'" + one.layer + "'");
  }
}
