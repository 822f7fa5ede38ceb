package io.gradus.api;

import java.util.Arrays;

/**
 * An objective that counts how often it is asked, and clears the gradient before it is written. Not
 * thread-safe.
 */
public final class CountedObjective implements Objective {

  private final Objective objective;
  private long evaluations;
  private long values;
  private long products;

  /**
   * Counts from 0.
   *
   * @param objective what is asked
   */
  public CountedObjective(Objective objective) {
    this.objective = objective;
  }

  /**
   * How often a value and its gradient were evaluated together.
   *
   * @return the calls of {@link #evaluate}
   */
  public long evaluations() {
    return evaluations;
  }

  /**
   * How often a value was evaluated alone.
   *
   * @return the calls of {@link #value}
   */
  public long values() {
    return values;
  }

  /**
   * How many products with the Hessian or the Gauss–Newton matrix were taken. One that is taken by
   * differences of gradients counts as one product and as no evaluation.
   *
   * @return the calls of {@link #hessianVector} and {@link #gaussNewtonVector}
   */
  public long products() {
    return products;
  }

  @Override
  public double evaluate(double[] x, double[] gradient) {
    evaluations++;
    Arrays.fill(gradient, 0);
    return objective.evaluate(x, gradient);
  }

  @Override
  public double value(double[] x) {
    values++;
    return objective.value(x);
  }

  @Override
  public void hessianVector(double[] x, double[] v, double[] product) {
    products++;
    objective.hessianVector(x, v, product);
  }

  @Override
  public void gaussNewtonVector(double[] x, double[] v, double[] product) {
    products++;
    objective.gaussNewtonVector(x, v, product);
  }

  @Override
  public double precision() {
    return objective.precision();
  }

  @Override
  public double rounding(double value) {
    return objective.rounding(value);
  }

  @Override
  public void representable(double[] x) {
    objective.representable(x);
  }
}
