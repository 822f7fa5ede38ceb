package io.gradus.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Puts a {@link ParameterHandOver} into every layer that has parameters, and into those within. */
final class Binding {

  private Binding() {}

  static void bind(Layer layer) {
    if (layer instanceof BaseLayer base) {
      base.setRegularization(with(base.getRegularization(), new ParameterHandOver(true)));
      base.setRegularizationBias(with(base.getRegularizationBias(), new ParameterHandOver(false)));
    } else if (layer instanceof Bidirectional both) {
      bind(both.getFwd());
      bind(both.getBwd());
    } else if (layer instanceof BaseWrapperLayer wrapper) {
      bind(wrapper.getUnderlying());
    }
  }

  private static List<Regularization> with(List<Regularization> given, Regularization handOver) {
    List<Regularization> all = given == null ? new ArrayList<>() : new ArrayList<>(given);
    if (!all.contains(handOver)) {
      all.add(handOver);
    }
    return all;
  }
}
