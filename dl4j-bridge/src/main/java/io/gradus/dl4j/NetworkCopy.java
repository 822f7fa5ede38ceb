package io.gradus.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies that share nothing that training changes. DL4J's own copies share the layers within
 * wrappers and the ages of Gradus's updaters, and a graph's forgets its iteration and what a
 * SameDiff vertex was configured with. Updaters that are not Gradus's are shared here too: their
 * {@code clone()} may drop a schedule or give another class.
 */
final class NetworkCopy {

  private NetworkCopy() {}

  static MultiLayerConfiguration of(MultiLayerConfiguration configuration) {
    MultiLayerConfiguration copy = configuration.clone();
    copy.getConfs().forEach(NetworkCopy::unshare);
    unshare(UpdaterPlace.in(copy));
    return copy;
  }

  static ComputationGraphConfiguration of(ComputationGraphConfiguration configuration) {
    ComputationGraphConfiguration copy = configuration.clone();
    copy.setIterationCount(configuration.getIterationCount());
    copy.setEpochCount(configuration.getEpochCount());
    if (configuration.getTopologicalOrder() != null) {
      copy.setTopologicalOrder(configuration.getTopologicalOrder().clone());
    }
    if (configuration.getTopologicalOrderStr() != null) {
      copy.setTopologicalOrderStr(new ArrayList<>(configuration.getTopologicalOrderStr()));
    }
    copy.getVertices()
        .forEach((name, vertex) -> complete(vertex, configuration.getVertices().get(name)));
    unshare(UpdaterPlace.in(copy));
    return copy;
  }

  /** A network with a configuration and another network's parameters, and without its state. */
  static MultiLayerNetwork of(MultiLayerNetwork network, MultiLayerConfiguration configuration) {
    MultiLayerNetwork copy = new MultiLayerNetwork(configuration);
    if (!network.isInitCalled()) {
      return copy;
    }
    copy.init(copy(network.params()), false);
    org.deeplearning4j.nn.api.Layer[] layers = copy.getLayers();
    for (int i = 0; i < layers.length; i++) {
      if (network.getLayer(i) instanceof FrozenLayer && !(layers[i] instanceof FrozenLayer)) {
        layers[i] = new FrozenLayer(layers[i]);
      }
    }
    copy.setLayers(layers);
    return copy;
  }

  /** A graph with a configuration and another graph's parameters, and without its state. */
  static ComputationGraph of(ComputationGraph graph, ComputationGraphConfiguration configuration) {
    ComputationGraph copy = new ComputationGraph(configuration);
    if (graph.getVertices() == null) {
      return copy; // not initialized yet
    }
    copy.init(copy(graph.params()), false);
    for (org.deeplearning4j.nn.graph.vertex.GraphVertex vertex : graph.getVertices()) {
      if (vertex.hasLayer() && vertex.getLayer() instanceof FrozenLayer) {
        var same = copy.getVertex(vertex.getVertexName());
        if (!(same.getLayer() instanceof FrozenLayer)) {
          same.setLayerAsFrozen();
        }
      }
    }
    return copy;
  }

  private static INDArray copy(INDArray parameters) {
    return parameters == null ? null : parameters.dup();
  }

  /** Makes a clone of a vertex one that shares nothing with the given one and lacks nothing. */
  private static void complete(GraphVertex clone, GraphVertex given) {
    if (clone instanceof LayerVertex layer) {
      unshare(layer.getLayerConf());
    } else if (clone instanceof FrozenVertex frozen) {
      complete(frozen.getUnderlying(), ((FrozenVertex) given).getUnderlying());
    } else if (clone instanceof SameDiffVertex vertex) {
      // an AttentionVertex's clone() forgets all that the network's configuration gave it
      SameDiffVertex from = (SameDiffVertex) given;
      vertex.setName(from.getName());
      vertex.setUpdater(from.getUpdater());
      vertex.setBiasUpdater(from.getBiasUpdater());
      vertex.setRegularization(from.getRegularization());
      vertex.setRegularizationBias(from.getRegularizationBias());
      vertex.setGradientNormalization(from.getGradientNormalization());
      vertex.setGradientNormalizationThreshold(from.getGradientNormalizationThreshold());
      vertex.setDataType(from.getDataType());
    }
  }

  private static void unshare(NeuralNetConfiguration configuration) {
    configuration.setLayer(unshared(configuration.getLayer()));
  }

  /** A layer whose inner layers are its own. */
  private static Layer unshared(Layer layer) {
    if (layer instanceof Bidirectional both) {
      both.setFwd(unshared(both.getFwd().clone()));
      both.setBwd(unshared(both.getBwd().clone()));
    } else if (layer instanceof BaseWrapperLayer wrapper) {
      wrapper.setUnderlying(unshared(wrapper.getUnderlying().clone()));
    }
    return layer;
  }

  private static void unshare(List<UpdaterPlace> places) {
    for (UpdaterPlace place : places) {
      if (place.updater().get() instanceof GradusUpdater updater) {
        place.setter().accept(updater.clone());
      }
    }
  }
}
