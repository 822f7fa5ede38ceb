package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.Preset;
import io.gradus.api.ReferenceExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The DL4J presets next to the updaters of DL4J itself: at both's defaults, and at hyper-parameters
 * at which ε, the moments' decay and the rate all show.
 */
class Dl4jPresetsTest {

  /** Ten steps of four elements: big then small, changing sign, mostly zero, repeated. */
  private static final double[][] GRADIENTS = {
    {10, 0.5, 0, 0.25},
    {-0.5, 0.25, 0, 0.25},
    {1e-3, -0.5, 1, 0.25},
    {0, 0.75, 0, -0.25},
    {0.1, -1, 0, -0.25},
    {-3, 0.5, -1e-4, -0.25},
    {1e-4, 0, 0, 0},
    {0.5, -0.25, 1e-4, 0.25},
    {2.5e-3, 2, 0, 0.25},
    {-1e-4, -1.5, -3, 0.25}
  };

  @TestFactory
  @DisplayName("The DL4J preset gives the updates of DL4J's own updater")
  Stream<DynamicTest> updaters() {
    return Stream.of(
        same(new org.nd4j.linalg.learning.config.Sgd(), dl4j(new Sgd())),
        same(
            new org.nd4j.linalg.learning.config.Sgd(0.05),
            dl4j(new Sgd()).with("learningRate", 0.05)),
        same(new org.nd4j.linalg.learning.config.Nesterovs(), dl4j(new Nesterov())),
        same(
            new org.nd4j.linalg.learning.config.Nesterovs(0.02, 0.7),
            dl4j(new Nesterov()).with("learningRate", 0.02).with("momentum", 0.7)),
        same(new org.nd4j.linalg.learning.config.AdaGrad(), dl4j(new AdaGrad())),
        same(
            new org.nd4j.linalg.learning.config.AdaGrad(0.05, 1e-2),
            dl4j(new AdaGrad()).with("learningRate", 0.05).with("epsilon", 1e-2)),
        same(new org.nd4j.linalg.learning.config.RmsProp(), dl4j(new RmsProp())),
        same( // DL4J's ε is its first mean square too
            new org.nd4j.linalg.learning.config.RmsProp(0.02, 0.8, 1e-2),
            dl4j(new RmsProp())
                .with("learningRate", 0.02)
                .with("rho", 0.8)
                .with("epsilon", 1e-2)
                .with("initialAccumulator", 1e-2)),
        same(new org.nd4j.linalg.learning.config.AdaDelta(), dl4j(new AdaDelta())),
        same(
            new org.nd4j.linalg.learning.config.AdaDelta(0.8, 1e-2),
            dl4j(new AdaDelta()).with("rho", 0.8).with("epsilon", 1e-2)),
        same(new org.nd4j.linalg.learning.config.Adam(), dl4j(new Adam())),
        same(
            new org.nd4j.linalg.learning.config.Adam(0.1, 0.8, 0.99, 1e-2),
            moments(dl4j(new Adam())).with("epsilon", 1e-2)),
        same(new org.nd4j.linalg.learning.config.AMSGrad(), dl4j(new AmsGrad())),
        same(
            new org.nd4j.linalg.learning.config.AMSGrad(0.1, 0.8, 0.99, 1e-2),
            moments(dl4j(new AmsGrad())).with("epsilon", 1e-2)),
        same(new org.nd4j.linalg.learning.config.AdaMax(), dl4j(new AdaMax())),
        same( // DL4J's ε does nothing
            new org.nd4j.linalg.learning.config.AdaMax(0.1, 0.8, 0.99, 1e-2),
            moments(dl4j(new AdaMax()))),
        same(new org.nd4j.linalg.learning.config.Nadam(), dl4j(new NAdam())),
        same(
            new org.nd4j.linalg.learning.config.Nadam(0.1, 0.8, 0.99, 1e-2),
            moments(dl4j(new NAdam())).with("epsilon", 1e-2)),
        same(new org.nd4j.linalg.learning.config.AdaBelief(), dl4j(new AdaBelief())),
        same(
            new org.nd4j.linalg.learning.config.AdaBelief(0.1, 0.8, 0.99, 1e-2),
            moments(dl4j(new AdaBelief())).with("epsilon", 1e-2)));
  }

  private static GradientOptimizer dl4j(GradientOptimizer optimizer) {
    return Preset.DL4J.of(optimizer.getClass());
  }

  private static GradientOptimizer moments(GradientOptimizer optimizer) {
    return optimizer.with("learningRate", 0.1).with("beta1", 0.8).with("beta2", 0.99);
  }

  private static DynamicTest same(IUpdater dl4j, GradientOptimizer optimizer) {
    return DynamicTest.dynamicTest(dl4j.toString(), () -> follow(dl4j, optimizer));
  }

  /** DL4J's AdaBelief cannot take its state as one array, as its networks would hand it over. */
  private static GradientUpdater<?> start(IUpdater dl4j, int size) {
    if (dl4j instanceof org.nd4j.linalg.learning.config.AdaBelief) {
      Map<String, INDArray> state = new HashMap<>();
      state.put("M", Nd4j.create(DataType.DOUBLE, size));
      state.put("S", Nd4j.create(DataType.DOUBLE, size));
      return dl4j.instantiate(state, true);
    }
    long stateSize = dl4j.stateSize(size);
    INDArray view = stateSize == 0 ? null : Nd4j.create(DataType.DOUBLE, stateSize);
    return dl4j.instantiate(view, true);
  }

  private static void follow(IUpdater dl4j, GradientOptimizer optimizer) {
    int size = GRADIENTS[0].length;
    GradientUpdater<?> updater = start(dl4j, size);
    ReferenceExecutor run = new ReferenceExecutor(optimizer, Precision.DOUBLE, size);
    for (int t = 0; t < GRADIENTS.length; t++) {
      INDArray array = Nd4j.createFromArray(GRADIENTS[t].clone());
      updater.applyUpdater(array, t, 0);
      double[] update = run.step(GRADIENTS[t], new double[size], t, 0);
      for (int i = 0; i < size; i++) {
        double expected = array.getDouble(i);
        assertThat(Math.abs(update[i] - expected))
            .as(
                "%s, step %d, element %d: DL4J gives %s, Gradus %s",
                optimizer, t + 1, i, expected, update[i])
            .isLessThanOrEqualTo(1e-9 * Math.abs(expected));
      }
    }
  }
}
