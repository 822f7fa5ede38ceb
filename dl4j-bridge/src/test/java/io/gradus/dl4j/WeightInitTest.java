package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Algorithm;
import io.gradus.api.Initializer;
import io.gradus.api.Initializers;
import io.gradus.api.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class WeightInitTest {

  /**
   * Numbers every element by its place in row-major order, and keeps the shapes it is asked for.
   */
  @Algorithm(name = "numbering", summary = "Numbers the elements.", citation = "This test")
  public record Numbering() implements Initializer {
    static final List<Shape> ASKED = new ArrayList<>();

    @Override
    public void fill(double[] tensor, Shape shape, RandomGenerator random) {
      ASKED.add(shape);
      for (int i = 0; i < tensor.length; i++) {
        tensor[i] = i;
      }
    }
  }

  @Test
  @DisplayName("The tensor is the same in row and in column order, and lies in DL4J's own view")
  void orders() {
    for (char order : new char[] {'c', 'f'}) {
      INDArray view = Nd4j.create(DataType.FLOAT, 1, 6);
      INDArray weights =
          Dl4j.weightInit(new Numbering()).init(2, 3, new long[] {2, 3}, order, view);
      for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 3; column++) {
          assertThat(weights.getDouble(row, column)).isEqualTo(3 * row + column);
        }
      }
      view.putScalar(0, 42); // the view and the tensor are one memory
      assertThat(weights.getDouble(0, 0)).isEqualTo(42);
    }
  }

  @Test
  @DisplayName("A network asks with its layers' shapes and fans, and its seed fixes the weights")
  void network() {
    Numbering.ASKED.clear();
    MultiLayerNetwork counted = network(Dl4j.weightInit(new Numbering()), 1);
    assertThat(Numbering.ASKED)
        .contains(new Shape(List.of(2L, 1L, 3L, 3L), 9, 18), new Shape(List.of(72L, 5L), 72, 5));
    assertThat(counted.getLayer(1).getParam("W").getDouble(1, 2)).isEqualTo(7);

    IWeightInit he = Dl4j.weightInit("he-normal");
    INDArray one = network(he, 1).params();
    assertThat(network(he, 1).params()).isEqualTo(one);
    assertThat(network(he, 2).params()).isNotEqualTo(one);
  }

  @Test
  @DisplayName("LSTM and embedding layers ask with DL4J's own fans, and hold what they were given")
  void recurrentAndEmbedding() {
    Numbering.ASKED.clear();
    MultiLayerNetwork lstm =
        Networks.network(
            new NeuralNetConfiguration.Builder()
                .weightInit(Dl4j.weightInit(new Numbering()))
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(5).build())
                .layer(new RnnOutputLayer.Builder().nIn(5).nOut(2).build())
                .build());
    assertThat(Numbering.ASKED)
        .contains(
            new Shape(List.of(3L, 20L), 5, 8), // four gates; DL4J counts its own way
            new Shape(List.of(5L, 20L), 5, 8),
            new Shape(List.of(5L, 2L), 5, 2));
    assertThat(lstm.getLayer(0).getParam("W").getDouble(1, 2)).isEqualTo(22);

    Numbering.ASKED.clear();
    MultiLayerNetwork embedding =
        Networks.network(
            new NeuralNetConfiguration.Builder()
                .weightInit(Dl4j.weightInit(new Numbering()))
                .list()
                .layer(new EmbeddingLayer.Builder().nIn(6).nOut(4).build())
                .layer(new OutputLayer.Builder().nIn(4).nOut(2).build())
                .build());
    assertThat(Numbering.ASKED.get(0).dimensions()).containsExactly(6L, 4L);
    assertThat(Numbering.ASKED.get(0).fanIn()).isEqualTo(1);
    assertThat(embedding.getLayer(0).getParam("W").getDouble(5, 3)).isEqualTo(23);
  }

  @Test
  @DisplayName("A saved model keeps its initializer")
  void savedModel() {
    MultiLayerNetwork network = network(Dl4j.weightInit("he-normal"), 1);
    MultiLayerNetwork loaded = Networks.load(Networks.save(network, true));
    assertThat(loaded.getLayerWiseConfigurations()).isEqualTo(network.getLayerWiseConfigurations());
    assertThat(loaded.params()).isEqualTo(network.params());
  }

  @Test
  @DisplayName("Every installed initializer survives DL4J's JSON")
  void json() throws IOException {
    ObjectMapper json = new ObjectMapper();
    for (Initializer initializer : Initializers.installed().all()) {
      IWeightInit theirs = Dl4j.weightInit(initializer);
      assertThat(json.readValue(json.writeValueAsString(theirs), IWeightInit.class))
          .isEqualTo(theirs);
    }
  }

  private static MultiLayerNetwork network(IWeightInit init, long seed) {
    return Networks.network(
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .weightInit(init)
            .list()
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
            .layer(new DenseLayer.Builder().nOut(5).build())
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(InputType.convolutional(8, 8, 1))
            .build());
  }
}
