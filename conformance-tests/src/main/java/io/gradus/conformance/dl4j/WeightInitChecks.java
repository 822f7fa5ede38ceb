package io.gradus.conformance.dl4j;

import io.gradus.conformance.dl4j.WeightInitSubject.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The rules of weight initializations. */
final class WeightInitChecks {

  private static final long SEED = 20_261_122;

  /** Elements before and after the view, which must not be written. */
  private static final int GUARD = 8;

  private static final double GUARD_VALUE = -77;

  /** The relative rounding error allowed for FLOAT. */
  private static final double ROUNDING = 1e-6;

  /** Digits shown for what was measured on a sample. */
  private static final int SAMPLE_DIGITS = 3;

  /** Standard errors; beyond them a sample counts as coming from another distribution. */
  private static final double DEVIATIONS = 5;

  private final WeightInitSubject subject;
  private final Evidence evidence;

  WeightInitChecks(WeightInitSubject subject, Evidence evidence) {
    this.subject = subject;
    this.evidence = evidence;
  }

  void check(Rule rule) throws IOException {
    switch (rule) {
      case WEIGHTS_SEEDED -> seeded();
      case WEIGHTS_WRITTEN -> written();
      case WEIGHTS_FAN -> fans();
      case WEIGHTS_VIEW -> view();
      case WEIGHTS_MEAN -> means();
      case WEIGHTS_VARIANCE -> variance(subject.tensors().get(0));
      case WEIGHTS_OTHER_SEED -> otherSeed();
      case WEIGHTS_EQUALS -> equality();
      case WEIGHTS_JSON -> json();
      default -> throw new IllegalArgumentException(rule + " is not a rule of initializations.");
    }
  }

  /** A view within a larger array, like that of a layer within its network's parameters. */
  private record Filled(INDArray all, INDArray view, INDArray returned) {

    double[] numbers() {
      return Block.numbers(view);
    }
  }

  private Filled fill(Tensor tensor) {
    return fill(subject.configuration().get(), tensor, SEED);
  }

  private static Filled fill(IWeightInit weightInit, Tensor tensor, long seed) {
    long[] shape = tensor.dimensions();
    long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    INDArray all = Nd4j.valueArrayOf(new long[] {length + 2 * GUARD}, GUARD_VALUE, DataType.FLOAT);
    INDArray view = all.get(NDArrayIndex.interval(GUARD, GUARD + length));
    view.assign(Double.NaN);
    Nd4j.getRandom().setSeed(seed);
    try {
      INDArray returned =
          weightInit.init(tensor.fanIn(), tensor.fanOut(), shape, tensor.order(), view);
      return new Filled(all, view, returned);
    } catch (RuntimeException refused) {
      throw new Evidence.Violation(tensor + ": weights", "threw " + Evidence.text(refused));
    }
  }

  private void seeded() {
    for (Tensor tensor : subject.tensors()) {
      evidence.same(tensor + ", drawn again", fill(tensor).numbers(), fill(tensor).numbers());
    }
  }

  private void otherSeed() {
    if (subject.exact() == null && subject.variance() == null) {
      throw new Evidence.NotApplicable("it was not said whether it draws");
    }
    for (Tensor tensor : subject.tensors()) {
      double[] other = fill(subject.configuration().get(), tensor, SEED + 1).numbers();
      boolean same = Arrays.equals(fill(tensor).numbers(), other);
      if (subject.exact() == null) {
        evidence.holds(!same, tensor + ": others by another seed", "the same");
      } else {
        evidence.holds(same, tensor + ": the same by another seed", "others");
      }
    }
  }

  private void written() {
    for (Tensor tensor : subject.tensors()) {
      Filled filled = fill(tensor);
      double[] numbers = filled.numbers();
      long unwritten = Arrays.stream(numbers).filter(Double::isNaN).count();
      evidence.that(
          unwritten == 0,
          "%s: %d elements written".formatted(tensor, numbers.length),
          (numbers.length - unwritten) + " written");
      double[] all = Block.numbers(filled.all());
      for (int i = 0; i < GUARD; i++) {
        evidence.near("before the view:", GUARD_VALUE, all[i], 0);
        evidence.near("after the view:", GUARD_VALUE, all[all.length - 1 - i], 0);
      }
    }
  }

  private void view() {
    for (Tensor tensor : subject.tensors()) {
      Filled filled = fill(tensor);
      INDArray returned = filled.returned();
      evidence.that(
          Arrays.equals(returned.shape(), tensor.dimensions()),
          tensor + ": this shape",
          Arrays.toString(returned.shape()));
      evidence.that(
          returned.ordering() == tensor.order(),
          "%s: this order".formatted(tensor),
          "order '%c'".formatted(returned.ordering()));
      returned.putScalar(new long[tensor.shape().size()], 5);
      evidence.near(
          tensor + ": an element that is written through it,", 5, filled.view().getDouble(0), 0);
    }
  }

  /** The variance of the other tensors, whose fans are not their dimensions. */
  private void fans() {
    if (subject.exact() != null || subject.tensors().size() < 2) {
      throw new Evidence.NotApplicable("its values do not depend on the fans");
    }
    subject.tensors().stream().skip(1).forEach(this::variance);
  }

  private void variance(Tensor tensor) {
    if (subject.variance() == null) {
      throw new Evidence.NotApplicable("no variance was stated");
    }
    Sample sample = new Sample(fill(tensor).numbers());
    double variance = subject.variance().applyAsDouble(tensor.fanIn(), tensor.fanOut());
    double error = sample.errorOfVariance();
    evidence.that(
        Math.abs(sample.variance() - variance) <= DEVIATIONS * error + ROUNDING * variance,
        "%s: a variance of %s ± %s"
            .formatted(
                tensor, Evidence.text(variance), Evidence.text(DEVIATIONS * error, SAMPLE_DIGITS)),
        "%s, which is %s times as much"
            .formatted(
                Evidence.text(sample.variance(), SAMPLE_DIGITS),
                Evidence.text(sample.variance() / variance, SAMPLE_DIGITS)));
  }

  private void means() {
    if (subject.exact() != null) {
      exact();
    } else if (subject.variance() == null) {
      throw new Evidence.NotApplicable("no mean was stated");
    } else {
      subject.tensors().forEach(this::mean);
    }
  }

  private void mean(Tensor tensor) {
    Sample sample = new Sample(fill(tensor).numbers());
    double mean = subject.mean().applyAsDouble(tensor.fanIn(), tensor.fanOut());
    double error = Math.sqrt(sample.variance() / sample.numbers.length);
    evidence.that(
        Math.abs(sample.mean() - mean) <= DEVIATIONS * error + ROUNDING * Math.abs(mean),
        "%s: a mean of %s ± %s"
            .formatted(
                tensor, Evidence.text(mean), Evidence.text(DEVIATIONS * error, SAMPLE_DIGITS)),
        Evidence.text(sample.mean(), SAMPLE_DIGITS));
  }

  /** Numbers that were drawn. */
  private static final class Sample {

    private final double[] numbers;

    Sample(double[] numbers) {
      this.numbers = numbers;
    }

    double mean() {
      return Arrays.stream(numbers).average().orElse(Double.NaN);
    }

    double variance() {
      return central(2);
    }

    /** The standard error, from the sample's own fourth moment. */
    double errorOfVariance() {
      double second = central(2);
      return Math.sqrt((central(4) - second * second) / numbers.length);
    }

    private double central(int power) {
      double mean = mean();
      return Arrays.stream(numbers).map(x -> Math.pow(x - mean, power)).average().orElse(0);
    }
  }

  private void exact() {
    for (Tensor tensor : subject.tensors()) {
      Filled filled = fill(tensor);
      long[] shape = tensor.dimensions();
      INDArray weights = filled.view().reshape(tensor.order(), shape);
      long[] index = new long[shape.length];
      do {
        evidence.near(
            tensor + " at " + Arrays.toString(index) + ":",
            subject.exact().at(index.clone(), shape),
            weights.getDouble(index),
            ROUNDING);
      } while (next(index, shape));
    }
  }

  /** The next index in row-major order; false after the last. */
  private static boolean next(long[] index, long[] shape) {
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis] < shape[axis]) {
        return true;
      }
      index[axis] = 0;
    }
    return false;
  }

  private void equality() throws IOException {
    IWeightInit one = subject.configuration().get();
    evidence.equal("equal to one made alike", one, subject.configuration().get());
    Tensor tensor = subject.tensors().get(0);
    double[] weights = fill(tensor).numbers();
    for (Map.Entry<String, IWeightInit> copy : Json.altered(IWeightInit.class, one).entrySet()) {
      boolean seen = !one.equals(copy.getValue()) && !copy.getValue().equals(one);
      evidence.holds(
          seen || Arrays.equals(weights, fill(copy.getValue(), tensor, SEED).numbers()),
          "unequal to one with another " + copy.getKey(),
          "equal");
    }
  }

  private void json() {
    IWeightInit one = subject.configuration().get();
    IWeightInit read = Json.throughNetwork(one);
    evidence.equal("equal when read back", one, read);
    for (Tensor tensor : subject.tensors()) {
      evidence.same(
          tensor + ", read back", fill(tensor).numbers(), fill(read, tensor, SEED).numbers());
    }
  }
}
