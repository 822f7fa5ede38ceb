package io.gradus.dl4j;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Slot;
import io.gradus.api.Tracer;
import java.util.Optional;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Reads the averaged weights that optimizers keep in a slot. */
final class Averages {

  private Averages() {}

  static MultiLayerNetwork averaged(MultiLayerNetwork network) {
    MultiLayerNetwork copy =
        NetworkCopy.of(network, NetworkCopy.of(network.getLayerWiseConfigurations()));
    read(network.getUpdater(false), copy.params());
    return copy;
  }

  static ComputationGraph averaged(ComputationGraph graph) {
    ComputationGraph copy = NetworkCopy.of(graph, NetworkCopy.of(graph.getConfiguration()));
    read(graph.getUpdater(false), copy.params());
    return copy;
  }

  /** Sets the parameters that have an average to it. */
  private static void read(Updater updater, INDArray parameters) {
    if (!(updater instanceof BaseMultiLayerUpdater<?> state)) {
      throw new IllegalStateException(
          "The network has no updater state, and so no averaged weights; train it, or load it with its updater's state.");
    }
    boolean keeps = false;
    boolean has = false;
    for (UpdaterBlock block : state.getUpdaterBlocks()) {
      if (block.getGradientUpdater() instanceof GradusGradientUpdater gradus) {
        Optional<String> slot = slot(gradus.getConfig().optimizer());
        if (slot.isPresent()) {
          keeps = true;
          has |= !gradus.isNew() && read(gradus.getState().get(slot.get()), block, parameters);
        }
      }
    }
    if (!keeps) {
      throw new IllegalStateException(
          "None of the network's optimizers keeps averaged weights; wrap one, as in new ParameterEma(new Adam(), 0.999).");
    }
    if (!has) {
      throw new IllegalStateException(
          "The network's optimizers have averaged no weights yet; an average begins with the first step, and anew where the updater's state was not saved.");
    }
  }

  /**
   * Whether there is an average. What has none yet is NaN, and keeps the parameter.
   *
   * @throws IllegalStateException if a parameter without an average is NaN itself
   */
  private static boolean read(INDArray average, UpdaterBlock block, INDArray parameters) {
    INDArray target =
        parameters
            .reshape(parameters.length())
            .get(NDArrayIndex.interval(block.getParamOffsetStart(), block.getParamOffsetEnd()));
    // ND4J's tests of halves overlook some NaN
    DataType type = average.dataType() == DataType.FLOAT16 ? DataType.FLOAT : average.dataType();
    INDArray values = average.castTo(type);
    INDArray isMissing = values.isNaN();
    INDArray result = values.ulike();
    ArrayOperations.select(isMissing, target.castTo(type), values, result);
    if (result.isNaN().any()) {
      throw new IllegalStateException(
          "The network's weights are NaN, and so are their averages: training has diverged. Go back to a model that was saved before, and lower the rate or wrap the optimizer in SkipIfNotFinite.");
    }
    if (isMissing.all()) {
      return false;
    }
    target.assign(result);
    return true;
  }

  /**
   * The full name of the slot with the averaged weights, of the outermost optimizer that has one.
   */
  static Optional<String> slot(GradientOptimizer optimizer) {
    Optional<String> own = optimizer.averagedWeights();
    if (own.isPresent()) {
      return own;
    }
    for (Object value : optimizer.hyperparameters().values()) {
      if (value instanceof GradientOptimizer inner) {
        Optional<String> within = slot(inner);
        if (within.isPresent()) {
          return new Tracer(optimizer)
              .slots().stream()
                  .map(Slot::name)
                  .filter(name -> name.endsWith("/" + within.get()))
                  .findFirst();
        }
      }
    }
    return Optional.empty();
  }
}
