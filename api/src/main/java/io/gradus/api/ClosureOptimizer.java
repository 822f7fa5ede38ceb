package io.gradus.api;

/**
 * An optimizer that evaluates the objective as often as it needs within one step: line searches,
 * Newton and quasi-Newton methods, direct search.
 *
 * <p>Unlike a {@link GradientOptimizer} it is not traced: it computes on the flat parameter vector
 * in double. The memory between its steps (curvature pairs, directions) is a {@link Run}, which
 * belongs to one parameter vector and one thread.
 */
public non-sealed interface ClosureOptimizer extends Optimizer {

  /**
   * Begins to minimise from fresh memory.
   *
   * @param size the number of parameters, at least 1
   * @return the run
   */
  Run start(int size);

  @Override
  default ClosureOptimizer with(String hyperparameter, Object value) {
    return Configuration.with(this, hyperparameter, value);
  }

  /** The function to be minimised. */
  @FunctionalInterface
  interface Objective {

    /**
     * Evaluates the objective and its gradient at one point.
     *
     * @param parameters the point; not to be changed
     * @param gradient receives the gradient there, one number a parameter
     * @return the objective's value
     */
    double evaluate(double[] parameters, double[] gradient);
  }

  /** The memory of one minimisation. Not thread-safe. */
  interface Run {

    /**
     * Takes one step.
     *
     * @param objective the function; may be another one at each step (a new mini-batch)
     * @param parameters the present point; receives the next one
     * @return the objective's value at the point where the step began
     * @throws IllegalArgumentException if the number of parameters is not the run's size
     */
    double step(Objective objective, double[] parameters);
  }
}
