package io.gradus.conformance.dl4j;

import java.util.EnumSet;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Supplier;
import org.deeplearning4j.nn.weights.IWeightInit;

/**
 * A DL4J weight initialization to be checked. Immutable; the {@code with} methods give changed
 * copies.
 *
 * @param name its name in findings
 * @param configuration makes it, new at each call
 * @param tensors the tensors to fill; the first is that of a dense layer
 * @param mean of what it draws, by fan-in and fan-out
 * @param variance of what it draws, by fan-in and fan-out; null if it draws nothing or nothing is
 *     stated
 * @param exact its fixed values; null if it draws them
 */
public record WeightInitSubject(
    String name,
    Supplier<? extends IWeightInit> configuration,
    List<Tensor> tensors,
    DoubleBinaryOperator mean,
    DoubleBinaryOperator variance,
    Exact exact)
    implements Subject {

  /** A dense layer's weights, 160 × 250 in 'f' order. */
  public static final Tensor DENSE = new Tensor(List.of(160L, 250L), 'f', 160, 250);

  /** Those of a convolution with a 3 × 3 kernel from 32 channels to 64, in 'c' order. */
  public static final Tensor CONVOLUTION =
      new Tensor(List.of(64L, 32L, 3L, 3L), 'c', 32 * 9, 64 * 9);

  /** The same with a stride of 2 × 2, which quarters the fan-out that DL4J states. */
  public static final Tensor STRIDED_CONVOLUTION =
      new Tensor(List.of(64L, 32L, 3L, 3L), 'c', 32 * 9, 64 * 9 / 4.0);

  public WeightInitSubject {
    tensors = List.copyOf(tensors);
  }

  /**
   * What a layer asks for.
   *
   * @param shape the lengths along each axis
   * @param order 'c' or 'f'
   * @param fanIn as the layer states it
   * @param fanOut as the layer states it
   */
  public record Tensor(List<Long> shape, char order, double fanIn, double fanOut) {

    public Tensor {
      shape = List.copyOf(shape);
    }

    /** The shape in ND4J's form. */
    long[] dimensions() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public String toString() {
      return "%s '%c' of fans %s and %s"
          .formatted(shape, order, Evidence.text(fanIn), Evidence.text(fanOut));
    }
  }

  /** The fixed value of an element. */
  @FunctionalInterface
  public interface Exact {

    /**
     * The value.
     *
     * @param index the element's index along each axis, from 0
     * @param shape the lengths along each axis
     * @return the expected value
     */
    double at(long[] index, long[] shape);
  }

  /**
   * An initialization with nothing else declared, for a dense layer and two convolutions.
   *
   * @param name its name in findings
   * @param configuration makes it, new at each call
   * @return the subject
   */
  public static WeightInitSubject of(String name, Supplier<? extends IWeightInit> configuration) {
    return new WeightInitSubject(
        name,
        configuration,
        List.of(DENSE, CONVOLUTION, STRIDED_CONVOLUTION),
        (in, out) -> 0,
        null,
        null);
  }

  /**
   * With the variance of its formula, and a mean of 0.
   *
   * @param formula by fan-in and fan-out
   * @return a copy
   */
  public WeightInitSubject withVariance(DoubleBinaryOperator formula) {
    return new WeightInitSubject(name, configuration, tensors, mean, formula, exact);
  }

  /**
   * With a mean other than 0.
   *
   * @param formula by fan-in and fan-out
   * @return a copy
   */
  public WeightInitSubject withMean(DoubleBinaryOperator formula) {
    return new WeightInitSubject(name, configuration, tensors, formula, variance, exact);
  }

  /**
   * With fixed values.
   *
   * @param values the value of every element
   * @return a copy
   */
  public WeightInitSubject withExact(Exact values) {
    return new WeightInitSubject(name, configuration, tensors, mean, variance, values);
  }

  /**
   * With other tensors to fill.
   *
   * @param asked at least one, the first with two axes; large ones for the variance
   * @return a copy
   */
  public WeightInitSubject withTensors(List<Tensor> asked) {
    return new WeightInitSubject(name, configuration, asked, mean, variance, exact);
  }

  @Override
  public List<Rule> rules() {
    return List.copyOf(EnumSet.range(Rule.WEIGHTS_SEEDED, Rule.WEIGHTS_JSON));
  }

  @Override
  public Finding check(Rule rule) {
    return Evidence.of(name, rule, evidence -> new WeightInitChecks(this, evidence).check(rule));
  }
}
