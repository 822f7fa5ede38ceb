package io.gradus.dl4j;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.CapsuleStrengthLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks of every kind that DL4J trains, each with data that fits it. */
@SuppressWarnings("ImmutableEnumChecker") // the functions and shapes of the constants never change
enum Architecture {
  DENSE(b -> stack(b, vectors(), dense(6), dense(5), output()), 8, 4),
  LAYER_NORM(
      b ->
          stack(
              b,
              vectors(),
              new DenseLayer.Builder().nOut(6).hasLayerNorm(true).build(),
              dense(5),
              output()),
      8,
      4),
  CONVOLUTION(b -> stack(b, images(), convolution(), dense(5), output()), 4, 2, 6, 6),
  SEPARABLE_CONVOLUTION(
      b ->
          stack(
              b,
              images(),
              new SeparableConvolution2D.Builder(3, 3).nOut(3).depthMultiplier(2).build(),
              dense(5),
              output()),
      4,
      2,
      6,
      6),
  SEPARABLE_CONVOLUTION_WITHOUT_BIAS(
      b ->
          stack(
              b,
              images(),
              convolution(),
              new SeparableConvolution2D.Builder(3, 3).nOut(3).hasBias(false).build(),
              output()),
      4,
      2,
      6,
      6),
  DEPTHWISE_CONVOLUTION(
      b ->
          stack(
              b,
              images(),
              new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(2).build(),
              convolution(),
              output()),
      4,
      2,
      6,
      6),
  DECONVOLUTION(
      b -> stack(b, images(), new Deconvolution2D.Builder(2, 2).nOut(3).build(), output()),
      4,
      2,
      6,
      6),
  CONVOLUTION_1D(
      b ->
          stack(
              b,
              sequences(),
              new Convolution1DLayer.Builder(2)
                  .nOut(4)
                  .convolutionMode(ConvolutionMode.Same)
                  .build(),
              sequenceOutput()),
      4,
      3,
      6),
  CONVOLUTION_3D(
      b ->
          stack(
              b,
              InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 3, 3, 3, 1),
              new Convolution3D.Builder(2, 2, 2).nOut(3).build(),
              new GlobalPoolingLayer(),
              output()),
      4,
      1,
      3,
      3,
      3),
  BATCH_NORMALIZATION(
      b ->
          stack(
              b,
              images(),
              convolution(),
              new BatchNormalization(),
              dense(5),
              new BatchNormalization(),
              output()),
      4,
      2,
      6,
      6),
  BATCH_NORMALIZATION_FIRST(
      b -> stack(b, vectors(), new BatchNormalization(), dense(5), output()), 8, 4),
  BATCH_NORMALIZATION_TWICE(
      b ->
          stack(
              b,
              vectors(),
              dense(5),
              new BatchNormalization(),
              new ActivationLayer.Builder().build(),
              new BatchNormalization(),
              output()),
      8,
      4),
  PRELU(
      b ->
          stack(
              b,
              vectors(),
              dense(5),
              new PReLULayer.Builder().nIn(5).nOut(5).inputShape(5).build(),
              output()),
      8,
      4),
  EMBEDDING(
      b ->
          stack(
              b,
              InputType.feedForward(6),
              new EmbeddingLayer.Builder().nIn(6).nOut(4).hasBias(true).build(),
              output()),
      8,
      1),
  EMBEDDING_OF_SEQUENCES(
      b ->
          stack(
              b,
              InputType.recurrent(6, 6),
              new EmbeddingSequenceLayer.Builder().nIn(6).nOut(4).inputLength(6).build(),
              new LSTM.Builder().nOut(3).build(),
              sequenceOutput()),
      4,
      6),
  RECURRENT(
      b ->
          stack(
              b,
              sequences(),
              new LSTM.Builder().nOut(4).build(),
              new LSTM.Builder().nOut(3).build(),
              sequenceOutput()),
      4,
      3,
      6),
  RECURRENT_IN_WRAPPERS(
      b ->
          stack(
              b,
              sequences(),
              new SimpleRnn.Builder().nOut(4).build(),
              new LastTimeStep(new LSTM.Builder().nOut(3).build()),
              output()),
      4,
      3,
      6),
  BIDIRECTIONAL(
      b ->
          stack(
              b,
              sequences(),
              new Bidirectional(new LSTM.Builder().nOut(4).build()),
              sequenceOutput()),
      4,
      3,
      6),
  TRUNCATED_BACKPROPAGATION(
      b ->
          b.list()
              .layer(new LSTM.Builder().nOut(4).build())
              .layer(sequenceOutput())
              .backpropType(BackpropType.TruncatedBPTT)
              .tBPTTLength(2)
              .setInputType(sequences())
              .build(),
      4,
      3,
      6),
  FROZEN_BASE(
      b ->
          stack(
              b,
              images(),
              new FrozenLayer(convolution()),
              new BatchNormalization(),
              dense(5),
              output()),
      4,
      2,
      6,
      6),
  FROZEN_IN_THE_MIDDLE(
      b -> stack(b, vectors(), dense(5), new FrozenLayerWithBackprop(dense(4)), output()), 8, 4),
  CENTER_LOSS(
      b ->
          stack(
              b,
              vectors(),
              dense(5),
              new CenterLossOutputLayer.Builder(LossFunction.MSE)
                  .nOut(3)
                  .activation(Activation.IDENTITY)
                  .build()),
      8,
      4),
  SELF_ATTENTION(
      b ->
          stack(
              b,
              sequences(),
              new SelfAttentionLayer.Builder().nOut(4).nHeads(2).projectInput(true).build(),
              new GlobalPoolingLayer(PoolingType.AVG),
              dense(5),
              output()),
      4,
      3,
      6),
  RECURRENT_ATTENTION(
      b ->
          stack(
              b,
              sequences(),
              new RecurrentAttentionLayer.Builder()
                  .nOut(4)
                  .nHeads(1)
                  .projectInput(true)
                  .hasBias(true)
                  .build(),
              sequenceOutput()),
      4,
      3,
      6),
  LOCALLY_CONNECTED(
      b ->
          stack(
              b,
              images(),
              new LocallyConnected2D.Builder()
                  .kernelSize(3, 3)
                  .stride(2, 2)
                  .nOut(2)
                  .hasBias(true)
                  .build(),
              dense(5),
              output()),
      4,
      2,
      6,
      6),
  CAPSULES(
      b ->
          stack(
              b,
              images(),
              new PrimaryCapsules.Builder(4, 2, new int[] {3, 3}).build(),
              new CapsuleLayer.Builder(3, 4).hasBias(true).build(),
              new CapsuleStrengthLayer.Builder().build(),
              output()),
      4,
      2,
      6,
      6),
  ATTENTION_VERTEX(
      b ->
          b.graphBuilder()
              .addInputs("in")
              .setInputTypes(sequences())
              .addLayer("lstm", new LSTM.Builder().nOut(4).build(), "in")
              .addVertex("attention", attention(), "lstm", "in", "in")
              .addLayer("out", sequenceOutput(), "attention")
              .setOutputs("out")
              .build(),
      4,
      3,
      6),
  GRAPH(
      b ->
          b.graphBuilder()
              .addInputs("left", "right")
              .setInputTypes(vectors(), vectors())
              .addLayer("a", dense(5), "left")
              .addLayer("b", new DenseLayer.Builder().nOut(5).hasBias(false).build(), "right")
              .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
              .addVertex("both", new MergeVertex(), "a", "b", "sum")
              .addLayer("norm", new BatchNormalization(), "both")
              .addLayer("shared", dense(4), "norm")
              .addLayer("one", output(), "shared")
              .addLayer("two", output(), "shared", "sum")
              .setOutputs("one", "two")
              .build(),
      8,
      4);

  private final Function<NeuralNetConfiguration.Builder, Object> configuration;
  private final long[] shape;

  Architecture(Function<NeuralNetConfiguration.Builder, Object> configuration, long... shape) {
    this.configuration = configuration;
    this.shape = shape;
  }

  private static MultiLayerConfiguration stack(
      NeuralNetConfiguration.Builder builder, InputType input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = builder.list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    return list.setInputType(input).build();
  }

  private static InputType vectors() {
    return InputType.feedForward(4);
  }

  private static InputType images() {
    return InputType.convolutional(6, 6, 2);
  }

  private static InputType sequences() {
    return InputType.recurrent(3, 6);
  }

  private static Layer dense(int outputs) {
    return new DenseLayer.Builder().nOut(outputs).build();
  }

  private static Layer convolution() {
    return new ConvolutionLayer.Builder(3, 3).nOut(2).build();
  }

  private static AttentionVertex attention() {
    return new AttentionVertex.Builder()
        .nInQueries(4)
        .nInKeys(3)
        .nInValues(3)
        .nOut(4)
        .nHeads(2)
        .projectInput(true)
        .build();
  }

  private static Layer output() {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nOut(3)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static Layer sequenceOutput() {
    return new RnnOutputLayer.Builder(LossFunction.MSE)
        .nOut(3)
        .activation(Activation.IDENTITY)
        .build();
  }

  /** The defaults of all layers; a test may change some. */
  static NeuralNetConfiguration.Builder defaults(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .dataType(DataType.DOUBLE)
        .updater(updater)
        .biasInit(0.5)
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.TANH);
  }

  /** A bound network with the first weights of its seed. */
  Model network(NeuralNetConfiguration.Builder builder) {
    Object made = configuration.apply(builder);
    Model network =
        made instanceof MultiLayerConfiguration list
            ? new MultiLayerNetwork(Dl4j.bind(list))
            : new ComputationGraph(Dl4j.bind((ComputationGraphConfiguration) made));
    network.init();
    network
        .paramTable()
        .forEach(
            (name, array) -> {
              if (name.matches(".*_(b|bias)")) {
                array.assign(0.5); // which layers that are made with SameDiff begin at 0
              }
            });
    return network;
  }

  /** The same network, not bound. */
  Model unbound(IUpdater updater) {
    Object made = configuration.apply(defaults(updater));
    Model network =
        made instanceof MultiLayerConfiguration list
            ? new MultiLayerNetwork(list)
            : new ComputationGraph((ComputationGraphConfiguration) made);
    network.init();
    return network;
  }

  Model network(IUpdater updater) {
    return network(defaults(updater));
  }

  /** One iteration, or one for each segment of truncated backpropagation. */
  void fit(Model network) {
    boolean isIndices = name().startsWith("EMBEDDING");
    INDArray features =
        isIndices
            ? indices(length(shape)).reshape(shape)
            : Nd4j.math().sin(Nd4j.linspace(DataType.DOUBLE, 1, 0.7, length(shape)).reshape(shape));
    if (network instanceof ComputationGraph graph) {
      INDArray labels = labels(graph.getOutputLayer(0).conf().getLayer());
      graph.fit(
          this == GRAPH
              ? new MultiDataSet(
                  new INDArray[] {features, features.mul(-0.5)},
                  new INDArray[] {labels, labels.add(1)})
              : new MultiDataSet(features, labels));
    } else {
      MultiLayerNetwork list = (MultiLayerNetwork) network;
      list.fit(features, labels(list.getOutputLayer().conf().getLayer()));
    }
  }

  private INDArray labels(Layer output) {
    long[] size =
        output instanceof RnnOutputLayer ? new long[] {shape[0], 3, 6} : new long[] {shape[0], 3};
    return Nd4j.math().cos(Nd4j.linspace(DataType.DOUBLE, 1, 0.3, length(size)).reshape(size));
  }

  private static INDArray indices(long count) {
    return Nd4j.createFromArray(LongStream.range(0, count).mapToDouble(i -> i * 5 % 6).toArray());
  }

  private static long length(long[] shape) {
    return LongStream.of(shape).reduce(1, (a, b) -> a * b);
  }

  boolean isTruncated() {
    return this == TRUNCATED_BACKPROPAGATION;
  }

  /** One iteration. */
  void fitOneSegment(Model network) {
    if (isTruncated()) {
      ((MultiLayerNetwork) network).getLayerWiseConfigurations().setTbpttFwdLength(6);
      ((MultiLayerNetwork) network).getLayerWiseConfigurations().setTbpttBackLength(6);
    }
    fit(network);
  }

  /** Copies of all parameters by layer and name. */
  static Map<String, INDArray> parameters(Model network) {
    Map<String, INDArray> copies = new TreeMap<>();
    network.paramTable().forEach((name, array) -> copies.put(name, array.dup()));
    return copies;
  }

  /**
   * Whether a parameter counts as a weight, by the names that DL4J gives. The gain of a layer norm
   * is one to DL4J, which decays it as well.
   */
  static boolean isDecayed(String name) {
    return name.matches(".*_[fb]?(W[qkvo]?|RW|pW|g|weight)");
  }

  /** Whether a rule moves a parameter: not running averages, centers, and what is frozen. */
  boolean isTrained(String name) {
    return !name.matches(".*_(mean|var|log10stdev|cL)")
        && !(this == FROZEN_BASE && name.startsWith("0_"))
        && !(this == FROZEN_IN_THE_MIDDLE && name.startsWith("1_"));
  }
}
