package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.wrappers.ClipNorm;
import io.gradus.wrappers.DecoupledDecay;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Every kind of layer and network: what a rule sees of it, and where it ends. */
class ArchitecturesTest {

  private static final int STEPS = 2;
  private static final double RATE = 0.02;
  private static final GradientOptimizer OURS =
      Preset.DL4J.of(Adam.class).withLearningRate(Schedule.constant(RATE));

  private static org.nd4j.linalg.learning.config.Adam theirs() {
    return new org.nd4j.linalg.learning.config.Adam(RATE);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Adam in DL4J's preset takes the steps of DL4J's own")
  void followsDl4j(Architecture architecture) {
    Model ours = architecture.network(Dl4j.updater(OURS));
    Model theirs = architecture.network(theirs());
    Map<String, INDArray> before = Architecture.parameters(theirs);
    for (int step = 0; step < STEPS; step++) {
      architecture.fit(ours);
      architecture.fit(theirs);
    }
    assertSame(architecture, ours, theirs);
    Architecture.parameters(ours)
        .forEach(
            (name, after) ->
                assertThat(after.equals(before.get(name)))
                    .as("%s stays as it is", name)
                    .isEqualTo(
                        !architecture.isTrained(name)
                            && !name.matches(".*(mean|var|log10stdev|cL)")));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("AdamW shrinks the weights by λ of themselves, and neither biases nor norms")
  void decaysWeightsOnly(Architecture architecture) {
    double lambda = 0.5;
    var decayed = new AdamW(RATE, lambda).withScaledByRate(false).withWeightsOnly(true);
    for (boolean asGraph : new boolean[] {false, true}) {
      Model with = architecture.network(Dl4j.updater(decayed));
      Model without = architecture.network(Dl4j.updater(new AdamW(RATE).with("weightDecay", 0.0)));
      if (asGraph) {
        if (with instanceof ComputationGraph || architecture.isTruncated()) {
          return; // a converted network has no segments
        }
        with = ((MultiLayerNetwork) with).toComputationGraph();
        without = ((MultiLayerNetwork) without).toComputationGraph();
      }
      Map<String, INDArray> before = Architecture.parameters(with);
      architecture.fitOneSegment(with);
      architecture.fitOneSegment(without);
      Map<String, INDArray> after = Architecture.parameters(with);
      Architecture.parameters(without)
          .forEach(
              (name, plain) -> {
                INDArray expected =
                    Architecture.isDecayed(name) && architecture.isTrained(name)
                        ? plain.sub(before.get(name).mul(lambda))
                        : plain;
                assertThat(after.get(name).distance2(expected)).as(name).isLessThan(1e-12);
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Each tensor, and nothing else, is one tensor to a rule that takes norms")
  void tensorBorders(Architecture architecture) {
    Model network = architecture.network(Dl4j.updater(new BindingTest.Probe(true)));
    Map<String, INDArray> before = Architecture.parameters(network);
    architecture.fitOneSegment(network);
    Architecture.parameters(network)
        .forEach(
            (name, after) -> {
              if (architecture.isTrained(name)) {
                assertThat(after.sub(before.get(name)).norm2Number().doubleValue())
                    .as(name)
                    .isCloseTo(1, offset(1e-9));
              }
            });
  }

  @ParameterizedTest
  @EnumSource(mode = EXCLUDE, names = "CENTER_LOSS") // DL4J would clip the centers' moves as well
  @DisplayName("ClipNorm around Adam is DL4J's Adam behind DL4J's clipping of each tensor")
  void clipsEachTensor(Architecture architecture) {
    double limit = 0.05;
    Model ours = architecture.network(Dl4j.updater(new ClipNorm(OURS, limit)));
    Model theirs =
        architecture.network(
            Architecture.defaults(theirs())
                .gradientNormalization(GradientNormalization.ClipL2PerParamType)
                .gradientNormalizationThreshold(limit));
    Model unclipped = architecture.network(theirs());
    for (int step = 0; step < STEPS; step++) {
      architecture.fit(ours);
      architecture.fit(theirs);
      architecture.fit(unclipped);
    }
    assertSame(architecture, ours, theirs);
    assertThat(theirs.params().distance2(unclipped.params())).isGreaterThan(1e-6);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EXCLUDE,
      // DL4J's decay shrinks biases in the former and what is frozen in the last
      names = {"SEPARABLE_CONVOLUTION", "DEPTHWISE_CONVOLUTION", "FROZEN_IN_THE_MIDDLE"})
  @DisplayName("Decoupled decay of weights is DL4J's Adam with DL4J's WeightDecay")
  void decaysAsDl4jDoes(Architecture architecture) {
    Model ours =
        architecture.network(
            Dl4j.updater(new DecoupledDecay(OURS, Schedule.constant(0.3), true, true)));
    Model theirs = architecture.network(theirs());
    // one by one: DL4J applies a network's decay twice
    for (org.deeplearning4j.nn.api.Layer layer : layers(theirs)) {
      decay(layer.conf().getLayer(), 0.3);
    }
    if (theirs instanceof ComputationGraph graph) {
      for (GraphVertex vertex : graph.getConfiguration().getVertices().values()) {
        if (vertex instanceof SameDiffVertex sameDiff) {
          sameDiff.setRegularization(List.of(new WeightDecay(0.3, true)));
        }
      }
    }
    for (int step = 0; step < STEPS; step++) {
      architecture.fit(ours);
      architecture.fit(theirs);
    }
    assertSame(architecture, ours, theirs);
  }

  private static org.deeplearning4j.nn.api.Layer[] layers(Model network) {
    return network instanceof ComputationGraph graph
        ? graph.getLayers()
        : ((MultiLayerNetwork) network).getLayers();
  }

  private static void decay(Layer layer, double coefficient) {
    if (layer instanceof BaseLayer base) {
      base.setRegularization(List.of(new WeightDecay(coefficient, true)));
    } else if (layer instanceof AbstractSameDiffLayer sameDiff) {
      sameDiff.setRegularization(List.of(new WeightDecay(coefficient, true)));
    } else if (layer instanceof Bidirectional both) {
      decay(both.getFwd(), coefficient);
    } else if (layer instanceof BaseWrapperLayer wrapper) {
      decay(wrapper.getUnderlying(), coefficient);
    }
  }

  private static void assertSame(Architecture architecture, Model ours, Model theirs) {
    Map<String, INDArray> expected = Architecture.parameters(theirs);
    Architecture.parameters(ours)
        .forEach(
            (name, actual) -> {
              if (architecture.isTrained(name)) {
                assertThat(actual.distance2(expected.get(name)))
                    .as(name)
                    .isLessThan(1e-9 * Math.max(1, expected.get(name).norm2Number().doubleValue()));
              }
            });
  }
}
