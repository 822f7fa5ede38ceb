package io.gradus.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizers;
import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Slot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rule E-1 for every optimizer that is installed, in its defaults and in every preset: each
 * executor gives the reference's bits.
 */
class ExecutorsAgreeTest {

  /** Enough for rules that do something every few steps only. */
  private static final int STEPS = 7;

  /** Every tensor is worth sharing, be it of one element. */
  private static final long SHARED_FROM = 1;

  /** Elements of the tensor and of its rows: none, one, less than a vector, more than chunks. */
  private static final int[][] SHAPES = {{0, 1}, {1, 1}, {7, 7}, {1025, 5}, {2051, 293}};

  private static final double[] FINITE = {
    0.0, -0.0, 1e-42, -1e-42, 1e-310, -4.9e-324, 1e18, -1e-20
  };
  private static final double[] NOT_FINITE = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };

  static Stream<String> optimizers() {
    return Optimizers.installed().all().stream()
        .filter(GradientOptimizer.class::isInstance)
        .map(optimizer -> optimizer.description().name());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  @DisplayName("E-1 every executor gives the reference's bits, shared between threads or not")
  void agreesWithTheReference(String name) {
    GradientOptimizer defaults = (GradientOptimizer) Optimizers.named(name);
    Set<GradientOptimizer> all = new LinkedHashSet<>(List.of(defaults));
    all.addAll(defaults.presets().values());
    for (GradientOptimizer optimizer : all) {
      for (Precision precision : Precision.values()) {
        for (int[] shape : SHAPES) {
          compare(optimizer, precision, shape[0], shape[1], true);
        }
        for (int[] shape : List.of(SHAPES[2], SHAPES[3])) {
          compare(optimizer, precision, shape[0], shape[1], false);
        }
      }
    }
  }

  private static void compare(
      GradientOptimizer optimizer, Precision precision, int size, int rowLength, boolean finite) {
    ReferenceExecutor reference = new ReferenceExecutor(optimizer, precision, size);
    reference.rowLength(rowLength);
    List<Run> runs = new ArrayList<>();
    for (Kernel.Executor executor : Kernel.Executor.values()) {
      if (executor != Kernel.Executor.VECTOR || VectorLoop.isAvailable()) {
        runs.add(new Run(optimizer, precision, size, rowLength, executor, 1));
        runs.add(new Run(optimizer, precision, size, rowLength, executor, 3));
      }
    }
    Random random = new Random(size);
    double[] parameter = numbers(random, size, finite);
    for (int t = 1; t <= STEPS; t++) {
      double[] gradient = numbers(random, size, finite);
      double[] expected = reference.step(gradient, parameter);
      for (Run run : runs) {
        double[] actual = run.step(gradient, parameter);
        if (!Arrays.equals(actual, expected)) { // says nothing of the thousands that agree
          assertThat(actual).as("update of %s at step %d", run, t).isEqualTo(expected);
        }
        int slot = 0;
        for (var content : reference.slots().entrySet()) {
          double[] state = array(run.state.get(slot++));
          if (!Arrays.equals(state, content.getValue())) {
            assertThat(state)
                .as("slot %s of %s at step %d", content.getKey(), run, t)
                .isEqualTo(content.getValue());
          }
        }
      }
      for (int i = 0; i < size; i++) {
        parameter[i] = precision.round(parameter[i] - expected[i]);
      }
    }
  }

  private static double[] numbers(Random random, int size, boolean finite) {
    double[] numbers = new double[size];
    for (int i = 0; i < size; i++) {
      numbers[i] =
          switch (random.nextInt(20)) {
            case 0, 1 -> FINITE[random.nextInt(FINITE.length)];
            case 2 -> finite ? 0.0 : NOT_FINITE[random.nextInt(NOT_FINITE.length)];
            default -> random.nextGaussian();
          };
    }
    return numbers;
  }

  /** A kernel with arrays of its own. */
  private static final class Run {
    private final String name;
    private final Kernel kernel;
    private final List<Memory> state = new ArrayList<>();
    private final Operands operands;
    private long age;

    Run(
        GradientOptimizer optimizer,
        Precision precision,
        int size,
        int rowLength,
        Kernel.Executor executor,
        int threads) {
      this.name =
          "%s, %s, %s, %d threads, %d elements in rows of %d"
              .formatted(optimizer, executor, precision, threads, size, rowLength);
      this.kernel = new Kernel(optimizer, precision, executor, threads, SHARED_FROM);
      for (Slot slot : kernel.slots()) {
        double[] content = new double[size];
        Arrays.fill(content, slot.initial());
        Memory memory = memory(precision, size);
        put(content, memory);
        state.add(memory);
      }
      Memory update = memory(precision, size);
      Memory parameter = memory(precision, size);
      Tensors tensors = new Tensors(List.of(new Tensors.Tensor(size, true, rowLength)));
      this.operands = new Operands(update, parameter, state, update, tensors);
    }

    double[] step(double[] gradient, double[] parameter) {
      put(gradient, operands.gradient());
      put(parameter, operands.parameter());
      kernel.step(operands, age + 1, age, 0, operands.gradient().norm());
      age++;
      return array(operands.update());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Off the heap, as DL4J's arrays are. */
  private static Memory memory(Precision precision, int size) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Double.BYTES * size).order(ByteOrder.nativeOrder());
    if (precision == Precision.FLOAT) {
      FloatBuffer buffer = bytes.asFloatBuffer();
      return Memory.of(buffer.limit(size));
    }
    DoubleBuffer buffer = bytes.asDoubleBuffer();
    return Memory.of(buffer);
  }

  private static void put(double[] values, Memory memory) {
    for (int i = 0; i < values.length; i++) {
      memory.set(i, values[i]);
    }
  }

  private static double[] array(Memory memory) {
    double[] values = new double[(int) memory.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = memory.get(i);
    }
    return values;
  }
}
