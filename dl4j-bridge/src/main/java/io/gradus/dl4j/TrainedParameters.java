package io.gradus.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.BasePretrainNetwork;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Which parts of a network's flat gradient are gradients of what is trained. DL4J keeps other
 * numbers between them: what a batch changes in the running mean of a normalisation, the place of a
 * frozen layer. And which parameters DL4J shows to no regularization.
 */
final class TrainedParameters {

  private final List<Long> borders = new ArrayList<>();
  private final List<Long> unshown = new ArrayList<>();
  private long length;

  /**
   * The next layer in the order of the flat gradient.
   *
   * @param isFrozen whether backpropagation does not reach it
   */
  void add(NeuralNetConfiguration conf, boolean isFrozen) {
    Layer layer = conf.getLayer();
    Map<String, INDArray> parameters = parameters(conf);
    ParamInitializer initializer = layer.initializer();
    Layer owner = owner(layer);
    long end = length + initializer.numParams(conf);
    List<String> names = initializer.paramKeys(layer);
    for (String name : names) {
      IUpdater updater = owner.getUpdaterByParam(name);
      long size = parameters.get(name).length();
      note(size, updater, owner.getRegularizationByParam(name));
      add(size, isFrozen ? null : updater);
    }
    if (layer instanceof BasePretrainNetwork) { // whose visible bias no list of names has
      parameters.keySet().stream()
          .filter(name -> !names.contains(name))
          .forEach(
              name -> note(parameters.get(name).length(), layer.getUpdaterByParam(name), null));
    }
    length = end;
  }

  /** The layer whose updaters DL4J runs: wrappers such as LastTimeStep refuse to name any. */
  private static Layer owner(Layer layer) {
    return layer instanceof BaseWrapperLayer wrapper && !(layer instanceof FrozenLayerWithBackprop)
        ? owner(wrapper.getUnderlying())
        : layer;
  }

  /** The next vertex, not of a layer. */
  void add(GraphVertex vertex) {
    long end = length + vertex.numParams(true);
    if (vertex instanceof SameDiffVertex sameDiff) {
      sameDiff
          .getVertexParams()
          .getParamShapes()
          .forEach(
              (name, shape) -> {
                IUpdater updater = sameDiff.getUpdaterByParam(name);
                note(ArrayUtil.prodLong(shape), updater, sameDiff.getRegularizationByParam(name));
                add(ArrayUtil.prodLong(shape), updater);
              });
    } else {
      trained(vertex.numParams(true)); // none, or frozen ones, whose gradient stays 0
    }
    length = end;
  }

  /** Notes the next parameter if Gradus trains it and is not shown it. */
  private void note(long size, IUpdater updater, List<Regularization> regularizations) {
    boolean isShown =
        regularizations != null
            && regularizations.stream().anyMatch(ParameterAccess.class::isInstance);
    if (updater instanceof GradusUpdater && !isShown) {
      unshown.add(length);
      unshown.add(length + size);
    }
  }

  private void add(long size, IUpdater updater) {
    if (updater != null && !(updater instanceof NoOp)) {
      trained(size);
    }
    length += size;
  }

  private void trained(long size) {
    int last = borders.size() - 1;
    if (last >= 0 && borders.get(last) == length) {
      borders.set(last, length + size);
    } else if (size > 0) {
      borders.add(length);
      borders.add(length + size);
    }
  }

  /** Where each trained part begins, and where it ends. */
  List<Long> borders() {
    return List.copyOf(borders);
  }

  /** Where each parameter begins that DL4J shows to nobody, and where it ends. */
  List<Long> unshown() {
    return List.copyOf(unshown);
  }

  /** The length of the flat gradient. */
  long length() {
    return length;
  }

  /**
   * A layer's parameters by name, in the shapes that DL4J gives them; their numbers mean nothing.
   */
  static Map<String, INDArray> parameters(NeuralNetConfiguration conf) {
    ParamInitializer initializer = conf.getLayer().initializer();
    long size = initializer.numParams(conf);
    return size == 0 ? Map.of() : initializer.init(conf.clone(), Nd4j.zeros(1, size), false);
  }
}
