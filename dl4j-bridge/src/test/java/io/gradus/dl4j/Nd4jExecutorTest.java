package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Op;
import io.gradus.api.Optimizers;
import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Slot;
import io.gradus.api.Trace;
import io.gradus.api.Tracer;
import io.gradus.kernel.Kernel;
import io.gradus.kernel.Tensors;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Momentum;
import io.gradus.wrappers.ClipNorm;
import io.gradus.wrappers.GradientNoise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.abstracts.Nd4jWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Rules as operations of ND4J, on the CPU backend, against the reference and the kernel. */
class Nd4jExecutorTest {

  private static final double[] VALUES = {
    0.0,
    -0.0,
    1,
    -1,
    2.5,
    -3.75,
    1e-3,
    1.0 / 3,
    Math.PI,
    1e30,
    -1e-30,
    Float.MIN_VALUE,
    -Double.MIN_VALUE,
    1e-310,
    Float.MAX_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private static final Set<Op> WITHIN_A_BOUND =
      EnumSet.of(
          Op.EXP, Op.LOG, Op.POW, Op.SUM, Op.NORM, Op.ROW_SUM, Op.ROW_MEAN, Op.ROW_NORM, Op.SIZE);

  @AfterEach
  void asBefore() {
    System.clearProperty(Kernel.EXECUTOR_PROPERTY);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "SUM",
        "NORM",
        "REDUCE_MAX",
        "SIZE",
        "ROW_SUM",
        "ROW_MEAN",
        "ROW_NORM"
      }, // see reductions
      mode = EnumSource.Mode.EXCLUDE)
  @DisplayName("Every operation gives the reference's bits for NaN, infinities, zeros, subnormals")
  void operations(Op op) {
    OneOperation rule = new OneOperation(op);
    for (Precision precision : Precision.values()) {
      int n = VALUES.length * VALUES.length;
      double[] a = new double[n];
      double[] b = new double[n];
      double[] c = new double[n];
      for (int i = 0; i < n; i++) {
        a[i] = precision.round(VALUES[i % VALUES.length]);
        b[i] = precision.round(VALUES[i / VALUES.length]);
        c[i] = i;
      }
      Run run = new Run(rule, precision, n);
      ReferenceExecutor reference = new ReferenceExecutor(rule, precision, n);
      for (int step = 0; step < (op == Op.POW ? OneOperation.EXPONENTS.length : 1); step++) {
        run.state(0, c);
        System.arraycopy(c, 0, reference.slots().get("c"), 0, n);
        double[] expected = reference.step(a, b);
        double[] actual = run.step(a, b);
        for (int i = 0; i < n; i++) {
          if (WITHIN_A_BOUND.contains(op)) {
            assertThat(ulps(actual[i], expected[i], precision))
                .as(
                    "%s %s(%s) step %d: %s for %s",
                    precision, op, a[i], step, actual[i], expected[i])
                .isLessThanOrEqualTo(1);
          } else {
            assertThat(actual[i])
                .as("%s %s(%s, %s, %s)", precision, op, a[i], b[i], c[i])
                .isEqualTo(Double.valueOf(expected[i]));
          }
        }
      }
    }
  }

  @Test
  @DisplayName("Reductions know NaN, infinities, the order of zeros, and sum in double")
  void reductions() {
    double inf = Double.POSITIVE_INFINITY;
    double[][] tensors = {
      {1, 3, 2},
      {-1, Double.NaN, 7},
      {Double.NaN, -inf, 1},
      {-inf, -inf},
      {inf, -inf},
      {-0.0, 0.0, -1},
      {-0.0, -0.0, -1},
      {5},
      {1e-320, 2e-320},
      {3e200, 4e200},
      {3e30, 4e30},
      {3e-30, -4e-30},
      {16777216, 1, 1, -16777216}
    };
    for (Precision precision : Precision.values()) {
      for (Op op :
          List.of(Op.REDUCE_MAX, Op.SUM, Op.NORM, Op.SIZE, Op.ROW_SUM, Op.ROW_MEAN, Op.ROW_NORM)) {
        for (double[] tensor : tensors) {
          OneOperation rule = new OneOperation(op);
          double[] expected =
              new ReferenceExecutor(rule, precision, tensor.length)
                  .step(tensor, new double[tensor.length]);
          double[] actual =
              new Run(rule, precision, tensor.length).step(tensor, new double[tensor.length]);
          assertThat(actual)
              .as("%s %s %s", precision, op, Arrays.toString(tensor))
              .containsExactly(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A sum differs from the reference's by n 2^-52 of the sum of sizes at most")
  void sums(Precision precision) {
    Random random = new Random(3);
    int n = 100_003;
    double[] values =
        random.doubles(n, -1, 1).map(x -> precision.round(x * Math.exp(9 * x))).toArray();
    double sizes = Arrays.stream(values).map(Math::abs).sum();
    double expected = io.gradus.api.Reduction.sum(values, 0, n);
    double actual = ArrayOperations.sum(array(values, precision));
    assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo(n * 0x1p-52 * sizes);
    assertThat(expected).isNotZero();
  }

  static Stream<Arguments> family() {
    return Optimizers.installed().all().stream()
        .filter(GradientOptimizer.class::isInstance)
        .flatMap(o -> Stream.of(Precision.values()).map(p -> Arguments.of(o, p)));
  }

  @ParameterizedTest
  @MethodSource("family")
  @DisplayName("Every installed optimizer takes the reference's steps")
  void installed(GradientOptimizer optimizer, Precision precision) {
    int n = 133;
    Random random = new Random(11);
    double[] parameter = random.doubles(n, -1, 1).map(precision::round).toArray();
    Run run = new Run(optimizer, precision, n);
    ReferenceExecutor reference = new ReferenceExecutor(optimizer, precision, n);
    for (int step = 0; step < 12; step++) {
      double[] gradient = gradient(step, n, random, precision);
      run.stateOf(reference); // so that a bound is one for one step
      double[] expected = reference.step(gradient, parameter);
      double[] actual = run.step(gradient, parameter);
      boolean exact = run.isExact(step);
      assertClose(actual, expected, exact, precision, optimizer + ", update " + step);
      List<Slot> slots = new Tracer(optimizer).slots();
      for (int i = 0; i < slots.size(); i++) {
        String name = slots.get(i).name();
        double[] content = reference.slots().get(name);
        assertClose(
            run.state(i), content, exact, precision, optimizer + ", slot " + name + " " + step);
      }
    }
  }

  /** Big, then small, then zero; signs turn; at the end come NaN and infinities. */
  private static double[] gradient(int step, int n, Random random, Precision precision) {
    double scale = new double[] {100, 30, 1, 1e-3, 1e-8, 0, 1, 1, 1e4, 1, 1, 1}[step];
    double sign = step == 7 ? -1 : 1;
    double[] gradient = new double[n];
    for (int i = 0; i < n; i++) {
      boolean zero = step == 3 && i % 3 == 0;
      gradient[i] = zero ? 0 : precision.round(sign * scale * random.nextGaussian());
    }
    if (step >= 10) {
      gradient[0] = Double.NaN;
      gradient[1] = Double.POSITIVE_INFINITY;
      gradient[2] = Double.NEGATIVE_INFINITY;
      gradient[n - 1] = -0.0;
    }
    return gradient;
  }

  private static void assertClose(
      double[] actual, double[] expected, boolean exact, Precision precision, String what) {
    if (exact) {
      assertThat(actual).as(what).containsExactly(expected);
      return;
    }
    double bound = precision == Precision.FLOAT ? 1e-6 : 1e-14;
    for (int i = 0; i < expected.length; i++) {
      if (Double.isNaN(expected[i]) || Double.isInfinite(expected[i])) {
        assertThat(actual[i]).as("%s, element %d", what, i).isEqualTo(Double.valueOf(expected[i]));
      } else {
        assertThat(Math.abs(actual[i] - expected[i]))
            .as("%s, element %d: %s for %s", what, i, actual[i], expected[i])
            .isLessThanOrEqualTo(bound * Math.abs(expected[i]));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "ROW_SUM",
        "ROW_MEAN",
        "ROW_NORM",
        "SIZE",
        "IS_WEIGHT",
        "GLOBAL_NORM",
        "NOISE",
        "SUM",
        "NORM"
      })
  @DisplayName("Tensors, their rows and their roles are seen as the kernel sees them")
  void tensors(Op op) {
    Tensors tensors =
        new Tensors(
            List.of(
                new Tensors.Tensor(12, true, 4),
                new Tensors.Tensor(15, false),
                new Tensors.Tensor(15, true, 1),
                new Tensors.Tensor(16, true, 1)));
    for (Precision precision : Precision.values()) {
      double[][] results = new double[2][];
      for (int i = 0; i < 2; i++) {
        OneOperation rule = new OneOperation(op);
        Block block =
            new Block(
                array(new Random(5).doubles(16, -1, 1).toArray(), precision),
                array(new double[16], precision),
                List.of(array(new double[16], precision)),
                tensors);
        BlockExecutor executor =
            i == 0 ? new KernelExecutor(rule, precision) : new Nd4jExecutor(rule, precision);
        executor.step(block, 1, 0, 0, 2.5);
        results[i] = block.gradient().castTo(DataType.DOUBLE).toDoubleVector();
      }
      double tolerance = WITHIN_A_BOUND.contains(op) ? 1e-6 : 0;
      assertThat(results[1])
          .as("%s", precision)
          .containsExactly(results[0], org.assertj.core.data.Offset.offset(tolerance));
    }
  }

  @Test
  @DisplayName("What is not handed over is refused, and nothing is changed")
  void refusals() {
    for (Op op : List.of(Op.PARAMETER, Op.SUM, Op.GLOBAL_NORM)) {
      double[] gradient = {1, 2, 3};
      Block block =
          new Block(
              array(gradient, Precision.DOUBLE),
              null,
              List.of(array(new double[3], Precision.DOUBLE)),
              null);
      BlockExecutor executor = new Nd4jExecutor(new OneOperation(op), Precision.DOUBLE);
      assertThatThrownBy(() -> executor.step(block, 1, 0, 0, BlockExecutor.UNKNOWN_NORM))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("OneOperation");
      assertThat(block.gradient().toDoubleVector()).containsExactly(gradient);
    }
  }

  @Test
  @DisplayName("auto runs rules where the arrays are, and what cannot reach them is refused")
  void choice() {
    Adam adam = new Adam();
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      assertThat(BlockExecutor.of(adam, type, Kernel.Executor.AUTO, true))
          .isInstanceOf(KernelExecutor.class);
      assertThat(BlockExecutor.of(adam, type, Kernel.Executor.AUTO, false))
          .isInstanceOf(Nd4jExecutor.class);
      assertThat(BlockExecutor.of(adam, type, Kernel.Executor.ND4J, true))
          .isInstanceOf(Nd4jExecutor.class);
      assertThat(BlockExecutor.of(adam, type, Kernel.Executor.PLAIN, true))
          .isInstanceOf(KernelExecutor.class);
    }
    assertThatThrownBy(() -> BlockExecutor.of(adam, DataType.FLOAT, Kernel.Executor.PLAIN, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("-Dgradus.executor=plain");
  }

  @Test
  @DisplayName("The system property forces it, and a value that is no executor is refused")
  void property() {
    assertThat(BlockExecutor.of(new Adam(), DataType.FLOAT)).isInstanceOf(KernelExecutor.class);
    System.setProperty(Kernel.EXECUTOR_PROPERTY, "nd4j");
    assertThat(BlockExecutor.of(new Adam(), DataType.FLOAT)).isInstanceOf(Nd4jExecutor.class);
    System.setProperty(Kernel.EXECUTOR_PROPERTY, "gpu");
    assertThatThrownBy(() -> BlockExecutor.of(new Adam(), DataType.FLOAT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "-Dgradus.executor must be one of [auto, interpreter, plain, vector, nd4j], but is 'gpu'.");
  }

  static Stream<GradientOptimizer> chains() {
    return Stream.of(
        new Adam(0.01),
        new Momentum(0.05),
        new ClipNorm(new AdamW(0.01), 0.5),
        new GradientNoise(new Adam(0.01), 0.1, 5));
  }

  @ParameterizedTest
  @MethodSource("chains")
  @DisplayName(
      "A network that is trained by it ends where the kernel's ends, and resumes to the bit")
  void network(GradientOptimizer optimizer) {
    List<DataSet> batches = Networks.batches(60, DataType.DOUBLE);
    MultiLayerNetwork expected = bound(optimizer);
    batches.forEach(expected::fit);

    System.setProperty(Kernel.EXECUTOR_PROPERTY, "nd4j");
    MultiLayerNetwork through = bound(optimizer);
    batches.subList(0, 30).forEach(through::fit);
    MultiLayerNetwork resumed = Networks.load(Networks.save(through, true));
    batches.subList(30, 60).forEach(through::fit);
    batches.subList(30, 60).forEach(resumed::fit);

    double[] end = Networks.parameters(through);
    assertThat(Networks.parameters(resumed)).containsExactly(end);
    assertThat(end)
        .containsExactly(Networks.parameters(expected), org.assertj.core.data.Offset.offset(1e-12));
  }

  @Test
  @DisplayName("Steps after the first allocate within the workspace, which does not grow")
  void workspace() {
    Run run = new Run(new ClipNorm(new AdamW(0.01), 1), Precision.FLOAT, 5000);
    double[] ones = new double[5000];
    Arrays.fill(ones, 1);
    for (int i = 0; i < 3; i++) {
      run.step(ones, ones);
    }
    MemoryWorkspace workspace = Workspaces.open();
    workspace.close();
    long size = workspace.getCurrentSize();
    for (int i = 0; i < 20; i++) {
      run.step(ones, ones);
    }
    assertThat(workspace.getCurrentSize()).isEqualTo(size).isGreaterThan(5000 * Float.BYTES);
    assertThat(((Nd4jWorkspace) workspace).getNumberOfExternalAllocations()).isZero();
  }

  private static MultiLayerNetwork bound(GradientOptimizer optimizer) {
    return Networks.network(
        Dl4j.bind(Networks.perceptron(Dl4j.updater(optimizer), DataType.DOUBLE)));
  }

  private static INDArray array(double[] values, Precision precision) {
    return Nd4j.createFromArray(values)
        .castTo(precision == Precision.FLOAT ? DataType.FLOAT : DataType.DOUBLE);
  }

  /** How many units in the last place apart; infinity where only one is finite. */
  private static double ulps(double actual, double expected, Precision precision) {
    if (Double.valueOf(actual).equals(expected)) {
      return 0;
    }
    double ulp = precision == Precision.FLOAT ? Math.ulp((float) expected) : Math.ulp(expected);
    double distance = Math.abs(actual - expected) / ulp;
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  /** One tensor that the executor steps. */
  private static final class Run {
    private final Tracer tracer;
    private final Nd4jExecutor executor;
    private final Precision precision;
    private final List<INDArray> state = new ArrayList<>();
    private long age;

    Run(GradientOptimizer optimizer, Precision precision, int size) {
      this.tracer = new Tracer(optimizer);
      this.executor = new Nd4jExecutor(optimizer, precision);
      this.precision = precision;
      for (Slot slot : executor.slots()) {
        double[] content = new double[size];
        Arrays.fill(content, slot.initial());
        state.add(array(content, precision));
      }
    }

    double[] step(double[] gradient, double[] parameter) {
      Block block =
          new Block(
              array(gradient, precision),
              array(parameter, precision),
              state,
              Tensors.single(gradient.length));
      double square = 0;
      for (double element : gradient) {
        square += element * element;
      }
      executor.step(block, age + 1, age, 0, Math.sqrt(square));
      age++;
      return block.gradient().castTo(DataType.DOUBLE).toDoubleVector();
    }

    double[] state(int slot) {
      return state.get(slot).castTo(DataType.DOUBLE).toDoubleVector();
    }

    void state(int slot, double[] content) {
      state.get(slot).assign(Nd4j.createFromArray(content));
    }

    void stateOf(ReferenceExecutor reference) {
      int slot = 0;
      for (double[] content : reference.slots().values()) {
        state(slot++, content);
      }
    }

    /** Whether the step needs no operation that may differ from the reference. */
    boolean isExact(int step) {
      for (Trace.Node node : tracer.trace(step + 1, step, 0).nodes()) {
        if (WITHIN_A_BOUND.contains(node.op()) || node.op() == Op.GLOBAL_NORM) {
          return false;
        }
      }
      return true;
    }
  }
}
