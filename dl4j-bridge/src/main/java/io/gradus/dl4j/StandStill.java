package io.gradus.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;

/**
 * Holds still what DL4J's backpropagation leaves out: a layer that is frozen, or that lies below a
 * frozen one. Set by {@link Dl4j#bind}, behind all other regularizations; public because DL4J's
 * JSON names it. It sets the update to 0 after the updater and DL4J's own decay.
 *
 * <p>DL4J does not clear the gradient of such a layer, so that it would be handed its own update in
 * the place of the next gradient.
 *
 * @param updater what has stood in the place of the layer's NoOp, to be put back when the layer is
 *     bound again and frozen no longer; null if nothing else has
 */
@JsonDeserialize(using = StandStill.Reader.class)
public record StandStill(
    @JsonProperty("updater") @JsonInclude(JsonInclude.Include.NON_NULL) GradusUpdater updater)
    implements Regularization {

  private static final long serialVersionUID = 1L;

  /** Reads one from JSON. */
  static final class Reader extends Fields.Reader<StandStill> {
    Reader() {
      super(
          StandStill.class,
          fields -> new StandStill(fields.nested("updater", new GradusUpdater.Reader())),
          "updater");
    }
  }

  @Override
  public ApplyStep applyStep() {
    return ApplyStep.POST_UPDATER;
  }

  @Override
  public void apply(INDArray param, INDArray gradView, double lr, int iteration, int epoch) {
    gradView.assign(0);
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
