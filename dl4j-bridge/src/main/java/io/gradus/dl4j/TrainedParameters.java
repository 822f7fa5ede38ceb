package io.gradus.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Which parts of a network's flat gradient are gradients of what is trained. DL4J keeps other
 * numbers between them: what a batch changes in the running mean of a normalisation, the place of a
 * frozen layer.
 */
final class TrainedParameters {

  private final List<Long> borders = new ArrayList<>();
  private long length;

  /** The next layer in the order of the flat gradient. */
  void add(NeuralNetConfiguration conf) {
    Layer layer = conf.getLayer();
    Map<String, INDArray> parameters = parameters(conf);
    ParamInitializer initializer = layer.initializer();
    long end = length + initializer.numParams(conf);
    for (String name : initializer.paramKeys(layer)) {
      add(parameters.get(name).length(), owner(layer).getUpdaterByParam(name));
    }
    length = end;
  }

  /** The layer whose updaters DL4J runs: wrappers such as LastTimeStep refuse to name any. */
  private static Layer owner(Layer layer) {
    return layer instanceof BaseWrapperLayer wrapper && !(layer instanceof FrozenLayerWithBackprop)
        ? owner(wrapper.getUnderlying())
        : layer;
  }

  /** The next vertex without a layer. */
  void add(GraphVertex vertex) {
    long end = length + vertex.numParams(true);
    if (vertex instanceof SameDiffVertex sameDiff) {
      sameDiff
          .getVertexParams()
          .getParamShapes()
          .forEach(
              (name, shape) -> add(ArrayUtil.prodLong(shape), sameDiff.getUpdaterByParam(name)));
    } else {
      trained(vertex.numParams(true)); // none, or frozen ones, whose gradient stays 0
    }
    length = end;
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
