package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Sgd;
import io.gradus.wrappers.ClipGlobalNorm;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/** The thread that trained a network keeps nothing of it once it is dropped. */
class DroppedNetworksTest {

  private static final List<DataSet> BATCHES = Networks.batches(3, DataType.DOUBLE);

  @ParameterizedTest
  @ValueSource(strings = {"gradus", "dl4j", "none"})
  @DisplayName("The parameters and gradients of a bound network go with it, whoever updates last")
  void network(String last) throws Exception {
    assertDropped(
        () -> {
          IUpdater updater =
              switch (last) {
                case "dl4j" -> new Adam(0.1); // takes nothing of what it is shown
                case "none" -> new NoOp();
                default -> Dl4j.updater(new ClipGlobalNorm(new Sgd(0.1), 1));
              };
          MultiLayerConfiguration configuration =
              Networks.perceptron(Dl4j.updater(new AdamW(0.1)), DataType.DOUBLE);
          ((BaseLayer) configuration.getConf(2).getLayer()).setIUpdater(updater);
          ((BaseLayer) configuration.getConf(2).getLayer()).setBiasUpdater(updater);
          MultiLayerNetwork network = Networks.network(Dl4j.bind(configuration));
          BATCHES.forEach(network::fit);
          network.score(BATCHES.get(0));
          DataBuffer parameters = NativeMemory.root(network.params());
          DataBuffer gradients = NativeMemory.root(network.getFlattenedGradients());
          return List.of(new WeakReference<>(parameters), new WeakReference<>(gradients));
        });
  }

  @ParameterizedTest
  @CsvSource({"c, true", "c, false", "f, true", "f, false"})
  @DisplayName("So do the variables of a graph, whatever their order")
  void variables(char order, boolean ofGradus) throws Exception {
    assertDropped(
        () -> {
          SameDiff graph = SameDiff.create();
          SDVariable in = graph.placeHolder("in", DataType.DOUBLE, -1, 4);
          SDVariable label = graph.placeHolder("label", DataType.DOUBLE, -1, 3);
          INDArray first = Nd4j.rand(DataType.DOUBLE, 4, 3).dup(order);
          SDVariable weights = graph.var("w", first);
          graph.loss.meanSquaredError("loss", label, in.mmul(weights), null);
          graph.setLossVariables("loss");
          graph.setTrainingConfig(
              Dl4j.bind(
                  new TrainingConfig.Builder()
                      .updater(ofGradus ? Dl4j.updater(new AdamW(0.1)) : new Adam(0.1))
                      .dataSetFeatureMapping("in")
                      .dataSetLabelMapping("label")
                      .build()));
          graph.fit(BATCHES.get(0));
          return List.of(new WeakReference<>(NativeMemory.root(weights.getArr())));
        });
  }

  @Test
  @DisplayName("An optimizer goes with the network that it was made for")
  void optimizer() throws Exception {
    assertDropped(
        () -> {
          GradientOptimizer optimizer = new Sgd(0.1); // has no state, so no block takes the rest
          IUpdater updater = Dl4j.updater(optimizer);
          Networks.network(updater).fit(BATCHES.get(0));
          return List.of(new WeakReference<>(updater), new WeakReference<>(optimizer));
        });
  }

  private static void assertDropped(Callable<List<? extends Reference<?>>> training)
      throws Exception {
    List<? extends Reference<?>> parts = training.call();
    Nd4j.ones(DataType.DOUBLE, 3).addi(1).sumNumber(); // ND4J remembers its last operation
    for (int i = 0; i < 50 && parts.stream().anyMatch(part -> part.get() != null); i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(parts).allSatisfy(part -> assertThat((Object) part.get()).isNull());
  }
}
