package io.gradus.dl4j;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;

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
 * @param networkLength the length of the network's flat gradient; 0 where nobody said
 * @param trained where each part of that gradient begins that belongs to what is trained, and where
 *     it ends: from, to, from, to …; empty where no rule reads its norm
 * @param isBiasFirst whether the layer's bias lies before its weights although DL4J shows it behind
 *     them, and all of them in the wrong places therefore: so do separable and depthwise
 *     convolutions of DL4J 1.0.0-M2.1
 * @param layer the name of the layer or vertex, for messages; null where nobody said
 * @param unshown where each parameter of the network begins that DL4J shows to no regularization,
 *     such as those of a normalization, and where it ends: from, to, from, to …, in order. What
 *     else nobody shows is not bound.
 */
@JsonDeserialize(using = ParameterAccess.Reader.class)
public record ParameterAccess(
    @JsonProperty("isWeight") boolean isWeight,
    @JsonProperty("rowLengths") Map<Long, Long> rowLengths,
    @JsonProperty("networkLength") long networkLength,
    @JsonProperty("trained") List<Long> trained,
    @JsonProperty("isBiasFirst") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean isBiasFirst,
    @JsonProperty("layer") @JsonInclude(JsonInclude.Include.NON_NULL) String layer,
    @JsonProperty("unshown") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Long> unshown)
    implements Regularization {

  private static final long serialVersionUID = 1L;

  /**
   * Checks the numbers, each of which becomes a place in memory.
   *
   * @throws IllegalArgumentException if a tensor is no whole number of rows, or a list of ranges is
   *     not in order or goes beyond the network
   */
  public ParameterAccess {
    rowLengths = rowLengths == null ? Map.of() : Map.copyOf(rowLengths);
    trained = trained == null ? List.of() : List.copyOf(trained);
    unshown = unshown == null ? List.of() : List.copyOf(unshown);
    rowLengths.forEach(
        (length, row) -> {
          if (length < 1 || row < 0 || (row > 0 && length % row != 0)) {
            throw new IllegalArgumentException(
                "A tensor of %d weights cannot be cut into rows of %d.".formatted(length, row));
          }
        });
    checkRanges("that are trained", trained, networkLength);
    checkRanges("that DL4J shows to nobody", unshown, networkLength);
  }

  private static void checkRanges(String which, List<Long> ranges, long networkLength) {
    long end = 0;
    boolean isInOrder = networkLength >= 0 && ranges.size() % 2 == 0;
    for (long border : ranges) {
      isInOrder &= border >= end && border <= networkLength;
      end = border;
    }
    if (!isInOrder) {
      throw new IllegalArgumentException(
          "The parts of a network of %d parameters %s must be ranges in order within it, from, to, from, to …, but are %s; bind the configuration again."
              .formatted(networkLength, which, ranges));
    }
  }

  /** Reads one from JSON. */
  static final class Reader extends Fields.Reader<ParameterAccess> {
    Reader() {
      super(
          ParameterAccess.class,
          fields -> {
            Long networkLength = fields.whole("networkLength", 0, Long.MAX_VALUE);
            return new ParameterAccess(
                fields.require("isWeight").truth("isWeight"),
                fields.wholesByWholes("rowLengths"),
                networkLength == null ? 0 : networkLength,
                fields.wholes("trained"),
                Boolean.TRUE.equals(fields.truth("isBiasFirst")),
                fields.text("layer"),
                fields.wholes("unshown"));
          },
          "isWeight",
          "rowLengths",
          "networkLength",
          "trained",
          "isBiasFirst",
          "layer",
          "unshown");
    }
  }

  /**
   * Of a layer of a network all of whose parameters DL4J shows, and where they lie.
   *
   * @param isWeight whether it stands among the regularizations of weights, not of biases
   * @param rowLengths how many elements a row has, by the number of elements of the tensor
   * @param networkLength the length of the network's flat gradient, or 0
   * @param trained from, to, from, to …
   */
  public ParameterAccess(
      boolean isWeight, Map<Long, Long> rowLengths, long networkLength, List<Long> trained) {
    this(isWeight, rowLengths, networkLength, trained, false, null, List.of());
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
    handOver.show(param, networkLength, unshown);
    handOver.add(param, gradView, isWeight, rowLength, isBiasFirst, layer, iteration);
  }

  @Override
  public double score(INDArray param, int iteration, int epoch) {
    HandOver.current().show(param, networkLength, unshown);
    return 0;
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public Regularization clone() {
    return this;
  }
}
