package io.gradus.kernel;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a {@link Minimizer} found. Immutable. */
public final class Minimum {

  private final double[] point;
  private final double value;
  private final double gradientNorm;
  private final Minimizer.Reason reason;
  private final long steps;
  private final long evaluations;
  private final long values;
  private final long products;
  private final Duration elapsed;
  private final List<double[]> trace;
  private final Map<String, double[]> state;

  Minimum(
      double[] point,
      double value,
      double gradientNorm,
      Minimizer.Reason reason,
      long steps,
      long evaluations,
      long values,
      long products,
      Duration elapsed,
      List<double[]> trace,
      Map<String, double[]> state) {
    this.point = point;
    this.value = value;
    this.gradientNorm = gradientNorm;
    this.reason = reason;
    this.steps = steps;
    this.evaluations = evaluations;
    this.values = values;
    this.products = products;
    this.elapsed = elapsed;
    this.trace = trace;
    this.state = state;
  }

  /**
   * The last point that is as low as any that a step ended at, but for rounding.
   *
   * @return a copy
   */
  public double[] point() {
    return point.clone();
  }

  /**
   * The value there.
   *
   * @return NaN if no step was taken
   */
  public double value() {
    return value;
  }

  /**
   * The greatest magnitude of an element of the gradient there.
   *
   * @return NaN where the method does not look at gradients, or no step was taken
   */
  public double gradientNorm() {
    return gradientNorm;
  }

  /**
   * Why it ended.
   *
   * @return the rule that held first, or what the optimizer said
   */
  public Minimizer.Reason reason() {
    return reason;
  }

  /**
   * How many steps were taken.
   *
   * @return the number, with those before {@link Minimizer#resume}
   */
  public long steps() {
    return steps;
  }

  /**
   * How often the objective was evaluated with its gradient.
   *
   * @return the number
   */
  public long evaluations() {
    return evaluations;
  }

  /**
   * How often its value was evaluated alone.
   *
   * @return the number
   */
  public long values() {
    return values;
  }

  /**
   * How many products with its Hessian or Gauss–Newton matrix were taken.
   *
   * @return the number
   */
  public long products() {
    return products;
  }

  /**
   * The time of the last call.
   *
   * @return the time
   */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * Where the steps ended, the start first, if {@link Minimizer#keepingTrace} asked for it.
   *
   * @return copies of the points; empty if nobody asked
   */
  public List<double[]> trace() {
    return trace.stream().map(double[]::clone).toList();
  }

  /**
   * All that {@link Minimizer#resume} needs.
   *
   * @return copies of named arrays
   */
  public Map<String, double[]> state() {
    Map<String, double[]> copy = new LinkedHashMap<>();
    state.forEach((name, array) -> copy.put(name, array.clone()));
    return copy;
  }

  @Override
  public String toString() {
    return "%s after %d steps and %d evaluations: value %s at %s"
        .formatted(reason, steps, evaluations + values, value, Arrays.toString(point));
  }
}
