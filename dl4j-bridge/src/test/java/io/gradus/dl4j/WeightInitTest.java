package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Algorithm;
import io.gradus.api.Initializer;
import io.gradus.api.Initializers;
import io.gradus.api.Shape;
import io.gradus.initializers.DeltaOrthogonal;
import io.gradus.initializers.Dirac;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
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

  /** With one input channel more or less than outputs; what has no partner is 0. */
  @ParameterizedTest
  @CsvSource({
    "convolution, 3, 4",
    "convolution, 4, 3",
    "convolution, 3, 3",
    "transposed, 3, 4",
    "transposed, 4, 3",
    "transposed, 3, 3",
    "transposed with kernels of 2, 3, 4",
    "in 3 dimensions, 3, 4",
    "transposed in 3 dimensions, 3, 4",
    "transposed in 3 dimensions, 4, 3"
  })
  @DisplayName("Convolutions of each kind pass on what dirac and delta-orthogonal say")
  void convolutions(String kind, int inputs, int outputs) {
    long[] shape =
        kind.endsWith("3 dimensions")
            ? new long[] {2, inputs, 5, 5, 5}
            : new long[] {2, inputs, 5, 5};
    INDArray images = Nd4j.rand(DataType.DOUBLE, shape);
    INDArray passed = pass(new Dirac(), kind, outputs, images);
    for (int channel = 0; channel < outputs; channel++) {
      INDArray expected = channel < inputs ? channel(images, channel) : channel(images, 0).mul(0);
      assertThat(channel(passed, channel).equalsWithEps(expected, 1e-12)).isTrue();
    }
    if (outputs < inputs) {
      assertThatThrownBy(() -> pass(new DeltaOrthogonal(), kind, outputs, images))
          .hasMessageContaining("no fewer outputs than inputs");
      return;
    }
    INDArray turned = pass(new DeltaOrthogonal(), kind, outputs, images); // lengths stay
    assertThat(turned.norm2(1).equalsWithEps(images.norm2(1), 1e-12)).isTrue();
  }

  @Test
  @DisplayName("A depthwise convolution is refused by initializers that join channels")
  void depthwise() {
    INDArray images = Nd4j.rand(DataType.DOUBLE, 2, 4, 5, 5);
    for (Initializer initializer : List.of(new Dirac(), new DeltaOrthogonal())) {
      assertThatThrownBy(() -> pass(initializer, "depthwise", 8, images))
          .hasMessageContaining("not a depthwise one [kernel…, in, multiplier]");
    }
  }

  private static INDArray channel(INDArray images, int channel) {
    return images.get(NDArrayIndex.all(), NDArrayIndex.point(channel)).dup();
  }

  /** What a single layer makes of its input. */
  private static INDArray pass(Initializer initializer, String kind, int outputs, INDArray images) {
    boolean solid = images.rank() == 5;
    int size = kind.endsWith("of 2") ? 2 : 3;
    int[] kernel = solid ? new int[] {size, size, size} : new int[] {size, size};
    Layer layer =
        switch (kind) {
          case "convolution" ->
              new ConvolutionLayer.Builder(kernel)
                  .nOut(outputs)
                  .convolutionMode(ConvolutionMode.Same)
                  .build();
          case "depthwise" ->
              new DepthwiseConvolution2D.Builder(kernel)
                  .depthMultiplier(outputs / 4)
                  .nOut(outputs)
                  .build();
          case "in 3 dimensions" ->
              new Convolution3D.Builder(kernel)
                  .nOut(outputs)
                  .convolutionMode(ConvolutionMode.Same)
                  .build();
          case "transposed in 3 dimensions" ->
              new Deconvolution3D.Builder()
                  .kernelSize(kernel)
                  .nOut(outputs)
                  .convolutionMode(ConvolutionMode.Same)
                  .build();
          default ->
              new Deconvolution2D.Builder(kernel)
                  .nOut(outputs)
                  .convolutionMode(ConvolutionMode.Same)
                  .build();
        };
    MultiLayerNetwork network =
        Networks.network(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .activation(Activation.IDENTITY)
                .weightInit(Dl4j.weightInit(initializer))
                .list()
                .layer(layer)
                .layer(
                    solid
                        ? new Cnn3DLossLayer.Builder(Convolution3D.DataFormat.NCDHW)
                            .lossFunction(LossFunctions.LossFunction.MSE)
                            .build()
                        : new CnnLossLayer.Builder(LossFunctions.LossFunction.MSE).build())
                .setInputType(
                    solid
                        ? InputType.convolutional3D(
                            Convolution3D.DataFormat.NCDHW, 5, 5, 5, images.size(1))
                        : InputType.convolutional(5, 5, images.size(1)))
                .build());
    return network.feedForward(images, false).get(1);
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
