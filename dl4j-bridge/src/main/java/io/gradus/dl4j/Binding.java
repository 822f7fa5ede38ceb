package io.gradus.dl4j;

import io.gradus.api.Requirement;
import io.gradus.api.Tracer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Puts a {@link ParameterAccess} into every layer and vertex that is trained, and into the layers
 * within.
 */
final class Binding {

  /**
   * A layer or a vertex that holds updaters and regularizations.
   *
   * @param name its name, for messages
   * @param kind its class, for messages
   * @param groups its weights, then its biases
   * @param rowLengths how many weights, one behind the other, lead to one unit, by the number of
   *     weights in the tensor, as DL4J shows flat arrays without a name; 0 where it cannot be told
   * @param isBiasFirst see {@link ParameterAccess#isBiasFirst}
   */
  private record Target(
      String name,
      Class<?> kind,
      List<ParameterGroup> groups,
      Map<Long, Long> rowLengths,
      boolean isBiasFirst) {}

  /**
   * A place in the order of the parameters.
   *
   * @param conf the layer's configuration; null for a vertex without a layer
   * @param vertex such a vertex, or null
   * @param isBelowFrozen whether DL4J's backpropagation ends before it comes here
   */
  private record Place(NeuralNetConfiguration conf, GraphVertex vertex, boolean isBelowFrozen) {

    void addTo(TrainedParameters trained) {
      if (conf == null) {
        trained.add(vertex);
      } else {
        trained.add(conf, isBelowFrozen);
      }
    }
  }

  private Binding() {}

  /** Binds the layers of a network: see {@link Dl4j#bind(MultiLayerConfiguration)}. */
  static void bind(MultiLayerConfiguration configuration) {
    List<NeuralNetConfiguration> layers = configuration.getConfs();
    int frozen = layers.size() - 1; // the last at which backpropagation ends
    while (frozen >= 0 && !(layers.get(frozen).getLayer() instanceof FrozenLayer)) {
      frozen--;
    }
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      places.add(new Place(layers.get(i), null, i < frozen));
    }
    bind(places, configuration.getIterationCount() > 0);
  }

  /**
   * Binds the layers of a graph, and those vertices that hold parameters themselves: see {@link
   * Dl4j#bind(ComputationGraphConfiguration)}.
   */
  static void bind(ComputationGraphConfiguration configuration) {
    List<Place> places = new ArrayList<>();
    GraphIndices order = new ComputationGraph(configuration).calculateIndices();
    for (int index : order.getTopologicalSortOrder()) {
      GraphVertex vertex = configuration.getVertices().get(order.getIdxToName().get(index));
      if (vertex instanceof LayerVertex layer) {
        places.add(new Place(layer.getLayerConf(), null, false));
      } else if (vertex != null) { // null for an input
        vertex.setDataType(configuration.getDataType()); // or a lambda vertex cannot be asked
        places.add(new Place(null, vertex, false));
      }
    }
    bind(places, configuration.getIterationCount() > 0);
  }

  private static void bind(List<Place> places, boolean isTrained) {
    for (Place place : places) {
      if (place.conf() != null) {
        freeze(place.conf().getLayer(), place.isBelowFrozen(), isTrained);
      }
    }
    List<Target> targets = new ArrayList<>();
    for (Place place : places) {
      NeuralNetConfiguration conf = place.conf();
      if (conf != null) {
        layers(conf.getLayer()).forEach(layer -> targets.add(target(conf, layer)));
      } else if (place.vertex() instanceof SameDiffVertex vertex) {
        targets.add(target(vertex));
      }
    }
    targets.forEach(Binding::checkRows);
    targets.forEach(target -> bind(target, 0, List.of(), List.of()));
    // Which parameters DL4J shows is asked of the layers, now that all that can be shown is.
    TrainedParameters trained = new TrainedParameters();
    places.forEach(place -> place.addTo(trained));
    boolean norm =
        targets.stream()
            .flatMap(target -> target.groups().stream())
            .anyMatch(group -> reads(group.updater().get(), Requirement.GLOBAL_NORM));
    List<Long> borders = norm ? trained.borders() : List.of();
    targets.forEach(target -> bind(target, trained.length(), borders, trained.unshown()));
  }

  private static void bind(Target target, long length, List<Long> borders, List<Long> unshown) {
    for (ParameterGroup group : target.groups()) {
      if (group.updater().get() instanceof GradusUpdater ours) {
        ours.bind();
      }
      Map<Long, Long> rowLengths = group.ofBiases() ? Map.of() : target.rowLengths();
      ParameterAccess handOver =
          new ParameterAccess(
              !group.ofBiases(),
              rowLengths,
              length,
              borders,
              target.isBiasFirst(),
              target.name(),
              unshown);
      group.setRegularization().accept(with(given(group), handOver));
    }
  }

  private static void checkRows(Target target) {
    IUpdater ofWeights = target.groups().get(0).updater().get();
    if (target.rowLengths().containsValue(0L) && reads(ofWeights, Requirement.ROWS)) {
      throw new IllegalArgumentException(
          "%s looks at the weights that lead to one unit, but which these are in a %s cannot be told; give it an updater that does not look at them."
              .formatted(((GradusUpdater) ofWeights).optimizer(), target.kind().getSimpleName()));
    }
  }

  private static boolean reads(IUpdater updater, Requirement what) {
    return updater instanceof GradusUpdater ours
        && new Tracer(ours.optimizer()).trace(1, 0, 0).requires(what);
  }

  private static Target target(NeuralNetConfiguration conf, Layer layer) {
    Map<Long, Long> rowLengths =
        layer instanceof AbstractSameDiffLayer sameDiff
            ? unknownRows(sameDiff.getLayerParams())
            : rowLengths(conf.clone(), layer);
    boolean isBiasFirst =
        layer instanceof SeparableConvolution2D || layer instanceof DepthwiseConvolution2D;
    return new Target(
        layer.getLayerName(), layer.getClass(), ParameterGroup.of(layer), rowLengths, isBiasFirst);
  }

  private static Target target(SameDiffVertex vertex) {
    return new Target(
        vertex.getName(),
        vertex.getClass(),
        ParameterGroup.of(vertex),
        unknownRows(vertex.getVertexParams()),
        false);
  }

  /** The layer itself, or those that it is wrapped around, if they hold updaters. */
  private static List<Layer> layers(Layer layer) {
    if (layer instanceof Bidirectional both) {
      List<Layer> all = new ArrayList<>(layers(both.getFwd()));
      all.addAll(layers(both.getBwd()));
      return all;
    }
    if (layer instanceof BaseWrapperLayer wrapper) {
      return layers(wrapper.getUnderlying());
    }
    return ParameterGroup.of(layer).isEmpty() ? List.of() : List.of(layer);
  }

  /**
   * Takes Gradus's updaters out of layers that are frozen or lie below such a layer, and puts back
   * what it has taken out of others. DL4J runs them with gradients of zero, or with their own last
   * update, with which a rule that decays or adds noise would still move what is to stand still.
   *
   * @param isTrained whether a network may live that runs the updaters as they are
   * @throws IllegalArgumentException if so, and an updater is to be taken out or put back
   */
  private static void freeze(Layer layer, boolean isFrozen, boolean isTrained) {
    if (layer instanceof FrozenLayer) {
      return; // nothing runs its updaters
    }
    if (layer instanceof BaseWrapperLayer wrapper) {
      boolean standsStill = isFrozen || layer instanceof FrozenLayerWithBackprop;
      freeze(wrapper.getUnderlying(), standsStill, isTrained);
      return;
    }
    for (Layer each : layers(layer)) {
      for (ParameterGroup group : ParameterGroup.of(each)) {
        freeze(group, isFrozen, each.getLayerName(), isTrained);
      }
    }
  }

  private static void freeze(
      ParameterGroup group, boolean isFrozen, String layer, boolean isTrained) {
    List<Regularization> all = new ArrayList<>();
    IUpdater updater = group.updater().get();
    IUpdater own = updater;
    for (Regularization one : given(group)) {
      if (!(one instanceof StandStill still)) {
        all.add(one);
      } else if (updater instanceof NoOp && still.updater() != null) {
        own = still.updater();
      }
    }
    GradusUpdater ours = own instanceof GradusUpdater gradus ? gradus : null;
    // biases without an updater have that of the weights
    boolean standsStill = isFrozen && (ours != null || own == null || own instanceof NoOp);
    if (standsStill) {
      all.add(new StandStill(ours));
    }
    IUpdater wanted = standsStill && ours != null ? new NoOp() : own;
    if (isTrained && wanted != null && wanted.getClass() != updater.getClass()) {
      throw new IllegalArgumentException(
          "Since it was trained, the layer '%s' was bound or frozen, and its updater has to change; bind a configuration before its network takes the first step. To go on with these parameters, set the configuration's iteration count to 0, bind it, and make a new network."
              .formatted(layer));
    }
    group.setUpdater().accept(wanted);
    group.setRegularization().accept(all);
  }

  private static List<Regularization> given(ParameterGroup group) {
    List<Regularization> given = group.regularization().get();
    return given == null ? List.of() : given;
  }

  /**
   * The lengths of rows: two dimensions lie column by column, a column for each unit; more lie
   * filter by filter. 0 where two tensors of one length have rows of different lengths.
   *
   * @param conf changed
   */
  private static Map<Long, Long> rowLengths(NeuralNetConfiguration conf, Layer layer) {
    conf.setLayer(layer);
    Map<Long, Long> lengths = new HashMap<>();
    TrainedParameters.parameters(conf)
        .forEach(
            (name, tensor) -> {
              if (layer.initializer().isWeightParam(layer, name) && !tensor.isEmpty()) {
                long units = tensor.size(tensor.rank() == 2 ? 1 : 0);
                lengths.merge(
                    tensor.length(),
                    tensor.length() / units,
                    (one, other) -> one.equals(other) ? one : 0L);
              }
            });
    return lengths;
  }

  /**
   * DL4J does not say which axis of a weight of SameDiff's counts the units, and in most of its own
   * layers those of one unit do not lie one behind the other.
   */
  private static Map<Long, Long> unknownRows(SDLayerParams parameters) {
    Map<Long, Long> lengths = new HashMap<>();
    parameters.getWeightParams().values().forEach(s -> lengths.put(ArrayUtil.prodLong(s), 0L));
    return lengths;
  }

  /** Before DL4J's own, which change the gradient. */
  static List<Regularization> with(List<Regularization> given, Regularization handOver) {
    List<Regularization> all = new ArrayList<>();
    all.add(handOver);
    if (given != null) {
      given.stream().filter(one -> one.getClass() != handOver.getClass()).forEach(all::add);
    }
    return all;
  }
}
