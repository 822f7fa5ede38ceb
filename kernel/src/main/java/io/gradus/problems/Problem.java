package io.gradus.problems;

import io.gradus.api.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A function to try optimizers on. Immutable and thread-safe.
 *
 * <p>Most are sums of squares, {@code f = Σ rⱼ²}, and so have a Gauss–Newton matrix 2JᵀJ too.
 */
public final class Problem implements Objective {

  private final String name;
  private final String formula;
  private final double[] start;
  private final double least;
  private final double[][] minima;
  private final Function<Jet[], Jet[]> terms;
  private final boolean squares;

  private Problem(
      String name,
      String formula,
      double[] start,
      double least,
      double[][] minima,
      Function<Jet[], Jet[]> terms,
      boolean squares) {
    this.name = name;
    this.formula = formula;
    this.start = start;
    this.least = least;
    this.minima = minima;
    this.terms = terms;
    this.squares = squares;
  }

  /** A sum of squares of residuals. */
  static Problem ofResiduals(
      String name,
      String formula,
      double[] start,
      double least,
      double[][] minima,
      Function<Jet[], Jet[]> residuals) {
    return new Problem(name, formula, start, least, minima, residuals, true);
  }

  /** A function that is not a sum of squares. */
  static Problem of(
      String name,
      String formula,
      double[] start,
      double least,
      double[][] minima,
      Function<Jet[], Jet> function) {
    return new Problem(
        name, formula, start, least, minima, x -> new Jet[] {function.apply(x)}, false);
  }

  /**
   * The name, in lower-case words joined by hyphens.
   *
   * @return such as {@code "rosenbrock"}
   */
  public String name() {
    return name;
  }

  /**
   * The function, or its residuals r, in one line.
   *
   * @return the formula
   */
  public String formula() {
    return formula;
  }

  /**
   * The standard start.
   *
   * @return a copy
   */
  public double[] start() {
    return start.clone();
  }

  /**
   * The minimum value.
   *
   * @return the value at the global minima, as far as it is known in digits
   */
  public double least() {
    return least;
  }

  /**
   * The global minima, and local ones after them. Where there are infinitely many, some of them.
   *
   * @return copies of the points
   */
  public List<double[]> minima() {
    return Arrays.stream(minima).map(double[]::clone).toList();
  }

  /**
   * Whether the function is a sum of squares, and so has a Gauss–Newton matrix.
   *
   * @return true if {@link #gaussNewtonVector} works
   */
  public boolean isSumOfSquares() {
    return squares;
  }

  @Override
  public double evaluate(double[] x, double[] gradient) {
    Jet f = function(Jet.coordinates(x, new double[x.length]));
    System.arraycopy(f.gradient(), 0, gradient, 0, x.length);
    return f.value();
  }

  @Override
  public double value(double[] x) {
    return function(Jet.values(x)).value();
  }

  @Override
  public void hessianVector(double[] x, double[] v, double[] product) {
    System.arraycopy(function(Jet.coordinates(x, v)).gradientRate(), 0, product, 0, x.length);
  }

  @Override
  public void gaussNewtonVector(double[] x, double[] v, double[] product) {
    if (!squares) {
      Objective.super.gaussNewtonVector(x, v, product);
      return;
    }
    double[] sum = new double[x.length];
    for (Jet residual : terms.apply(Jet.coordinates(x, v))) {
      for (int i = 0; i < x.length; i++) {
        sum[i] += 2 * residual.rate() * residual.gradient()[i];
      }
    }
    System.arraycopy(sum, 0, product, 0, x.length);
  }

  private Jet function(Jet[] x) {
    Jet sum = null;
    for (Jet term : terms.apply(x)) {
      Jet each = squares ? term.squared() : term;
      sum = sum == null ? each : sum.plus(each);
    }
    return sum;
  }

  @Override
  public String toString() {
    return name;
  }
}
