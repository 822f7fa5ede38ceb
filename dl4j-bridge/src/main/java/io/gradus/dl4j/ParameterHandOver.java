package io.gradus.dl4j;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Shows a network's parameters to Gradus's updaters. Set by {@link Dl4j#bind}; public because
 * DL4J's JSON names it. It changes nothing and adds nothing to the score.
 *
 * <p>DL4J calls a regularization with every parameter and its gradient just before the updater; no
 * other thing that a configuration can hold is shown both. The parameter is not kept alive: until
 * the updater is called that is up to the network, as is the update then.
 *
 * @param isWeight whether it stands among the regularizations of weights, not of biases
 * @param rowLengths how many elements a row has, by the number of elements of the tensor
 * @param networkLength the length of the network's flat gradient; 0 where no rule reads its norm
 * @param trained where each part of that gradient begins that belongs to what is trained, and where
 *     it ends: from, to, from, to …
 * @param isBiasFirst whether the layer's bias lies before its weights although DL4J shows it behind
 *     them, and all of them in the wrong places therefore: so do separable and depthwise
 *     convolutions of DL4J 1.0.0-M2.1
 */
public record ParameterHandOver(
    @JsonProperty("isWeight") boolean isWeight,
    @JsonProperty("rowLengths") Map<Long, Long> rowLengths,
    @JsonProperty("networkLength") long networkLength,
    @JsonProperty("trained") List<Long> trained,
    @JsonProperty("isBiasFirst") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean isBiasFirst)
    implements Regularization {

  private static final long serialVersionUID = 1L;

  public ParameterHandOver {
    rowLengths = rowLengths == null ? Map.of() : Map.copyOf(rowLengths);
    trained = trained == null ? List.of() : List.copyOf(trained);
  }

  /**
   * Of a layer whose parameters DL4J shows where they lie.
   *
   * @param isWeight whether it stands among the regularizations of weights, not of biases
   * @param rowLengths how many elements a row has, by the number of elements of the tensor
   * @param networkLength the length of the network's flat gradient, or 0
   * @param trained from, to, from, to …
   */
  public ParameterHandOver(
      boolean isWeight, Map<Long, Long> rowLengths, long networkLength, List<Long> trained) {
    this(isWeight, rowLengths, networkLength, trained, false);
  }

  @Override
  public ApplyStep applyStep() {
    return ApplyStep.BEFORE_UPDATER;
  }

  @Override
  public void apply(INDArray param, INDArray gradView, double lr, int iteration, int epoch) {
    HandOver handOver = HandOver.current();
    handOver.noteNetwork(gradView, networkLength, trained, iteration);
    long rowLength = isWeight ? rowLengths.getOrDefault(param.length(), 0L) : 1;
    handOver.add(param, gradView, isWeight, rowLength, isBiasFirst, iteration);
  }

  @Override
  public double score(INDArray param, int iteration, int epoch) {
    HandOver.current().show(param);
    return 0;
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public Regularization clone() {
    return this;
  }
}
