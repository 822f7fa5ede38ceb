package io.gradus.benchmarks;

import static java.util.stream.Collectors.joining;

import io.gradus.dl4j.Dl4j;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A whole training iteration of a network, everything the same but the updater. The batches are
 * noise, so that no training ever comes to rest. Each iteration is timed by itself: about once a
 * second the collector pauses for a tenth of it, whatever the updater, which would decide every
 * mean of so short a time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TrainingBenchmark {

  private static final int BATCH = 32;
  private static final int BATCHES = 64;

  /** A network. */
  public enum Network {
    /** 2,410 parameters. Measured first: it is the one that other code in the JVM could disturb. */
    SMALL,
    /** 1.9 million parameters. */
    LARGE;

    private int[] widths() {
      return switch (this) {
        case LARGE -> new int[] {784, 1024, 1024, 10};
        case SMALL -> new int[] {64, 32, 10};
      };
    }

    /**
     * Iterations before the warm-up: what costs time in a small network is Java code, of which C2
     * compiles what is called once an iteration after some thousands.
     */
    private int burnIn() {
      return this == SMALL ? 4_000 : 0;
    }

    /** Its size and its layers. */
    String title() {
      return name().toLowerCase(Locale.ROOT)
          + IntStream.of(widths()).mapToObj(String::valueOf).collect(joining("-", " (", ")"));
    }
  }

  /** What is trained. */
  @Param public Network network;

  /** Whose Adam trains it. */
  @Param({"GRADUS", "DL4J"})
  public Subject subject;

  private final List<DataSet> batches = new ArrayList<>();
  private MultiLayerNetwork model;
  private int next;

  /** Makes the network and the batches, and trains it until its code is compiled. */
  @Setup
  public void setUp() {
    Nd4j.getRandom().setSeed(42);
    int[] widths = network.widths();
    IUpdater updater =
        switch (subject) {
          case GRADUS -> Dl4j.updater(Rule.ADAM.gradus());
          case DL4J -> Rule.ADAM.dl4j();
          default -> throw new IllegalArgumentException(subject + " is no updater.");
        };
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(42)
            .dataType(DataType.FLOAT)
            .activation(Activation.TANH)
            .updater(updater)
            .list();
    for (int i = 1; i < widths.length - 1; i++) {
      layers.layer(new DenseLayer.Builder().nIn(widths[i - 1]).nOut(widths[i]).build());
    }
    int classes = widths[widths.length - 1];
    layers.layer(
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nIn(widths[widths.length - 2])
            .nOut(classes)
            .activation(Activation.SOFTMAX)
            .build());
    model = new MultiLayerNetwork(layers.build());
    model.init();
    for (int i = 0; i < BATCHES; i++) {
      INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, classes);
      for (int row = 0; row < BATCH; row++) {
        labels.putScalar(row, Nd4j.getRandom().nextInt(classes), 1);
      }
      batches.add(new DataSet(Nd4j.randn(DataType.FLOAT, BATCH, widths[0]), labels));
    }
    for (int i = 0; i < network.burnIn(); i++) {
      iteration();
    }
  }

  /** Takes one iteration. */
  @Benchmark
  public void iteration() {
    model.fit(batches.get(next));
    next = (next + 1) % BATCHES;
  }
}
