package io.gradus.conformance.dl4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Contiguous parameters under one updater, driven as in DL4J's {@code UpdaterBlock}: first the
 * regularizations of every tensor, then the updater over all of them.
 */
final class Block {

  private final IUpdater configuration;
  private final List<Regularization> before;
  private final DataType type;
  private final int[] lengths;
  private final INDArray view;
  private final GradientUpdater<?> updater;

  private Block(
      IUpdater configuration,
      List<Regularization> before,
      DataType type,
      int[] lengths,
      INDArray view,
      GradientUpdater<?> updater) {
    this.configuration = configuration;
    this.before = before;
    this.type = type;
    this.lengths = lengths;
    this.view = view;
    this.updater = updater;
  }

  /** With new state; the lengths are those of the tensors. */
  static Block fresh(
      IUpdater configuration, List<Regularization> before, DataType type, int... lengths) {
    long size = 0;
    for (int length : lengths) {
      size += configuration.stateSize(length);
    }
    INDArray view = size == 0 ? null : Nd4j.create(type, size);
    return new Block(
        configuration, before, type, lengths, view, configuration.instantiate(view, true));
  }

  /** This block's state in a new view: initialized and then overwritten, as in a loaded model. */
  Block loaded(IUpdater other) {
    Block block = fresh(other, before, type, lengths);
    if (view != null) {
      block.view.assign(view);
    }
    return block;
  }

  /** A new updater over a copy of the view, which it must not change. */
  Block reinstantiated(IUpdater other) {
    INDArray copy = view == null ? null : view.dup();
    return new Block(other, before, type, lengths, copy, other.instantiate(copy, false));
  }

  /** A new updater that is given copies of the arrays by name. */
  Block fromMap(IUpdater other) {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    arrays().forEach((name, array) -> copies.put(name, array.dup()));
    return fromMap(other, before, copies, lengths);
  }

  /** In double, from arrays by name. */
  static Block fromMap(
      IUpdater configuration,
      List<Regularization> before,
      Map<String, INDArray> state,
      int... lengths) {
    return new Block(
        configuration,
        before,
        DataType.DOUBLE,
        lengths,
        null,
        configuration.instantiate(state, false));
  }

  IUpdater configuration() {
    return configuration;
  }

  GradientUpdater<?> updater() {
    return updater;
  }

  /** Takes one step; the gradient and the parameter are left unchanged. */
  double[] step(double[] gradient, double[] parameter, int iteration, int epoch) {
    INDArray update = array(gradient);
    INDArray theta = array(parameter);
    if (!before.isEmpty()) {
      handOver(theta, update, iteration, epoch);
    }
    updater.applyUpdater(update, iteration, epoch);
    theta.subi(update); // as a network does, which keeps its parameters
    return numbers(update);
  }

  private void handOver(INDArray parameter, INDArray gradient, int iteration, int epoch) {
    double rate =
        configuration.hasLearningRate() ? configuration.getLearningRate(iteration, epoch) : 1;
    long from = 0;
    for (int length : lengths) {
      INDArray theta = parameter.get(NDArrayIndex.interval(from, from + length));
      INDArray slope = gradient.get(NDArrayIndex.interval(from, from + length));
      before.forEach(each -> each.apply(theta, slope, rate, iteration, epoch));
      from += length;
    }
  }

  /** The updater's own view of its state. */
  Map<String, double[]> state() {
    Map<String, double[]> all = new LinkedHashMap<>();
    arrays().forEach((name, array) -> all.put(name, numbers(array)));
    return all;
  }

  private Map<String, INDArray> arrays() {
    Map<String, INDArray> state = updater.getState();
    return state == null ? Map.of() : state;
  }

  /** The view as it lies: all of the first array, then all of the second. */
  double[] view() {
    return view == null ? new double[0] : numbers(view);
  }

  private INDArray array(double[] numbers) {
    return Nd4j.createFromArray(numbers).castTo(type);
  }

  static double[] numbers(INDArray array) {
    return array.castTo(DataType.DOUBLE).dup('c').reshape(array.length()).toDoubleVector();
  }
}
