package io.gradus.dl4j;

import io.gradus.api.Tracer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Puts a {@link ParameterHandOver} into every layer that is trained, and into those within. */
final class Binding {

  private Binding() {}

  /** Binds a network's layers. */
  static void bind(List<NeuralNetConfiguration> network, TrainedParameters trained) {
    network.forEach(conf -> freeze(conf.getLayer(), false));
    boolean norm = false;
    for (NeuralNetConfiguration conf : network) {
      for (BaseLayer layer : baseLayers(conf.getLayer())) {
        norm |= readsNetworkNorm(layer.getIUpdater()) || readsNetworkNorm(layer.getBiasUpdater());
      }
    }
    long length = norm ? trained.length() : 0;
    List<Long> borders = norm ? trained.borders() : List.of();
    for (NeuralNetConfiguration conf : network) {
      for (BaseLayer layer : baseLayers(conf.getLayer())) {
        for (IUpdater updater : new IUpdater[] {layer.getIUpdater(), layer.getBiasUpdater()}) {
          if (updater instanceof GradusUpdater ours) {
            ours.bind();
          }
        }
        boolean isBiasFirst =
            layer instanceof SeparableConvolution2D || layer instanceof DepthwiseConvolution2D;
        NeuralNetConfiguration alone = conf.clone();
        alone.setLayer(layer);
        layer.setRegularization(
            with(
                layer.getRegularization(),
                new ParameterHandOver(
                    true, rowLengths(alone, layer), length, borders, isBiasFirst)));
        layer.setRegularizationBias(
            with(
                layer.getRegularizationBias(),
                new ParameterHandOver(false, Map.of(), length, borders, isBiasFirst)));
      }
    }
  }

  /** The layer itself, or those that it is wrapped around. */
  private static List<BaseLayer> baseLayers(Layer layer) {
    if (layer instanceof BaseLayer base) {
      return List.of(base);
    }
    if (layer instanceof Bidirectional both) {
      List<BaseLayer> all = new ArrayList<>(baseLayers(both.getFwd()));
      all.addAll(baseLayers(both.getBwd()));
      return all;
    }
    return layer instanceof BaseWrapperLayer wrapper
        ? baseLayers(wrapper.getUnderlying())
        : List.of();
  }

  private static boolean readsNetworkNorm(IUpdater updater) {
    return updater instanceof GradusUpdater ours
        && new Tracer(ours.optimizer()).trace(1, 0, 0).readsNetworkNorm();
  }

  /**
   * Takes Gradus's updaters out of frozen layers. DL4J runs them with gradients of zero, with which
   * a rule that decays or adds noise would still move what is frozen.
   */
  private static void freeze(Layer layer, boolean isFrozen) {
    if (layer instanceof BaseWrapperLayer wrapper) {
      freeze(wrapper.getUnderlying(), isFrozen || layer instanceof FrozenLayerWithBackprop);
    } else if (isFrozen) {
      for (BaseLayer base : baseLayers(layer)) {
        if (base.getIUpdater() instanceof GradusUpdater) {
          base.setIUpdater(new NoOp());
        }
        if (base.getBiasUpdater() instanceof GradusUpdater) {
          base.setBiasUpdater(new NoOp());
        }
      }
    }
  }

  /**
   * How many weights, one behind the other, lead to one unit, by the number of weights in the
   * tensor: DL4J shows flat arrays without a name. Two dimensions lie column by column, a column
   * for each unit; more lie filter by filter.
   *
   * @return 0 where two tensors of one length have rows of different lengths
   */
  private static Map<Long, Long> rowLengths(NeuralNetConfiguration conf, BaseLayer layer) {
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
