package io.gradus.api;

import io.gradus.api.Trace.Node;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs an optimizer on one parameter tensor, one operation at a time, one element at a time: slow,
 * obviously right, and the definition of what a rule means. Every other executor must give the same
 * bits for the same precision, but for {@code exp}, {@code log} and {@code pow}, which may differ
 * by one unit in the last place.
 *
 * <p>The tensor is one of weights, and is the whole network.
 *
 * <p>One run belongs to one tensor and one thread.
 */
public final class ReferenceExecutor {

  private static final Set<Requirement> WITHOUT_PARAMETER =
      EnumSet.of(Requirement.TENSORS, Requirement.ROWS, Requirement.GLOBAL_NORM, Requirement.NOISE);

  private static final Set<Requirement> WITH_PARAMETER =
      EnumSet.of(Requirement.PARAMETER, WITHOUT_PARAMETER.toArray(Requirement[]::new));

  private final Tracer tracer;
  private final Precision precision;
  private final Map<String, double[]> slots = new LinkedHashMap<>();
  private final int size;
  private int rowLength;
  private long age;

  /**
   * A run from fresh state.
   *
   * @param optimizer the optimizer
   * @param precision the type whose rounding every element-wise operation follows
   * @param size elements of the parameter tensor, from 0
   */
  public ReferenceExecutor(GradientOptimizer optimizer, Precision precision, int size) {
    this.tracer = new Tracer(optimizer);
    this.precision = Arguments.given(precision, "precision");
    this.size = size;
    this.rowLength = Math.max(1, size);
    for (Slot slot : tracer.slots()) {
      double[] content = new double[size];
      Arrays.fill(content, precision.round(slot.initial()));
      slots.put(slot.name(), content);
    }
  }

  /**
   * The state arrays by name, live: changing their elements changes the run.
   *
   * @return in the order in which the rule names them
   */
  public Map<String, double[]> slots() {
    return slots;
  }

  /**
   * How many steps the state has seen.
   *
   * @return from 0
   */
  public long age() {
    return age;
  }

  /**
   * Sets how many steps the state has seen, together with the {@link #slots()}.
   *
   * @param age from 0
   */
  public void age(long age) {
    this.age = age;
  }

  /**
   * Cuts the tensor into rows. Unless told, it is one row.
   *
   * @param length elements in a row; divides the size
   * @throws IllegalArgumentException if it does not divide the size
   */
  public void rowLength(int length) {
    if (length < 1 || size % length != 0) {
      throw new IllegalArgumentException(
          "A tensor of length %d cannot be cut into rows of %d.".formatted(size, length));
    }
    rowLength = length;
  }

  /**
   * Takes one step with the host's clock at the age of the state.
   *
   * @param gradient one number an element
   * @param parameter one number an element; null where the host has none to hand over
   * @return the update, to be subtracted from the parameter
   * @throws MissingOperandException if the rule reads the parameter and it is null
   */
  public double[] step(double[] gradient, double[] parameter) {
    return step(gradient, parameter, age, 0);
  }

  /**
   * Takes one step.
   *
   * @param gradient one number an element
   * @param parameter one number an element; null where the host has none to hand over
   * @param iteration the host's clock of updates, from 0
   * @param epoch the host's clock of passes over the data, from 0
   * @return the update, to be subtracted from the parameter
   * @throws IllegalArgumentException if an array has the wrong length
   * @throws MissingOperandException if the rule reads the parameter and it is null
   */
  public double[] step(double[] gradient, double[] parameter, long iteration, long epoch) {
    checkLength("gradient", gradient);
    Trace trace = tracer.trace(age + 1, iteration, epoch, skipped());
    if (parameter != null) {
      checkLength("parameter", parameter);
    }
    trace.check(parameter != null ? WITH_PARAMETER : WITHOUT_PARAMETER);
    List<Node> nodes = trace.nodes();
    double[][] values = new double[nodes.size()][];
    for (Node node : nodes) {
      values[node.index()] = evaluate(node, values, gradient, parameter);
    }
    for (Node node : nodes) {
      if (node.op() == Op.STORE) {
        System.arraycopy(values[node.index()], 0, slots.get(node.slot().name()), 0, size);
      }
    }
    age++;
    return values[nodes.size() - 1];
  }

  private long[] skipped() {
    return tracer.skipCounts().stream()
        .mapToLong(count -> size == 0 ? 0 : (long) slots.get(count.name())[0])
        .toArray();
  }

  /** All elements of one node; one element where it is uniform. */
  private double[] evaluate(Node node, double[][] values, double[] gradient, double[] parameter) {
    return switch (node.op()) {
      case GRADIENT -> rounded(gradient);
      case PARAMETER -> rounded(parameter);
      case SLOT -> slots.get(node.slot().name()).clone();
      case SCALAR -> new double[] {node.value()};
      case NOISE -> {
        double[] draws = new double[size];
        for (int i = 0; i < size; i++) {
          draws[i] = precision.round(Noise.normal(values[node.operand(0).index()][0], i));
        }
        yield draws;
      }
      case SIZE -> new double[] {size};
      case IS_WEIGHT -> new double[] {1};
      case GLOBAL_NORM -> new double[] {Reduction.norm(rounded(gradient), 0, size)};
      case NORM -> new double[] {Reduction.norm(values[node.operand(0).index()], 0, size)};
      case SUM -> new double[] {Reduction.sum(values[node.operand(0).index()], 0, size)};
      case REDUCE_MAX -> {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double element : values[node.operand(0).index()]) {
          greatest = Math.max(greatest, element);
        }
        yield new double[] {greatest};
      }
      case ROW_SUM, ROW_MEAN, ROW_NORM -> {
        double[] rows = new double[size];
        for (int row = 0; row < size; row += rowLength) {
          double age = ofRow(node.op(), values[node.operand(0).index()], row, row + rowLength);
          Arrays.fill(rows, row, row + rowLength, precision.round(age));
        }
        yield rows;
      }
      case STORE, UPDATE -> {
        double[] content = new double[size];
        for (int i = 0; i < size; i++) {
          content[i] = element(node, 0, values, i);
        }
        yield content;
      }
      default -> {
        double[] result = new double[node.isUniform() ? 1 : size];
        for (int i = 0; i < result.length; i++) {
          double value =
              node.op()
                  .apply(
                      element(node, 0, values, i),
                      element(node, 1, values, i),
                      element(node, 2, values, i));
          result[i] = node.isUniform() ? value : precision.round(value);
        }
        yield result;
      }
    };
  }

  private static double ofRow(Op op, double[] values, int from, int to) {
    return switch (op) {
      case ROW_NORM -> Reduction.norm(values, from, to);
      case ROW_MEAN -> Reduction.sum(values, from, to) / (to - from);
      default -> Reduction.sum(values, from, to);
    };
  }

  /** One element of an operand, 0 if there is none; a number is rounded where it meets a tensor. */
  private double element(Node of, int number, double[][] values, int i) {
    if (number >= of.operands().size()) {
      return 0;
    }
    Node operand = of.operand(number);
    double[] value = values[operand.index()];
    if (!operand.isUniform()) {
      return value[i];
    }
    return of.isUniform() ? value[0] : precision.round(value[0]);
  }

  private double[] rounded(double[] values) {
    return Arrays.stream(values).map(precision::round).toArray();
  }

  private void checkLength(String what, double[] array) {
    if (Arguments.given(array, what).length != size) {
      throw new IllegalArgumentException(
          "The %s has length %d, but this run is for length %d."
              .formatted(what, array.length, size));
    }
  }
}
