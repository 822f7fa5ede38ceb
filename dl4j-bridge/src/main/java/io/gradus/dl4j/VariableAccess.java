package io.gradus.dl4j;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;

/**
 * Shows the variables of a SameDiff graph to Gradus's updaters. Set by {@link
 * Dl4j#bind(org.nd4j.autodiff.samediff.TrainingConfig)}; public because DL4J's JSON names it. It
 * changes nothing and adds nothing to the loss.
 *
 * <p>SameDiff calls a regularization with every variable and its gradient just before the updater.
 * It has one list of them for all variables and tells no names, so what is a weight follows from
 * the shape.
 */
@JsonDeserialize(using = VariableAccess.Reader.class)
public record VariableAccess() implements Regularization {

  /** Reads one from JSON. */
  static final class Reader extends Fields.Reader<VariableAccess> {
    Reader() {
      super(VariableAccess.class, fields -> new VariableAccess());
    }
  }

  private static final long serialVersionUID = 1L;

  @Override
  public ApplyStep applyStep() {
    return ApplyStep.BEFORE_UPDATER;
  }

  @Override
  public void apply(INDArray param, INDArray gradView, double lr, int iteration, int epoch) {
    if (param.length() != gradView.length()) {
      throw new IllegalStateException(
          "A variable has the shape %s, but its gradient %s; reshape it in the graph."
              .formatted(Arrays.toString(param.shape()), Arrays.toString(gradView.shape())));
    }
    boolean isWeight = isWeight(param.shape());
    // A weight's rows, the elements that lead to one unit, do not lie one behind the other.
    long rowLength = isWeight ? 0 : 1;
    HandOver.current().show(param, 0, List.of());
    HandOver.current().add(param, gradView, isWeight, rowLength, false, null, iteration);
    // The gradient of the whole graph is never there: that of the network before does not count.
    HandOver.current().noteNetwork(gradView, 0, List.of(), iteration);
  }

  /** Two axes or more, unless all elements lie along one that is not the first. */
  static boolean isWeight(long... shape) {
    long axesLongerThanOne = Arrays.stream(shape).filter(length -> length > 1).count();
    return shape.length > 1 && (shape[0] > 1 || axesLongerThanOne > 1);
  }

  @Override
  public double score(INDArray param, int iteration, int epoch) {
    return 0;
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public Regularization clone() {
    return this;
  }
}
