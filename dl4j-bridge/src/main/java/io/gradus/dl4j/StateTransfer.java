package io.gradus.dl4j;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Slot;
import io.gradus.api.Tracer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Carries updater state from a network into its accelerated copy, by parameter and by name of slot:
 * the copy may merge parameters into blocks that the original kept apart, as where its updaters
 * differed in a number that does nothing.
 */
final class StateTransfer {

  private StateTransfer() {}

  /**
   * Carries the state over.
   *
   * @param from the state to read
   * @param to the state to write, of a network with the same parameters
   */
  static void copy(BaseMultiLayerUpdater<?> from, BaseMultiLayerUpdater<?> to) {
    for (UpdaterBlock block : to.getUpdaterBlocks()) {
      for (UpdaterBlock.ParamState parameter : block.getLayersAndVariablesInBlock()) {
        copy(blockAround(parameter, from.getUpdaterBlocks()), block, parameter);
      }
    }
  }

  /** Whether any state that can be translated has seen a gradient other than zero. */
  static boolean isTrained(BaseMultiLayerUpdater<?> from) {
    return from.getUpdaterBlocks().stream().anyMatch(StateTransfer::isTrained);
  }

  private static boolean isTrained(UpdaterBlock block) {
    Translation translation = Translation.of(config(block));
    if (translation.slots().isEmpty() || block.getUpdaterView() == null) {
      return false;
    }
    Map<String, INDArray> state = state(block);
    return slots(translation.optimizer().orElseThrow()).stream()
        .anyMatch(
            slot -> {
              Translation.Origin origin = translation.slots().get(slot.name());
              return !isAll(slot.initial(), state.get(origin.key()).mul(origin.factor()));
            });
  }

  /**
   * Tells the translated state of a trained network from new state, for the blocks that have seen
   * nothing but zero gradients. DL4J's updaters took their age from the network.
   */
  static void markUntouched(BaseMultiLayerUpdater<?> from, BaseMultiLayerUpdater<?> to) {
    for (UpdaterBlock block : to.getUpdaterBlocks()) {
      if (isAccelerated(block, from) && isUntouched(block)) {
        GradusGradientUpdater updater = (GradusGradientUpdater) block.getGradientUpdater();
        Map<String, INDArray> state = updater.getState();
        for (Slot slot : slots(updater.getConfig().optimizer())) {
          if (slot.initial() == 0) {
            state.get(slot.name()).putScalar(0, -0.0);
            break;
          }
        }
      }
    }
  }

  /** Makes the translated state of a network that has not been trained a new one. */
  static void renew(BaseMultiLayerUpdater<?> from, BaseMultiLayerUpdater<?> to) {
    for (UpdaterBlock block : to.getUpdaterBlocks()) {
      if (isAccelerated(block, from)) {
        ((GradusGradientUpdater) block.getGradientUpdater()).initialize();
      }
    }
  }

  private static boolean isAccelerated(UpdaterBlock block, BaseMultiLayerUpdater<?> from) {
    UpdaterBlock origin =
        blockAround(block.getLayersAndVariablesInBlock().get(0), from.getUpdaterBlocks());
    return config(block) instanceof GradusUpdater && !(config(origin) instanceof GradusUpdater);
  }

  private static void copy(
      UpdaterBlock source, UpdaterBlock target, UpdaterBlock.ParamState parameter) {
    if (target.getUpdaterView() == null) {
      return;
    }
    Map<String, INDArray> state = state(source);
    Map<String, Translation.Origin> origins = origins(config(source), config(target));
    state(target)
        .forEach(
            (name, slot) -> {
              Translation.Origin origin = origins.getOrDefault(name, Translation.Origin.of(name));
              INDArray saved = state.get(origin.key());
              part(slot, target, parameter)
                  .assign(part(saved, source, parameter).mul(origin.factor()));
            });
  }

  private static Map<String, Translation.Origin> origins(IUpdater source, IUpdater target) {
    boolean isTranslated = target instanceof GradusUpdater && !(source instanceof GradusUpdater);
    return isTranslated ? Translation.of(source).slots() : Map.of();
  }

  /**
   * The state by name; by number for updaters whose names are not known, whose state DL4J itself
   * takes for so many arrays of the block's length, one behind the other.
   */
  private static Map<String, INDArray> state(UpdaterBlock block) {
    IUpdater config = config(block);
    Map<String, INDArray> flat = new LinkedHashMap<>();
    if (config instanceof GradusUpdater || Translation.of(config).optimizer().isPresent()) {
      GradientUpdater<?> updater = block.getGradientUpdater();
      updater.getState().forEach((name, array) -> flat.put(name, array.reshape(array.length())));
      return flat;
    }
    INDArray view = block.getUpdaterView().reshape(block.getUpdaterView().length());
    int length = block.getParamOffsetEnd() - block.getParamOffsetStart();
    if (view.length() % length != 0) {
      throw new IllegalStateException(
          "%s keeps a state of length %d for parameters of length %d, which cannot be told apart by parameter."
              .formatted(config, view.length(), length));
    }
    for (int i = 0; i < view.length() / length; i++) {
      flat.put(
          String.valueOf(i), view.get(NDArrayIndex.interval((long) i * length, (i + 1L) * length)));
    }
    return flat;
  }

  /** A parameter's part of a slot that spans its block. */
  private static INDArray part(
      INDArray slot, UpdaterBlock block, UpdaterBlock.ParamState parameter) {
    int start = parameter.getParamOffsetStart() - block.getParamOffsetStart();
    int length = parameter.getParamOffsetEnd() - parameter.getParamOffsetStart();
    return slot.get(NDArrayIndex.interval(start, start + length));
  }

  private static UpdaterBlock blockAround(
      UpdaterBlock.ParamState parameter, List<UpdaterBlock> blocks) {
    return blocks.stream()
        .filter(
            block ->
                block.getParamOffsetStart() <= parameter.getParamOffsetStart()
                    && parameter.getParamOffsetEnd() <= block.getParamOffsetEnd())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No updater block holds the parameter " + parameter.getParamName() + "."));
  }

  private static boolean isUntouched(UpdaterBlock block) {
    GradusGradientUpdater updater = (GradusGradientUpdater) block.getGradientUpdater();
    if (block.getUpdaterView() == null) {
      return true;
    }
    Map<String, INDArray> state = updater.getState();
    return slots(updater.getConfig().optimizer()).stream()
        .allMatch(slot -> isAll(slot.initial(), state.get(slot.name())));
  }

  /** Whether every element is a number, of either sign if it is zero. */
  private static boolean isAll(double number, INDArray array) {
    return array.sub(number).amaxNumber().doubleValue() == 0;
  }

  private static List<Slot> slots(GradientOptimizer optimizer) {
    return new Tracer(optimizer).slots();
  }

  private static IUpdater config(UpdaterBlock block) {
    return block.getGradientUpdater().getConfig();
  }
}
