package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizers;
import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Tracer;
import io.gradus.kernel.Kernel;
import io.gradus.optimizers.AdaGrad;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Asgd;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.RmsProp;
import io.gradus.optimizers.Sgd;
import io.gradus.wrappers.Accumulate;
import io.gradus.wrappers.ClipNorm;
import io.gradus.wrappers.EmaStart;
import io.gradus.wrappers.ParameterEma;
import io.gradus.wrappers.PolyakAverage;
import io.gradus.wrappers.SkipIfNotFinite;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;

/** Networks of half precision: float steps, with what is kept rounded to half. */
class HalfTest {

  @AfterEach
  void asBefore() {
    System.clearProperty(Kernel.EXECUTOR_PROPERTY);
  }

  /** IEEE 754 binary16, to the nearest with ties to even, by arithmetic in double. */
  private static double half(double value) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    double ulp = Math.scalb(1.0, Math.max(-24, Math.getExponent(value) - 10));
    double rounded = Math.rint(value / ulp) * ulp;
    return Math.abs(rounded) > 65504 ? Math.copySign(Double.POSITIVE_INFINITY, value) : rounded;
  }

  /** Half, but a number that is not zero stays so, and a finite one too. */
  private static double kept(double value) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    double size = Math.min(65504, Math.max(Math.abs(half(value)), Math.scalb(1.0, -24)));
    return Math.copySign(size, value);
  }

  private static double[] map(double[] values, DoubleUnaryOperator function) {
    return Arrays.stream(values).map(function).toArray();
  }

  private static INDArray array(double[] values) {
    return Nd4j.createFromArray(values).castTo(DataType.FLOAT16);
  }

  private static double[] numbers(INDArray array) {
    return array.castTo(DataType.DOUBLE).reshape(-1).toDoubleVector();
  }

  static Stream<GradientOptimizer> installed() {
    return Optimizers.installed().all().stream()
        .filter(GradientOptimizer.class::isInstance)
        .map(GradientOptimizer.class::cast);
  }

  @ParameterizedTest
  @MethodSource("installed")
  @DisplayName(
      "A step is the reference's in float on numbers of half, rounded, with either executor")
  void steps(GradientOptimizer optimizer) {
    for (String executor : List.of("auto", "nd4j")) {
      System.setProperty(Kernel.EXECUTOR_PROPERTY, executor);
      int n = 40;
      Random random = new Random(8);
      ReferenceExecutor reference = new ReferenceExecutor(optimizer, Precision.FLOAT, n);
      reference.slots().values().forEach(slot -> Arrays.setAll(slot, i -> kept(slot[i])));
      List<Slot> slots = new Tracer(optimizer).slots();
      INDArray view =
          slots.isEmpty() ? null : Nd4j.create(DataType.FLOAT16, slots.size() * (long) n);
      GradientUpdater<?> updater = Dl4j.updater(optimizer).instantiate(view, true);
      double[] parameter = map(random.doubles(n, -1, 1).toArray(), HalfTest::half);
      for (int step = 0; step < 6; step++) {
        double scale = new double[] {1, 200, 1e-4, 0, 1e-6, 1}[step];
        double[] gradient = random.doubles(n, -1, 1).map(x -> half(scale * x)).toArray();
        double[] update = reference.step(gradient, parameter);
        store(reference, slots);
        double[] actual = step(updater, gradient, parameter, step);
        boolean exact = executor.equals("auto");
        assertSame(actual, map(update, HalfTest::half), exact, optimizer + ", update " + step);
        if (view != null) {
          double[] all = numbers(view);
          double[] expected =
              reference.slots().values().stream().flatMapToDouble(Arrays::stream).toArray();
          assertSame(all, expected, exact, optimizer + ", state " + step);
          // the marker of a state that has seen zero gradients alone, and ND4J's roundings
          int slot = 0;
          for (double[] content : reference.slots().values()) {
            System.arraycopy(all, slot++ * n, content, 0, n);
          }
        }
      }
    }
  }

  /** What rounding takes from a slot that keeps a rest goes to the rest, in float. */
  private static void store(ReferenceExecutor run, List<Slot> slots) {
    Map<String, double[]> all = run.slots();
    List<Slot> rests = slots.stream().map(Slot::rest).filter(Objects::nonNull).toList();
    for (Slot slot : slots) {
      double[] content = all.get(slot.name());
      for (int i = 0; i < content.length && !rests.contains(slot); i++) {
        double before = content[i];
        content[i] = kept(before);
        if (slot.rest() != null && !Double.isNaN(before)) {
          double[] rest = all.get(slot.rest().name());
          rest[i] = half((float) ((float) (before - content[i]) + rest[i]));
        }
      }
    }
  }

  /** The same numbers, or neighbours where the executor's exp, log, pow or sums may differ. */
  private static void assertSame(double[] actual, double[] expected, boolean exact, String what) {
    for (int i = 0; i < expected.length; i++) {
      double tolerance = exact ? 0 : Math.max(0x1p-24, 0x1p-10 * Math.abs(expected[i]));
      boolean same =
          Double.compare(actual[i], expected[i]) == 0
              || Math.abs(actual[i] - expected[i]) <= tolerance;
      assertThat(same).as("%s, element %d: %s for %s", what, i, actual[i], expected[i]).isTrue();
    }
  }

  private static double[] step(
      GradientUpdater<?> updater, double[] gradient, double[] parameter, int iteration) {
    INDArray array = array(gradient);
    INDArray theta = array(parameter);
    long size = gradient.length; // as a bound network does that has one tensor of one row
    new ParameterAccess(true, Map.of(size, size), size, List.of(0L, size))
        .apply(theta, array, 0, 0, 0);
    updater.applyUpdater(array, iteration, 0);
    theta.subi(array); // as a network does, which keeps its parameters
    return numbers(array);
  }

  @ParameterizedTest
  @MethodSource("installed")
  @DisplayName("Gradients of zero, at first and after small ones, give neither NaN nor infinities")
  void zeroGradients(GradientOptimizer optimizer) {
    for (double scale : new double[] {0, 1e-7, 1e-4, 1e-2, 1}) {
      int n = 20;
      Random random = new Random(9);
      long size = Dl4j.updater(optimizer).stateSize(n);
      INDArray view = size == 0 ? null : Nd4j.create(DataType.FLOAT16, size);
      GradientUpdater<?> updater = Dl4j.updater(optimizer).instantiate(view, true);
      double[] parameter = random.doubles(n, -1, 1).toArray();
      for (int step = 0; step < 12; step++) {
        double[] gradient =
            random.doubles(n, -1, 1).map(x -> Math.abs(x) < 0.3 ? 0 : scale * x).toArray();
        if (step >= 4) {
          Arrays.fill(gradient, 0);
        }
        for (double element : step(updater, gradient, parameter, step)) {
          assertThat(element).as("step %d after gradients of %s", step, scale).isFinite();
        }
      }
      if (view != null) {
        for (double element : numbers(view)) {
          assertThat(element).as("state after gradients of %s", scale).isFinite();
        }
      }
    }
  }

  @Test
  @DisplayName("A second moment below half's range stays positive, and ε stays what it is")
  void secondMomentBelowTheRange() {
    // g² = 10⁻⁸ and (1 − β₂) g² = 10⁻¹¹, which would be 0 in half; ε = 10⁻⁸ would be, too
    INDArray view = Nd4j.create(DataType.FLOAT16, 2);
    GradientUpdater<?> updater = Dl4j.updater(new Adam(0.125)).instantiate(view, true);
    double[] first = step(updater, new double[] {1e-4}, new double[1], 0);
    assertThat(first[0]).isCloseTo(0.125, Offset.offset(1e-3)); // η g / (|g| + ε)
    assertThat(numbers(view)[1]).isEqualTo(HalfExecutor.LEAST);
    double[] second = step(updater, new double[] {0}, new double[1], 1);
    // m̂ = 0.9 · 10⁻⁵ / (1 − 0.9²), √v̂ = √(2⁻²⁴ · 0.999 / (1 − 0.999²)): a short step, not m̂ / ε
    double m = 0.9 * 1e-5 / (1 - 0.81);
    double v = Math.sqrt(HalfExecutor.LEAST * 0.999 / (1 - 0.999 * 0.999));
    assertThat(second[0]).isCloseTo(0.125 * m / v, Offset.offset(1e-4));
  }

  @Test
  @DisplayName("A state above half's range is its greatest number, an infinite one stays infinite")
  void stateAboveTheRange() {
    INDArray view = Nd4j.create(DataType.FLOAT16, 2);
    GradientUpdater<?> updater = Dl4j.updater(new AdaGrad(0.5)).instantiate(view, true);
    step(updater, new double[] {30000, Double.POSITIVE_INFINITY}, new double[2], 0);
    assertThat(numbers(view)).containsExactly(HalfExecutor.GREATEST, Double.POSITIVE_INFINITY);
  }

  @Test
  @DisplayName("A first value below half's range is not taken for zero, and is known for new")
  void firstValueBelowTheRange() {
    AdaGrad tiny = new AdaGrad(0.5).with("initialAccumulator", 1e-10);
    INDArray view = Nd4j.create(DataType.FLOAT16, 2);
    GradusGradientUpdater updater = new GradusUpdater(tiny).instantiate(view, true);
    assertThat(numbers(view)).containsOnly(HalfExecutor.LEAST);
    // a late iteration: a state that is not known for new would be of that age
    assertThat(step(updater, new double[] {0, 0}, new double[2], 50)).containsOnly(0);
    assertThat(updater.getConfig().age()).isOne();
  }

  @Test
  @DisplayName("Slots that begin at NaN are known for new at a late iteration")
  void unsetSlots() {
    INDArray view = Nd4j.create(DataType.FLOAT16, Dl4j.updater("lookahead").stateSize(2));
    GradusGradientUpdater updater =
        new GradusUpdater((GradientOptimizer) Optimizers.named("lookahead"))
            .instantiate(view, true);
    step(updater, new double[] {1, -1}, new double[2], 50);
    assertThat(updater.getConfig().age()).isOne();
  }

  /** Rounding half's last place at 1 is 2⁻¹⁰; the increments of the averages are a tenth of it. */
  @Test
  @DisplayName(
      "Averages of weights follow their closed forms where each increment rounds to nothing")
  void averagesMove() {
    int n = 3000;
    double ema = 1.0625 - 0.0625 * Math.pow(1 - 1e-3, n - 1);
    double mean = 1.0625 - 0.0625 / n;
    assertThat(averageAfter(new ParameterEma(new Sgd(0.0), 0.999, EmaStart.FIRST_UPDATED), n))
        .isCloseTo(ema, Offset.offset(0x1p-11));
    assertThat(averageAfter(new ParameterEma(new Sgd(0.0), 0.999, EmaStart.INITIAL), n))
        .isCloseTo(ema, Offset.offset(0x1p-11));
    assertThat(averageAfter(new PolyakAverage(new Sgd(0.0)), n))
        .isCloseTo(mean, Offset.offset(0x1p-11));
    assertThat(averageAfter(new Asgd(Schedule.constant(0), 0, 0.75, 0), n))
        .isCloseTo(mean, Offset.offset(0x1p-10));
    // the biased average of 1 and then 1.0625, over 1 − dᵗ
    double debiased = 1.0625 - 0.0625 * 1e-3 * Math.pow(0.999, n - 1) / (1 - Math.pow(0.999, n));
    assertThat(averageAfter(new ParameterEma(new Sgd(0.0), 0.999), n))
        .isCloseTo(debiased, Offset.offset(0x1p-11));
  }

  /** The average of weights that are 1 at the first of n steps and 1.0625 at the others. */
  private static double averageAfter(GradientOptimizer optimizer, int n) {
    List<String> slots = new Tracer(optimizer).slots().stream().map(Slot::name).toList();
    INDArray view = Nd4j.create(DataType.FLOAT16, slots.size());
    GradientUpdater<?> updater = Dl4j.updater(optimizer).instantiate(view, true);
    for (int t = 0; t < n; t++) {
      step(updater, new double[] {0}, new double[] {t == 0 ? 1 : 1.0625}, t);
    }
    return numbers(view)[slots.indexOf("average")];
  }

  @Test
  @DisplayName("A skipped step leaves a rule in half as if it had never been, with either executor")
  void skips() {
    Accumulate accumulate = new Accumulate(new Adam(0.5), 3);
    SkipIfNotFinite skip = new SkipIfNotFinite(accumulate);
    for (String executor : List.of("auto", "nd4j")) {
      System.setProperty(Kernel.EXECUTOR_PROPERTY, executor);
      GradientUpdater<?> plain = fresh(accumulate, 2);
      GradientUpdater<?> skipping = fresh(skip, 2);
      Random random = new Random(4);
      int iteration = 0;
      for (int t = 0; t < 12; t++) {
        if (t % 4 == 1) {
          double[] bad = {1, Double.NaN};
          assertThat(step(skipping, bad, new double[2], iteration++)).containsOnly(0);
        }
        double[] g = map(random.doubles(2, -1, 1).toArray(), HalfTest::half);
        assertThat(step(skipping, g, new double[2], iteration++))
            .as("%s, step %d", executor, t + 1)
            .isEqualTo(step(plain, g, new double[2], t));
      }
    }
  }

  private static GradientUpdater<?> fresh(GradientOptimizer optimizer, int size) {
    INDArray view = Nd4j.create(DataType.FLOAT16, Dl4j.updater(optimizer).stateSize(size));
    return Dl4j.updater(optimizer).instantiate(view, true);
  }

  static Stream<GradientOptimizer> trained() {
    return Stream.of(
        new Adam(0.02), new Momentum(0.1), new RmsProp(0.005), new ClipNorm(new AdamW(0.01), 1));
  }

  @ParameterizedTest
  @MethodSource("trained")
  @DisplayName(
      "A network of half precision learns what one of floats learns, and resumes to the bit")
  void trains(GradientOptimizer optimizer) {
    MultiLayerNetwork network = network(optimizer, DataType.FLOAT16);
    MultiLayerNetwork floats = network(optimizer, DataType.FLOAT);
    List<DataSet> batches = Networks.batches(100, DataType.FLOAT16);
    List<DataSet> same = Networks.batches(100, DataType.FLOAT);
    double before = loss(network);
    batches.subList(0, 50).forEach(network::fit);
    MultiLayerNetwork resumed = Networks.load(Networks.save(network, true));
    batches.subList(50, 100).forEach(network::fit);
    batches.subList(50, 100).forEach(resumed::fit);
    same.forEach(floats::fit);
    assertThat(Networks.parameters(resumed)).containsExactly(Networks.parameters(network));
    assertThat(loss(network)).isLessThan(0.7 * before).isLessThan(1.1 * loss(floats));
  }

  private static double loss(MultiLayerNetwork network) {
    return Networks.batches(40, DataType.FLOAT).stream()
        .mapToDouble(
            batch -> {
              DataType type = network.params().dataType();
              return network.score(
                  new DataSet(batch.getFeatures().castTo(type), batch.getLabels().castTo(type)));
            })
        .average()
        .orElseThrow();
  }

  private static MultiLayerNetwork network(GradientOptimizer optimizer, DataType type) {
    return Networks.network(Dl4j.bind(Networks.perceptron(Dl4j.updater(optimizer), type)));
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT, HALF",
    "DOUBLE, HALF",
    "HALF, FLOAT",
    "HALF, DOUBLE",
    "FLOAT, DOUBLE",
    "DOUBLE, FLOAT"
  })
  @DisplayName("A network converted to another type goes on as it would have, state and age kept")
  void convertDataType(DataType from, DataType to) {
    double rate = 0.01;
    MultiLayerNetwork network = network(new Adam(rate), from);
    Networks.batches(3, from).forEach(network::fit);
    MultiLayerNetwork converted = network.convertDataType(to);
    double[] before = Networks.parameters(converted);
    DataSet next = Networks.batches(4, DataType.DOUBLE).get(3);
    network.fit(as(next, from));
    converted.fit(as(next, to));
    assertThat(converted.getIterationCount()).isEqualTo(4);
    boolean half = from == DataType.FLOAT16 || to == DataType.FLOAT16;
    double[] expected = Networks.parameters(network);
    double[] actual = Networks.parameters(converted);
    assertThat(actual).containsExactly(expected, Offset.offset(half ? 2e-3 : 1e-5));
    // a fourth step: were the age lost, or the moments, the steps would be of one size, the rate's
    double moved = 0;
    for (int i = 0; i < actual.length; i++) {
      moved = Math.max(moved, Math.abs(actual[i] - before[i]));
    }
    assertThat(moved).isBetween(rate / 3, 1.5 * rate);
  }

  private static DataSet as(DataSet data, DataType type) {
    return new DataSet(data.getFeatures().castTo(type), data.getLabels().castTo(type));
  }
}
