package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.Sgd;
import io.gradus.wrappers.CoupledDecay;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;

class UpdaterTest {

  private static final double[] GRADIENT = {0.5, -2, 1e-4, 0, 3, -0.25};

  @Test
  @DisplayName(
      "A strided gradient and one in column order are updated in place, element by element")
  void stridedGradients() {
    double[] expected =
        new ReferenceExecutor(new Adam(0.1), Precision.DOUBLE, 6).step(GRADIENT, null);
    INDArray strided = Nd4j.create(DataType.DOUBLE, 6, 3).getColumn(1);
    INDArray columns = Nd4j.create(DataType.DOUBLE, new long[] {2, 3}, 'f');
    for (INDArray gradient : new INDArray[] {strided, columns}) {
      gradient.assign(Nd4j.createFromArray(GRADIENT).reshape(gradient.shape()));
      IUpdater updater = Dl4j.updater(new Adam(0.1));
      updater.instantiate(Nd4j.create(DataType.DOUBLE, 12), true).applyUpdater(gradient, 0, 0);
      assertThat(gradient.dup('c').reshape(6).toDoubleVector()).containsExactly(expected);
    }
  }

  @Test
  @DisplayName("A view in the middle of a buffer is updated, and nothing beside it")
  void views() {
    double[] expected =
        new ReferenceExecutor(new Adam(0.1), Precision.DOUBLE, 6).step(GRADIENT, null);
    INDArray buffer = Nd4j.valueArrayOf(new long[] {20}, 7.0, DataType.DOUBLE);
    INDArray states = Nd4j.valueArrayOf(new long[] {30}, 7.0, DataType.DOUBLE);
    INDArray gradient = buffer.get(NDArrayIndex.interval(5, 11));
    INDArray state = states.get(NDArrayIndex.interval(9, 21));
    gradient.assign(Nd4j.createFromArray(GRADIENT));
    Dl4j.updater(new Adam(0.1)).instantiate(state, true).applyUpdater(gradient, 0, 0);
    assertThat(gradient.toDoubleVector()).containsExactly(expected);
    for (int i = 0; i < 20; i++) {
      assertThat(buffer.getDouble(i) == 7.0).as("gradient %d", i).isEqualTo(i < 5 || i >= 11);
    }
    for (int i = 0; i < 30; i++) {
      if (i < 9 || i >= 21) {
        assertThat(states.getDouble(i)).as("state %d", i).isEqualTo(7.0);
      }
    }
  }

  @Test
  @DisplayName("Float states and gradients take float steps")
  void floats() {
    double[] expected =
        new ReferenceExecutor(new Adam(0.1), Precision.FLOAT, 6).step(GRADIENT, null);
    INDArray gradient = Nd4j.createFromArray(GRADIENT).castTo(DataType.FLOAT);
    Dl4j.updater(new Adam(0.1))
        .instantiate(Nd4j.create(DataType.FLOAT, 12), true)
        .applyUpdater(gradient, 0, 0);
    assertThat(gradient.castTo(DataType.DOUBLE).toDoubleVector()).containsExactly(expected);
  }

  @Test
  @DisplayName("A state of the wrong size is refused before anything is written")
  void wrongStateSize() {
    INDArray gradient = Nd4j.createFromArray(GRADIENT);
    var updater = Dl4j.updater(new Adam()).instantiate(Nd4j.create(DataType.DOUBLE, 11), false);
    assertThatThrownBy(() -> updater.applyUpdater(gradient, 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("keeps a state of length 12 for parameters of length 6")
        .hasMessageContaining("handed it one of length 11");
    assertThat(gradient.toDoubleVector()).containsExactly(GRADIENT);
  }

  @Test
  @DisplayName("A type that cannot be trained is refused by name")
  void unknownType() {
    INDArray gradient = Nd4j.create(DataType.BFLOAT16, 6);
    var updater = Dl4j.updater(new Adam()).instantiate(Nd4j.create(DataType.BFLOAT16, 12), true);
    assertThatThrownBy(() -> updater.applyUpdater(gradient, 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("FLOAT, DOUBLE and HALF, but this one is of type BFLOAT16");
  }

  @Test
  @DisplayName("A rule that reads the parameter says which call is missing, and trains once bound")
  void unboundRule() {
    CoupledDecay decay = new CoupledDecay(new Sgd(0.1), 0.01);
    MultiLayerNetwork unbound = Networks.network(Dl4j.updater(decay));
    double[] before = Networks.parameters(unbound);
    var batch = Networks.batches(1, DataType.DOUBLE).get(0);
    assertThatThrownBy(() -> unbound.fit(batch)).hasMessageContaining("Dl4j.bind(configuration)");
    assertThat(Networks.parameters(unbound)).containsExactly(before);
    assertThat(unbound.getIterationCount()).isZero();

    MultiLayerConfiguration configuration =
        Networks.perceptron(Dl4j.updater(decay), DataType.DOUBLE);
    MultiLayerNetwork bound = Networks.network(Dl4j.bind(Dl4j.bind(configuration)));
    MultiLayerNetwork plain = Networks.network(Dl4j.updater(new Sgd(0.1)));
    bound.fit(batch);
    plain.fit(batch);
    // θ − η (g + λ θ) = (θ − η g) − η λ θ
    double[] withDecay = Networks.parameters(bound);
    double[] without = Networks.parameters(plain);
    for (int i = 0; i < before.length; i++) {
      assertThat(withDecay[i])
          .isCloseTo(
              without[i] - 0.1 * 0.01 * before[i], org.assertj.core.data.Offset.offset(1e-15));
    }
  }

  @Test
  @DisplayName(
      "What another network's updater left untaken, where this gradient lies now, is forgotten")
  void staleHandOver() {
    INDArray memory = Nd4j.create(DataType.DOUBLE, 12);
    INDArray dead = Nd4j.valueArrayOf(new long[] {9}, 99.0, DataType.DOUBLE);
    for (int iteration : new int[] {0, 7}) {
      new ParameterAccess(true, Map.of(), 0, List.of())
          .apply(dead, memory.get(NDArrayIndex.interval(3, 12)), 0, iteration, 0);
      INDArray gradient = memory.get(NDArrayIndex.interval(0, 6));
      gradient.assign(Nd4j.createFromArray(GRADIENT));
      INDArray parameter = Nd4j.createFromArray(1.0, 2, 3, 4, 5, 6);
      INDArray left = parameter.get(NDArrayIndex.interval(0, 2));
      INDArray right = parameter.get(NDArrayIndex.interval(2, 6));
      new ParameterAccess(true, Map.of(), 0, List.of())
          .apply(left, gradient.get(NDArrayIndex.interval(0, 2)), 0, 0, 0);
      new ParameterAccess(true, Map.of(), 0, List.of())
          .apply(right, gradient.get(NDArrayIndex.interval(2, 6)), 0, 0, 0);
      Dl4j.updater(new CoupledDecay(new Sgd(1), 0.5))
          .instantiate((INDArray) null, true)
          .applyUpdater(gradient, 0, 0);
      parameter.subi(gradient); // as a network does, which keeps its parameters
      assertThat(gradient.toDoubleVector())
          .containsExactly(0.5 + 0.5, -2 + 1, 1e-4 + 1.5, 2, 3 + 2.5, -0.25 + 3);
    }
  }

  @Test
  @DisplayName(
      "What was untaken where memory serves another network again cuts none of its tensors")
  void staleCut() {
    INDArray parameter = Nd4j.createFromArray(1.0, 2, 3, 4, 5, 6);
    INDArray gradient = Nd4j.createFromArray(GRADIENT);
    // One weight of six, left by a network that lay where a bias of two and a weight of four lie
    // now
    new ParameterAccess(true, Map.of(), 0, List.of()).apply(parameter, gradient, 0, 0, 0);
    for (int from : new int[] {0, 2}) {
      INDArrayIndex part = NDArrayIndex.interval(from, from == 0 ? 2 : 6);
      new ParameterAccess(from > 0, Map.of(), 0, List.of())
          .apply(parameter.get(part), gradient.get(part), 0, 0, 0);
    }
    Dl4j.updater(new CoupledDecay(new Sgd(1), Schedule.constant(0.5), true))
        .instantiate((INDArray) null, true)
        .applyUpdater(gradient, 0, 0);
    parameter.subi(gradient); // as a network does, which keeps its parameters
    // g + θ / 2 for the weight, g for the bias
    assertThat(gradient.toDoubleVector())
        .containsExactly(0.5, -2, 1e-4 + 1.5, 2, 3 + 2.5, -0.25 + 3);
  }

  @Test
  @DisplayName("A model whose plug-in is missing says which one and where it came from")
  void missingPlugin() {
    String json =
        Networks.perceptron(Dl4j.updater(new Adam()), DataType.DOUBLE)
            .toJson()
            .replace("\"adam\"", "\"adm\"");
    assertThatThrownBy(() -> MultiLayerConfiguration.fromJson(json))
        .hasStackTraceContaining("No optimizer is named 'adm'. Did you mean 'adam'?")
        .hasStackTraceContaining("io.gradus.optimizers.Adam");
  }

  @Test
  @DisplayName("A hyper-parameter that is missing from a saved model is not made up")
  void missingHyperparameter() {
    String json =
        Networks.perceptron(Dl4j.updater(new Adam()), DataType.DOUBLE)
            .toJson()
            .replace("\"beta2\"", "\"betta2\"");
    assertThatThrownBy(() -> MultiLayerConfiguration.fromJson(json))
        .hasStackTraceContaining("'beta2' is missing")
        .hasStackTraceContaining("'betta2' is not one of its hyper-parameters");
  }

  @Test
  @DisplayName("The updater survives Java serialization with its age")
  void javaSerialization() throws IOException, ClassNotFoundException {
    GradusUpdater updater = new GradusUpdater(new Momentum(0.3));
    updater.note(12, 34);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(updater);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      GradusUpdater read = (GradusUpdater) in.readObject();
      assertThat(read).isEqualTo(updater);
      assertThat(read.age()).isEqualTo(12);
      assertThat(read.iteration()).isEqualTo(34);
    }
  }

  @Test
  @DisplayName("State by name goes out and comes back")
  void stateByName() {
    INDArray gradient = Nd4j.createFromArray(GRADIENT);
    GradusUpdater config = new GradusUpdater(new Adam(0.1));
    GradusGradientUpdater updater = config.instantiate(Nd4j.create(DataType.DOUBLE, 12), true);
    updater.applyUpdater(gradient, 0, 0);
    Map<String, INDArray> state = updater.getState();
    assertThat(state).containsOnlyKeys("m", "v");
    GradusGradientUpdater other = config.clone().instantiate(state, false);
    INDArray one = Nd4j.createFromArray(GRADIENT);
    INDArray two = one.dup();
    updater.applyUpdater(one, 1, 0);
    other.applyUpdater(two, 1, 0);
    assertThat(two).isEqualTo(one);
    assertThatThrownBy(() -> config.instantiate(Map.of("m", gradient), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[m, v]");
  }

  @Test
  @DisplayName("The learning rate is the schedule's at that iteration")
  void learningRate() {
    IUpdater updater = Dl4j.updater(new Sgd().withLearningRate(new Drop(0.5, 10, 0.25)));
    assertThat(updater.getLearningRate(9, 0)).isEqualTo(0.5);
    assertThat(updater.getLearningRate(10, 0)).isEqualTo(0.25);
    updater.setLrAndSchedule(Double.NaN, Dl4j.schedule(Schedule.constant(0.75)));
    assertThat(updater.getLearningRate(0, 0)).isEqualTo(0.75);
    updater.setLrAndSchedule(0.125, null);
    assertThat(updater.getLearningRate(99, 9)).isEqualTo(0.125);
  }
}
