package io.gradus.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Shows a network's parameters to Gradus's updaters. Set by {@link Dl4j#bind}; public because
 * DL4J's JSON names it. It changes nothing and adds nothing to the score.
 *
 * <p>DL4J calls a regularization with every parameter and its gradient just before the updater; no
 * other thing that a configuration can hold is shown both.
 *
 * @param isWeight whether it stands among the regularizations of weights, not of biases
 */
public record ParameterHandOver(@JsonProperty("isWeight") boolean isWeight)
    implements Regularization {

  private static final long serialVersionUID = 1L;

  @Override
  public ApplyStep applyStep() {
    return ApplyStep.BEFORE_UPDATER;
  }

  @Override
  public void apply(INDArray param, INDArray gradView, double lr, int iteration, int epoch) {
    HandOver.current().add(param, gradView, isWeight, iteration);
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
