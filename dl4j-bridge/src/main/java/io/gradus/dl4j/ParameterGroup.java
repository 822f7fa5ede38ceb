package io.gradus.dl4j;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * The weights of a layer or of a vertex, or its biases: what DL4J gives an updater and
 * regularizations of its own. The kinds of layer that have them share no type.
 *
 * @param ofBiases whether these are the biases
 * @param updater reads the updater; null for biases that have the updater of the weights
 * @param setUpdater sets the updater
 * @param regularization reads the regularizations; may be null
 * @param setRegularization sets the regularizations
 */
record ParameterGroup(
    boolean ofBiases,
    Supplier<IUpdater> updater,
    Consumer<IUpdater> setUpdater,
    Supplier<List<Regularization>> regularization,
    Consumer<List<Regularization>> setRegularization) {

  /** The weights, then the biases; nothing of a layer that holds no updaters, such as a wrapper. */
  static List<ParameterGroup> of(Layer layer) {
    if (layer instanceof BaseLayer base) {
      return List.of(
          new ParameterGroup(
              false,
              base::getIUpdater,
              base::setIUpdater,
              base::getRegularization,
              base::setRegularization),
          new ParameterGroup(
              true,
              base::getBiasUpdater,
              base::setBiasUpdater,
              base::getRegularizationBias,
              base::setRegularizationBias));
    }
    if (layer instanceof AbstractSameDiffLayer sameDiff) {
      return List.of(
          new ParameterGroup(
              false,
              sameDiff::getUpdater,
              sameDiff::setUpdater,
              sameDiff::getRegularization,
              sameDiff::setRegularization),
          new ParameterGroup(
              true,
              sameDiff::getBiasUpdater,
              sameDiff::setBiasUpdater,
              sameDiff::getRegularizationBias,
              sameDiff::setRegularizationBias));
    }
    return List.of();
  }

  /** The weights, then the biases. */
  static List<ParameterGroup> of(SameDiffVertex vertex) {
    return List.of(
        new ParameterGroup(
            false,
            vertex::getUpdater,
            vertex::setUpdater,
            vertex::getRegularization,
            vertex::setRegularization),
        new ParameterGroup(
            true,
            vertex::getBiasUpdater,
            vertex::setBiasUpdater,
            vertex::getRegularizationBias,
            vertex::setRegularizationBias));
  }
}
