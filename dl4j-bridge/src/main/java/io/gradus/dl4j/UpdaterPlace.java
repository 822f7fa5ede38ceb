package io.gradus.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * A place in a configuration where an updater stands.
 *
 * @param layer the layer, as DL4J names it
 * @param ofBiases whether the updater is that of the biases alone
 * @param isFrozen whether the layer is held still, so that nothing calls the updater
 * @param updater reads the updater
 * @param setter sets the updater
 */
record UpdaterPlace(
    String layer,
    boolean ofBiases,
    boolean isFrozen,
    Supplier<IUpdater> updater,
    Consumer<IUpdater> setter) {

  /** All places that hold an updater, in the order of the layers. */
  static List<UpdaterPlace> in(MultiLayerConfiguration configuration) {
    List<UpdaterPlace> places = new ArrayList<>();
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      Layer layer = configuration.getConf(i).getLayer();
      String name = layer.getLayerName();
      collect(layer, name == null ? "layer" + i : name, false, places);
    }
    return places;
  }

  /** All places that hold an updater, in the order of the vertices. */
  static List<UpdaterPlace> in(ComputationGraphConfiguration configuration) {
    List<UpdaterPlace> places = new ArrayList<>();
    for (Map.Entry<String, GraphVertex> entry : configuration.getVertices().entrySet()) {
      collect(entry.getValue(), entry.getKey(), false, places);
    }
    return places;
  }

  private static void collect(
      GraphVertex vertex, String name, boolean isFrozen, List<UpdaterPlace> places) {
    if (vertex instanceof LayerVertex layer) {
      collect(layer.getLayerConf().getLayer(), name, isFrozen, places);
    } else if (vertex instanceof SameDiffVertex sameDiff) {
      add(name, isFrozen, ParameterGroup.of(sameDiff), places);
    } else if (vertex instanceof FrozenVertex frozen) {
      collect(frozen.getUnderlying(), name, true, places);
    }
  }

  private static void collect(
      Layer layer, String name, boolean isFrozen, List<UpdaterPlace> places) {
    add(name, isFrozen, ParameterGroup.of(layer), places);
    if (layer instanceof Bidirectional both) {
      collect(both.getFwd(), name + ", forward", isFrozen, places);
      collect(both.getBwd(), name + ", backward", isFrozen, places);
    } else if (layer instanceof FrozenLayer frozen) {
      collect(frozen.getLayer(), name, true, places);
    } else if (layer instanceof BaseWrapperLayer wrapper) {
      boolean holdsStill = isFrozen || wrapper instanceof FrozenLayerWithBackprop;
      collect(wrapper.getUnderlying(), name, holdsStill, places);
    }
  }

  private static void add(
      String name, boolean isFrozen, List<ParameterGroup> groups, List<UpdaterPlace> places) {
    for (ParameterGroup group : groups) {
      if (group.updater().get() != null) {
        places.add(
            new UpdaterPlace(
                name, group.ofBiases(), isFrozen, group.updater(), group.setUpdater()));
      }
    }
  }
}
