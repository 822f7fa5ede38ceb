package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Schedule;
import io.gradus.api.Step;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Momentum;
import io.gradus.wrappers.SkipIfNotFinite;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** What goes wrong is said in a sentence, and nothing is trained otherwise than was asked. */
class FaultsTest {

  private static final double RATE = 0.02;
  private static final List<DataSet> BATCHES = Networks.batches(8, DataType.DOUBLE);

  /** Momentum that throws while it is told to. */
  @Algorithm(name = "breakable", summary = "Throws if told to.", citation = "This test")
  public record Breakable(@Hyperparameter("the rate") double rate) implements GradientOptimizer {
    static final AtomicBoolean IS_BROKEN = new AtomicBoolean();

    /** A rate of 0.1. */
    public Breakable() {
      this(0.1);
    }

    @Override
    public Schedule learningRate() {
      return Schedule.constant(rate);
    }

    @Override
    public Expr update(Step step) {
      Expr m = step.slot("m").ema(0.9, step.gradient());
      if (IS_BROKEN.get()) {
        throw new ArithmeticException("The rule broke at step " + step.age() + ".");
      }
      return m.times(rate * step.age());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName(
      "A rule that throws leaves parameters, state, age and iteration of every block; training can go on")
  void ruleThatThrows(boolean isLastOfThree) {
    MultiLayerNetwork network = Networks.network(breakable(isLastOfThree));
    MultiLayerNetwork sound = Networks.network(breakable(isLastOfThree));
    for (int step = 0; step < 2; step++) {
      network.fit(BATCHES.get(step));
      sound.fit(BATCHES.get(step));
    }
    double[] parameters = Networks.parameters(network);
    INDArray state = network.getUpdater().getStateViewArray().dup();
    Breakable.IS_BROKEN.set(true);
    try {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> network.fit(BATCHES.get(2)))
            .hasStackTraceContaining("The rule broke at step 3.");
      }
    } finally {
      Breakable.IS_BROKEN.set(false);
    }
    assertThat(Networks.parameters(network)).containsExactly(parameters);
    assertThat(network.getUpdater().getStateViewArray()).isEqualTo(state);
    assertThat(network.getIterationCount()).isEqualTo(2);
    assertThat(updater(network).age()).isEqualTo(2);
    for (int step = 2; step < 5; step++) {
      network.fit(BATCHES.get(step));
      sound.fit(BATCHES.get(step));
    }
    assertThat(Networks.parameters(network)).containsExactly(Networks.parameters(sound));
  }

  /** One block whose rule can be made to throw, or one behind blocks of Adam and momentum. */
  private static MultiLayerConfiguration breakable(boolean isLastOfThree) {
    if (!isLastOfThree) {
      return Networks.perceptron(Dl4j.updater(new Breakable()), DataType.DOUBLE);
    }
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .dataType(DataType.DOUBLE)
        .activation(Activation.TANH)
        .list(
            new DenseLayer.Builder().nIn(4).nOut(5).updater(Dl4j.updater(new Adam(RATE))).build(),
            new DenseLayer.Builder().nOut(5).updater(Dl4j.updater(new Momentum(RATE))).build(),
            new OutputLayer.Builder()
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .updater(Dl4j.updater(new Breakable()))
                .build())
        .build();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  @DisplayName("Gradients that are not finite spread by default, and are skipped on request")
  void gradientsThatAreNotFinite(double poison) {
    DataSet poisoned = BATCHES.get(1).copy();
    poisoned.getLabels().putScalar(0, 0, poison);
    MultiLayerNetwork plain = Networks.network(Dl4j.updater(new Momentum(RATE)));
    MultiLayerNetwork guarded = bound(new SkipIfNotFinite(new Momentum(RATE)));
    MultiLayerNetwork spared = Networks.network(Dl4j.updater(new Momentum(RATE)));
    for (MultiLayerNetwork each : List.of(plain, guarded, spared)) {
      each.fit(BATCHES.get(0));
    }
    plain.fit(poisoned);
    assertThat(Networks.parameters(plain)).contains(Double.NaN);

    guarded.fit(poisoned);
    guarded.fit(BATCHES.get(2));
    spared.fit(BATCHES.get(2));
    assertThat(Networks.parameters(guarded)).containsExactly(Networks.parameters(spared));
  }

  @Test
  @DisplayName("A state that was cut off, or of another size, does not load")
  void statesOfTheWrongSize() {
    MultiLayerNetwork network = Networks.network(Dl4j.updater(new Adam(RATE)));
    network.fit(BATCHES.get(0));
    byte[] saved = Networks.save(network, true);
    assertThatThrownBy(
            () -> Networks.load(withState(saved, bytes -> Arrays.copyOf(bytes, bytes.length / 2))))
        .hasStackTraceContaining("EOFException");
    assertThatThrownBy(() -> Networks.load(withState(saved, bytes -> array(Nd4j.ones(1, 9)))))
        .hasMessageContaining("differ in length")
        .hasMessageContaining("got length 9");
    MultiLayerNetwork momentum = Networks.network(Dl4j.updater(new Momentum(RATE)));
    momentum.fit(BATCHES.get(0));
    INDArray other = momentum.getUpdater().getStateViewArray();
    assertThatThrownBy(() -> Networks.load(withState(saved, bytes -> array(other))))
        .hasMessageContaining("differ in length");
  }

  @Test
  @DisplayName("A state of another type is converted to the network's as it is loaded")
  void stateOfAnotherType() {
    MultiLayerNetwork network = Networks.network(Dl4j.updater(new Adam(RATE)));
    network.fit(BATCHES.get(0));
    INDArray state = network.getUpdater().getStateViewArray().castTo(DataType.FLOAT);
    MultiLayerNetwork loaded =
        Networks.load(withState(Networks.save(network, true), bytes -> array(state)));
    assertThat(loaded.getUpdater().getStateViewArray().dataType()).isEqualTo(DataType.DOUBLE);
    loaded.fit(BATCHES.get(1));
    network.fit(BATCHES.get(1));
    assertThat(loaded.params().distance2(network.params())).isLessThan(1e-6);
  }

  @Test
  @DisplayName("A model without its plug-in names the plug-in, and what to add")
  void missingPlugin() {
    MultiLayerNetwork network = Networks.network(Dl4j.updater(new Breakable()));
    byte[] saved = Networks.save(network, true);
    assertThatThrownBy(() -> Networks.load(saved))
        .hasStackTraceContaining("No optimizer is named 'breakable'")
        .hasStackTraceContaining("The model was saved with {breakable=")
        .hasStackTraceContaining("add what is missing to the class path");
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "DENSE",
        "BATCH_NORMALIZATION_FIRST",
        "FROZEN_BASE",
        "LOCALLY_CONNECTED",
        "ATTENTION_VERTEX",
        "GRAPH"
      })
  @DisplayName("A network that is not bound is refused beside one of its size that is")
  void unboundBesideBound(Architecture architecture) {
    var bound = architecture.network(Dl4j.updater(new AdamW(RATE)));
    var unbound = architecture.unbound(Dl4j.updater(new AdamW(RATE)));
    INDArray before = unbound.params().dup();
    for (int round = 0; round < 2; round++) {
      architecture.fit(bound);
      bound.computeGradientAndScore(
          org.deeplearning4j.nn.workspace.LayerWorkspaceMgr.noWorkspaces());
      assertThatThrownBy(() -> architecture.fit(unbound))
          .hasMessageContaining("Dl4j.bind(configuration)");
    }
    assertThat(unbound.params()).isEqualTo(before);
  }

  private static GradusUpdater updater(MultiLayerNetwork network) {
    return (GradusUpdater) network.getLayer(0).conf().getLayer().getUpdaterByParam("W");
  }

  private static MultiLayerNetwork bound(GradientOptimizer optimizer) {
    return Networks.network(
        Dl4j.bind(Networks.perceptron(Dl4j.updater(optimizer), DataType.DOUBLE)));
  }

  private static byte[] array(INDArray array) {
    try {
      return Nd4j.toByteArray(array);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A model's file with another state. */
  private static byte[] withState(byte[] model, UnaryOperator<byte[]> change) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(model));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(entry.getName().equals("updaterState.bin") ? change.apply(content) : content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
