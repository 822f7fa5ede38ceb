package io.gradus.dl4j;

import io.gradus.api.Trace;
import io.gradus.api.Tracer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Puts a {@link ParameterHandOver} into every layer and vertex that is trained, and into the layers
 * within.
 */
final class Binding {

  /**
   * A layer or a vertex that holds updaters and regularizations.
   *
   * @param kind its class, for messages
   * @param groups its weights, then its biases
   * @param rowLengths how many weights, one behind the other, lead to one unit, by the number of
   *     weights in the tensor, as DL4J shows flat arrays without a name; 0 where it cannot be told
   * @param isBiasFirst see {@link ParameterHandOver#isBiasFirst}
   */
  private record Target(
      Class<?> kind,
      List<ParameterGroup> groups,
      Map<Long, Long> rowLengths,
      boolean isBiasFirst) {}

  private Binding() {}

  /**
   * Binds a network's layers, and those vertices of a graph that hold parameters themselves.
   *
   * @throws IllegalArgumentException if a rule looks at the rows of weights whose rows cannot be
   *     told
   */
  static void bind(
      List<NeuralNetConfiguration> network,
      List<SameDiffVertex> vertices,
      TrainedParameters trained) {
    network.forEach(conf -> freeze(conf.getLayer(), false));
    List<Target> targets = new ArrayList<>();
    network.forEach(conf -> layers(conf.getLayer()).forEach(l -> targets.add(target(conf, l))));
    for (SameDiffVertex vertex : vertices) {
      Map<Long, Long> rows = unknownRows(vertex.getVertexParams());
      targets.add(new Target(vertex.getClass(), ParameterGroup.of(vertex), rows, false));
    }
    boolean norm =
        targets.stream()
            .flatMap(target -> target.groups().stream())
            .anyMatch(group -> reads(group.updater().get(), Trace::readsNetworkNorm));
    long length = norm ? trained.length() : 0;
    List<Long> borders = norm ? trained.borders() : List.of();
    targets.forEach(Binding::checkRows);
    targets.forEach(target -> bind(target, length, borders));
  }

  private static void bind(Target target, long length, List<Long> borders) {
    for (ParameterGroup group : target.groups()) {
      if (group.updater().get() instanceof GradusUpdater ours) {
        ours.bind();
      }
      Map<Long, Long> rowLengths = group.ofBiases() ? Map.of() : target.rowLengths();
      ParameterHandOver handOver =
          new ParameterHandOver(
              !group.ofBiases(), rowLengths, length, borders, target.isBiasFirst());
      group.setRegularization().accept(with(group.regularization().get(), handOver));
    }
  }

  private static void checkRows(Target target) {
    IUpdater ofWeights = target.groups().get(0).updater().get();
    if (target.rowLengths().containsValue(0L) && reads(ofWeights, Trace::readsRows)) {
      throw new IllegalArgumentException(
          "%s looks at the weights that lead to one unit, but which these are in a %s cannot be told; give it an updater that does not look at them."
              .formatted(((GradusUpdater) ofWeights).optimizer(), target.kind().getSimpleName()));
    }
  }

  private static boolean reads(IUpdater updater, Predicate<Trace> what) {
    return updater instanceof GradusUpdater ours
        && what.test(new Tracer(ours.optimizer()).trace(1, 0, 0));
  }

  private static Target target(NeuralNetConfiguration conf, Layer layer) {
    Map<Long, Long> rowLengths =
        layer instanceof AbstractSameDiffLayer sameDiff
            ? unknownRows(sameDiff.getLayerParams())
            : rowLengths(conf.clone(), layer);
    boolean isBiasFirst =
        layer instanceof SeparableConvolution2D || layer instanceof DepthwiseConvolution2D;
    return new Target(layer.getClass(), ParameterGroup.of(layer), rowLengths, isBiasFirst);
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
   * Takes Gradus's updaters out of frozen layers. DL4J runs them with gradients of zero, with which
   * a rule that decays or adds noise would still move what is frozen.
   */
  private static void freeze(Layer layer, boolean isFrozen) {
    if (layer instanceof BaseWrapperLayer wrapper) {
      freeze(wrapper.getUnderlying(), isFrozen || layer instanceof FrozenLayerWithBackprop);
    } else if (isFrozen) {
      for (Layer each : layers(layer)) {
        for (ParameterGroup group : ParameterGroup.of(each)) {
          if (group.updater().get() instanceof GradusUpdater) {
            group.setUpdater().accept(new NoOp());
          }
        }
      }
    }
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
