package io.gradus.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel against the reference, bit for bit. */
class KernelTest {

  private static final Kernel.Executor PLAIN = Kernel.Executor.PLAIN;
  private static final Kernel.Executor AUTO = Kernel.Executor.AUTO;

  private static final double[] SPECIAL = {
    0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-310, -1e-42, 1e300
  };

  @Property(tries = 400)
  void randomRulesAgreeWithTheReference(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int operations,
      @ForAll @IntRange(min = 0, max = 2100) int length,
      @ForAll @IntRange(min = 1, max = 1500) int rowLength,
      @ForAll boolean reduces,
      @ForAll boolean onHeap,
      @ForAll Precision precision,
      @ForAll Kernel.Executor executor) {
    Assume.that(executor != Kernel.Executor.VECTOR || VectorLoop.isAvailable());
    GradientOptimizer optimizer = new RandomRule(seed, operations, reduces);
    int size = length < rowLength ? length : length / rowLength * rowLength;
    ReferenceExecutor reference = new ReferenceExecutor(optimizer, precision, size);
    reference.rowLength(length < rowLength ? Math.max(1, size) : rowLength);
    Run run = new Run(new Kernel(optimizer, precision, executor, 1), precision, onHeap, size);
    run.rowLength = length < rowLength ? Math.max(1, size) : rowLength;
    for (Plan.Pass pass : StagesTest.passes(optimizer)) { // or the interpreter would step in
      for (OffHeap.Source source : new OffHeap.Source[] {OffHeap.SOURCE, OffHeap.Source.ARRAYS}) {
        assertThat(FusedLoop.compile("Random", pass, Stages.of(pass), precision, source))
            .isNotNull();
      }
    }
    Random random = new Random(seed);
    for (int t = 1; t <= 3; t++) {
      double[] gradient = numbers(random, size);
      double[] parameter = numbers(random, size);
      double[] expected = reference.step(gradient, parameter);
      assertThat(run.step(gradient, parameter)).containsExactly(expected);
      int slot = 0;
      for (double[] content : reference.slots().values()) {
        assertThat(Run.array(run.state.get(slot++))).containsExactly(content);
      }
    }
  }

  private static double[] numbers(Random random, int size) {
    double[] numbers = new double[size];
    for (int i = 0; i < size; i++) {
      numbers[i] =
          random.nextInt(20) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : random.nextGaussian();
    }
    return numbers;
  }

  /** A kernel with arrays of its own. */
  private static final class Run {
    final Kernel kernel;
    final Precision precision;
    final boolean onHeap;
    final List<Memory> state = new ArrayList<>();
    long age;
    int window;
    boolean contiguous;
    int rowLength;

    Run(Kernel kernel, Precision precision, int size) {
      this(kernel, precision, false, size);
    }

    Run(Kernel kernel, Precision precision, boolean onHeap, int size) {
      this.kernel = kernel;
      this.precision = precision;
      this.onHeap = onHeap;
      for (Slot slot : kernel.slots()) {
        double[] content = new double[size];
        Arrays.fill(content, slot.initial());
        state.add(split(content));
      }
    }

    double[] step(double[] gradient, double[] parameter) {
      Memory update = split(gradient);
      Tensors tensors =
          rowLength == 0
              ? Tensors.single(gradient.length)
              : new Tensors(List.of(new Tensors.Tensor(gradient.length, true, rowLength)));
      kernel.step(
          new Operands(update, split(parameter), state, update, tensors),
          age + 1,
          age,
          0,
          update.norm());
      age++;
      return array(update);
    }

    /** The memory of values, in windows if there are any. */
    Memory split(double[] values) {
      if (onHeap) {
        return precision == Precision.FLOAT ? Memory.of(floats(values)) : Memory.of(values.clone());
      }
      if (window == 0) {
        return memory(precision, values);
      }
      int width = precision == Precision.FLOAT ? Float.BYTES : Double.BYTES;
      ByteBuffer all = bytes(width * values.length);
      List<Buffer> windows = new ArrayList<>();
      for (int at = 0; at < values.length; at += window) {
        int length = width * Math.min(window, values.length - at);
        ByteBuffer part = contiguous ? all.slice(width * at, length) : bytes(length);
        windows.add(filled(part, Arrays.copyOfRange(values, at, at + length / width)));
      }
      return Memory.ofWindows(precision, windows);
    }

    private Buffer filled(ByteBuffer bytes, double... values) {
      bytes.order(ByteOrder.nativeOrder());
      if (precision == Precision.DOUBLE) {
        return bytes.asDoubleBuffer().put(values).flip();
      }
      return bytes.asFloatBuffer().put(floats(values)).flip();
    }

    private static Memory memory(Precision precision, double[] values) {
      return precision == Precision.FLOAT
          ? Memory.of(floatBuffer(values.length).put(floats(values)).flip())
          : Memory.of(bytes(8 * values.length).asDoubleBuffer().put(values).flip());
    }

    private static FloatBuffer floatBuffer(int length) {
      return bytes(Float.BYTES * length).asFloatBuffer();
    }

    private static ByteBuffer bytes(int count) {
      return ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
    }

    private static float[] floats(double[] values) {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    static double[] array(Memory memory) {
      double[] values = new double[(int) memory.length()];
      for (int i = 0; i < values.length; i++) {
        values[i] = memory.get(i);
      }
      return values;
    }
  }

  @Test
  @DisplayName("Threads and windows change no bit, at lengths that none of them divides")
  void threadsAndWindows() {
    int size = (1 << 20) + 1237;
    Random random = new Random(3);
    double[] gradient = random.doubles(size, -1, 1).toArray();
    double[] parameter = random.doubles(size, -1, 1).toArray();
    for (boolean reduces : new boolean[] {false, true}) {
      GradientOptimizer optimizer = new RandomRule(5, 25, reduces);
      Run alone = new Run(new Kernel(optimizer, Precision.FLOAT, PLAIN, 1), Precision.FLOAT, size);
      Run shared = new Run(new Kernel(optimizer, Precision.FLOAT, AUTO, 3), Precision.FLOAT, size);
      Run slow =
          new Run(
              new Kernel(optimizer, Precision.FLOAT, Kernel.Executor.INTERPRETER, 2),
              Precision.FLOAT,
              size);
      Kernel.Executor direct = VectorLoop.isAvailable() ? Kernel.Executor.VECTOR : PLAIN;
      Run windows =
          new Run(new Kernel(optimizer, Precision.FLOAT, direct, 2), Precision.FLOAT, size);
      windows.window = 300_007;
      for (int i = 0; i < windows.state.size(); i++) {
        windows.state.set(i, windows.split(Run.array(windows.state.get(i))));
      }
      for (int t = 0; t < 20; t++) { // beyond the step at which loops change over
        double[] expected = alone.step(gradient, parameter);
        assertThat(shared.step(gradient, parameter)).isEqualTo(expected);
        assertThat(windows.step(gradient, parameter)).isEqualTo(expected);
        if (t < 2) {
          assertThat(slow.step(gradient, parameter)).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("Memory that moves to the heap and back goes on in the same bits")
  void movesBetweenSteps(boolean reduces) {
    double[] parameter = new Random(10).doubles(3000, -1, 1).toArray();
    GradientOptimizer optimizer =
        reduces ? new RandomRule(5, 30, true) : new StagesTest.Averages(2, true);
    Run stays = new Run(new Kernel(optimizer, Precision.DOUBLE, PLAIN, 1), Precision.DOUBLE, 3000);
    Kernel kernel = new Kernel(optimizer, Precision.DOUBLE, PLAIN, 1);
    List<Run> places =
        List.of(
            new Run(kernel, Precision.DOUBLE, false, 3000),
            new Run(kernel, Precision.DOUBLE, true, 3000));
    for (int t = 0; t < 6; t++) {
      double[] gradient = new Random(t).doubles(3000, -1, 1).toArray();
      Run from = places.get(t % 2);
      Run to = places.get((t + 1) % 2);
      assertThat(from.step(gradient, parameter)).isEqualTo(stays.step(gradient, parameter));
      to.age = from.age;
      for (int i = 0; i < to.state.size(); i++) {
        to.state.set(i, to.split(Run.array(from.state.get(i))));
      }
    }
  }

  @Test
  @DisplayName("Buffers have a place where they lie one behind the other outside the heap")
  void places() {
    FloatBuffer all = Run.floatBuffer(16);
    Memory whole = Memory.of(all);
    assertThat(whole.isOffHeap()).isEqualTo(OffHeap.SOURCE != OffHeap.Source.ARRAYS);
    assertThat(Memory.of(new float[16]).isOffHeap()).isFalse();
    Memory halves = Memory.ofWindows(Precision.FLOAT, List.of(all.slice(0, 8), all.slice(8, 8)));
    Memory turned = Memory.ofWindows(Precision.FLOAT, List.of(all.slice(8, 8), all.slice(0, 8)));
    assertThat(turned.isOffHeap()).isFalse();
    assertThat(halves.isOffHeap()).isEqualTo(OffHeap.SOURCE == OffHeap.Source.ADDRESSES);
    if (halves.isOffHeap()) {
      assertThat(halves.place(8)).isEqualTo(whole.place(8)).isEqualTo(whole.place(0) + 32);
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, true", "FLOAT, false", "DOUBLE, true", "DOUBLE, false"})
  @DisplayName("Chunks reach over windows, those of one buffer and those of several")
  void windows(Precision precision, boolean contiguous) {
    int size = 3000;
    GradientOptimizer optimizer = new StagesTest.Averages(2, true);
    Run whole = new Run(new Kernel(optimizer, precision, PLAIN, 1), precision, size);
    Run cut = new Run(new Kernel(optimizer, precision, PLAIN, 1), precision, size);
    cut.window = 1700;
    cut.contiguous = contiguous;
    for (int i = 0; i < cut.state.size(); i++) {
      cut.state.set(i, cut.split(new double[size]));
      assertThat(cut.state.get(i).isOffHeap())
          .isEqualTo(OffHeap.SOURCE == OffHeap.Source.ADDRESSES && contiguous);
    }
    for (int t = 0; t < 4; t++) {
      double[] gradient = new Random(t).doubles(size, -1, 1).toArray();
      assertThat(cut.step(gradient, gradient)).isEqualTo(whole.step(gradient, gradient));
    }
  }

  @Test
  @DisplayName("An element is found in its window")
  void elements() {
    Memory memory =
        Memory.ofWindows(
            Precision.DOUBLE, List.of(DoubleBuffer.allocate(4), DoubleBuffer.allocate(3)));
    for (int i = 0; i < 7; i++) {
      memory.set(i, 10 + i);
    }
    assertThat(Run.array(memory)).containsExactly(10, 11, 12, 13, 14, 15, 16);
  }

  /** Clips the gradient to ever narrower bounds. */
  @Algorithm(name = "selections", summary = "Many selections.", citation = "This test")
  public record Selections(int count) implements GradientOptimizer {

    /** One. */
    public Selections() {
      this(1);
    }

    @Override
    public Schedule learningRate() {
      return Schedule.constant(1);
    }

    @Override
    public Expr update(Step step) {
      Expr update = step.gradient();
      for (int i = 0; i < count; i++) {
        Expr bound = step.constant(1.0 / (i + 1));
        update = Expr.where(bound.lessThan(update), bound, update);
      }
      return update;
    }
  }

  @Test
  @DisplayName("A loop that C2 would not compile is not made; the rule is interpreted")
  void tooLong() {
    double[] gradient = new Random(13).doubles(2000, 0, 1).toArray();
    for (int count : new int[] {40, 400}) {
      GradientOptimizer optimizer = new Selections(count);
      Plan.Pass pass = StagesTest.passes(optimizer).get(0);
      ThrowingCallable compile =
          () ->
              FusedLoop.compile(
                  "Selections", pass, Stages.of(pass), Precision.FLOAT, OffHeap.SOURCE);
      if (count == 40) {
        assertThatCode(compile).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(compile)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageMatching(
                "A loop of the rule Selections takes \\d+ bytes of code, and C2 compiles no more than 8000\\.");
      }
      Run run = new Run(new Kernel(optimizer, Precision.FLOAT, PLAIN, 1), Precision.FLOAT, 2000);
      assertThat(run.step(gradient, gradient))
          .isEqualTo(
              new ReferenceExecutor(optimizer, Precision.FLOAT, 2000).step(gradient, gradient));
    }
  }

  /** Takes a product from the gradient, or the gradient from the product. */
  @Algorithm(name = "difference", summary = "A difference.", citation = "This test")
  public record Difference(boolean productFirst) implements GradientOptimizer {

    /** The product less the gradient. */
    public Difference() {
      this(true);
    }

    @Override
    public Schedule learningRate() {
      return Schedule.constant(1);
    }

    @Override
    public Expr update(Step step) {
      Expr g = step.gradient();
      Expr product = g.times(step.parameter());
      return productFirst ? product.minus(g) : g.minus(product);
    }
  }

  @Test
  @DisplayName("Rules of the same operations on other operands share no loop")
  void operandsTellLoopsApart() {
    for (boolean productFirst : new boolean[] {true, false}) {
      Kernel kernel = new Kernel(new Difference(productFirst), Precision.DOUBLE, PLAIN, 1);
      // 2 · 5 − 2 and 2 − 2 · 5
      assertThat(new Run(kernel, Precision.DOUBLE, 1).step(new double[] {2}, new double[] {5}))
          .containsExactly(productFirst ? 8 : -8);
    }
  }

  /** The gradient by its mean and its norm, with noise, averaged. */
  @Algorithm(name = "whole-tensors", summary = "Reductions and noise.", citation = "This test")
  public record WholeTensors() implements GradientOptimizer {

    @Override
    public Schedule learningRate() {
      return Schedule.constant(1);
    }

    @Override
    public Expr update(Step step) {
      Expr g = step.gradient();
      Expr sample = g.minus(g.mean()).div(g.norm()).plus(step.noise(7));
      return step.slot("m").ema(0.9, sample);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("Each tensor of a block is stepped as if it were alone, by several threads too")
  void threadsAndTensors(Precision precision) {
    int[] lengths = {5000, 300, 7001};
    int size = Arrays.stream(lengths).sum();
    double[] gradient = new Random(14).doubles(size, -1, 1).toArray();
    Kernel kernel = new Kernel(new WholeTensors(), precision, AUTO, 3, 2000);
    Run block = new Run(kernel, precision, size);
    Memory update = block.split(gradient);
    List<Tensors.Tensor> tensors = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    int end = 0;
    for (int length : lengths) {
      ReferenceExecutor alone = new ReferenceExecutor(new WholeTensors(), precision, length);
      double[] part = Arrays.copyOfRange(Run.array(update), end, end + length);
      Arrays.stream(alone.step(part, part)).forEach(expected::add);
      end += length;
      tensors.add(new Tensors.Tensor(end, true));
    }
    kernel.step(new Operands(update, null, block.state, update, new Tensors(tensors)), 1, 0, 0);
    assertThat(Run.array(update)).containsExactly(expected.toArray(Double[]::new));
  }

  @Test
  @DisplayName("Each tensor of a block is reduced by itself, and knows whether it is a weight")
  void tensorsOfABlock() {
    double[] gradient = {3, 4, 6, 8, 1};
    double[] parameter = new double[5];
    Memory update = Memory.of(gradient.clone());
    Tensors tensors =
        new Tensors(
            List.of(
                new Tensors.Tensor(2, true),
                new Tensors.Tensor(4, true),
                new Tensors.Tensor(5, false)));
    new Kernel(new Normalized(false), Precision.DOUBLE)
        .step(new Operands(update, Memory.of(parameter), List.of(), update, tensors), 1, 0, 0);
    // ‖(3, 4)‖ = 5, ‖(6, 8)‖ = 10, and the bias is no weight
    assertThat(Run.array(update)).containsExactly(0.6, 0.8, 0.6, 0.8, 0);
  }

  /** g / ‖g‖ for weights, 0 for others. */
  @Algorithm(name = "normalized", summary = "The direction.", citation = "This test")
  public record Normalized(@Hyperparameter("whether it throws") boolean throwing)
      implements GradientOptimizer {

    /** Does not throw. */
    public Normalized() {
      this(false);
    }

    @Override
    public Schedule learningRate() {
      return Schedule.constant(1);
    }

    @Override
    public Expr update(Step step) {
      Expr g = step.gradient();
      if (throwing && step.age() == 2) {
        throw new ArithmeticException("on purpose");
      }
      return g.div(g.norm()).times(step.isWeight());
    }
  }

  /** g − mean of its row for weights, and g by the norm of the network's gradient for others. */
  @Algorithm(name = "by-rows", summary = "Row by row.", citation = "This test")
  public record ByRows() implements GradientOptimizer {

    @Override
    public Schedule learningRate() {
      return Schedule.constant(1);
    }

    @Override
    public Expr update(Step step) {
      Expr g = step.gradient();
      return Expr.where(step.isWeight(), g.minus(g.rowMean()), g.div(step.globalNorm()));
    }
  }

  @Test
  @DisplayName("Each row of each tensor is summed by itself; one norm is the network's")
  void rows() {
    Memory update = Memory.of(1.0, 3, 10, 20, 30, 60, 6, 8);
    Tensors tensors =
        new Tensors(
            List.of(
                new Tensors.Tensor(2, true, 2),
                new Tensors.Tensor(6, true, 2),
                new Tensors.Tensor(8, false)));
    Kernel kernel = new Kernel(new ByRows(), Precision.DOUBLE);
    kernel.step(new Operands(update, null, List.of(), update, tensors), 1, 0, 0, 10);
    // means 2, 15 and 45; the norm of the network is said to be 10
    assertThat(Run.array(update)).containsExactly(-1, 1, -5, 5, -15, 15, 0.6, 0.8);
  }

  @Test
  @DisplayName("Without rows or without the network's norm nothing is changed")
  void unknownRows() {
    Memory update = Memory.of(1.0, 3, 5, 7);
    Kernel kernel = new Kernel(new ByRows(), Precision.DOUBLE);
    Tensors second =
        new Tensors(List.of(new Tensors.Tensor(2, true, 1), new Tensors.Tensor(4, true)));
    Operands operands = new Operands(update, null, List.of(), update, second);
    assertThatThrownBy(() -> kernel.step(operands, 1, 0, 0, 1))
        .hasMessageContaining("nobody said how long they are");
    Operands known = new Operands(update, null, List.of(), update, Tensors.single(4));
    assertThatThrownBy(() -> kernel.step(known, 1, 0, 0))
        .hasMessageContaining("the norm of the whole network's gradient, but none was handed");
    assertThatThrownBy(() -> kernel.step(known, 1, 0, 0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The norm of a gradient is not negative, but this one is -1.0;");
    assertThat(Run.array(update)).containsExactly(1, 3, 5, 7);
    assertThatThrownBy(() -> new Tensors(List.of(new Tensors.Tensor(4, true, 3))))
        .hasMessage("A tensor of length 4 cannot be cut into rows of 3.");
  }

  @Test
  @DisplayName("A sum of squares is taken in double")
  void sumOfSquares() {
    assertThat(Memory.of(3f, -4f).sumOfSquares(1)).isEqualTo(25);
    assertThat(Memory.of(1e30f, 0f).sumOfSquares(1)).isEqualTo((double) 1e30f * (double) 1e30f);
    double[] many = new Random(1).doubles(5000, -1, 1).toArray();
    double sum = 0;
    for (double element : many) {
      sum += element * element;
    }
    assertThat(Memory.of(many).sumOfSquares(1)).isCloseTo(sum, offset(1e-9));
    assertThat(Memory.of(new double[0]).sumOfSquares(1)).isZero();
  }

  @Test
  @DisplayName("A rule that throws leaves every array as it was, and the next step runs")
  void throwingRule() {
    Kernel kernel = new Kernel(new Normalized(true), Precision.DOUBLE);
    Memory gradient = Memory.of(3.0, 4.0);
    Memory update = Memory.of(7.0, 7.0);
    Operands operands = new Operands(gradient, null, List.of(), update, Tensors.single(2));
    kernel.step(operands, 1, 0, 0);
    update.set(0, 42);
    assertThatThrownBy(() -> kernel.step(operands, 2, 1, 0)).hasMessage("on purpose");
    assertThat(Run.array(update)).containsExactly(42, 0.8);
    kernel.step(operands, 3, 2, 0);
    assertThat(Run.array(update)).containsExactly(0.6, 0.8);
  }

  @Test
  @DisplayName("What does not fit is refused by name, with the numbers")
  void refusals() {
    Kernel kernel = new Kernel(new Normalized(), Precision.DOUBLE);
    Memory two = Memory.of(1.0, 2.0);
    assertThatThrownBy(
            () -> kernel.step(new Operands(two, null, List.of(), Memory.of(1.0), null), 1, 0, 0))
        .hasMessage(
            "The update has length 1 and type DOUBLE, but length 2 and type DOUBLE are needed.");
    assertThatThrownBy(
            () -> kernel.step(new Operands(Memory.of(1f, 2f), null, List.of(), two, null), 1, 0, 0))
        .hasMessageContaining("FLOAT");
    assertThatThrownBy(() -> kernel.step(new Operands(two, null, List.of(two), two, null), 1, 0, 0))
        .hasMessageContaining("but the number of state arrays given is 1.");
    Memory one = Memory.of(1.0);
    assertThatThrownBy(() -> kernel.step(new Operands(two, one, List.of(), two, null), 1, 0, 0))
        .hasMessageContaining("The parameter has length 1");
    Kernel averages = new Kernel(new StagesTest.Averages(1, false), Precision.DOUBLE);
    assertThatThrownBy(
            () -> averages.step(new Operands(two, null, List.of(one), two, null), 1, 0, 0))
        .hasMessageContaining("The slot s0 has length 1");
    Memory halves =
        Memory.ofWindows(
            Precision.DOUBLE, List.of(DoubleBuffer.allocate(1), DoubleBuffer.allocate(1)));
    assertThatThrownBy(() -> kernel.step(new Operands(two, null, List.of(), halves, null), 1, 0, 0))
        .hasMessageContaining("The windows of the update are not as long as those of the gradient");
    assertThatThrownBy(() -> kernel.step(new Operands(two, null, List.of(), two, null), 1, 0, 0))
        .hasMessageContaining("nobody said where they lie");
    assertThatThrownBy(
            () -> kernel.step(new Operands(two, null, List.of(), two, Tensors.single(3)), 1, 0, 0))
        .hasMessageContaining("The tensors end at 3, but the gradient at 2");
    assertThatThrownBy(
            () -> new Tensors(List.of(new Tensors.Tensor(3, true), new Tensors.Tensor(2, true))))
        .hasMessageContaining("one ends at 3 and the next at 2");
    FloatBuffer foreign =
        ByteBuffer.allocate(8)
            .order(
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                    ? ByteOrder.BIG_ENDIAN
                    : ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    assertThatThrownBy(() -> Memory.of(foreign)).hasMessageContaining("byte order");
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A slot or an update that can only be read is refused before anything is written")
  void readOnly(Kernel.Executor executor) {
    Assume.that(executor != Kernel.Executor.VECTOR || VectorLoop.isAvailable());
    for (int locked = 0; locked < 3; locked++) {
      List<Memory> arrays = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        FloatBuffer buffer = FloatBuffer.allocate(2500);
        arrays.add(Memory.of(i == locked ? buffer.asReadOnlyBuffer() : buffer));
      }
      float[] ones = new float[2500];
      Arrays.fill(ones, 1);
      Memory gradient = Memory.of(FloatBuffer.wrap(ones).asReadOnlyBuffer()); // is only read
      Operands operands =
          new Operands(gradient, gradient, arrays.subList(0, 2), arrays.get(2), null);
      Kernel kernel =
          new Kernel(new StagesTest.Averages(2, false), Precision.FLOAT, executor, 2, 1000);
      String what = locked == 2 ? "update" : "slot s" + locked;
      assertThatThrownBy(() -> kernel.step(operands, 1, 0, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The %s lies in a buffer that can only be read, but a step writes it."
                  .formatted(what));
      for (Memory array : arrays) {
        assertThat(Run.array(array)).containsOnly(0);
      }
    }
  }

  @Test
  @DisplayName("Of several windows each must be writable")
  void readOnlyWindow() {
    Memory update =
        Memory.ofWindows(
            Precision.DOUBLE,
            List.of(DoubleBuffer.allocate(2), DoubleBuffer.allocate(2).asReadOnlyBuffer()));
    Memory gradient =
        Memory.ofWindows(
            Precision.DOUBLE, List.of(DoubleBuffer.allocate(2), DoubleBuffer.allocate(2)));
    Operands operands = new Operands(gradient, null, List.of(), update, Tensors.single(4));
    assertThatThrownBy(() -> new Kernel(new Normalized(), Precision.DOUBLE).step(operands, 1, 0, 0))
        .hasMessageContaining("The update lies in a buffer that can only be read");
  }
}
