package io.gradus.api;

import java.util.List;
import java.util.Map;

/**
 * An optimizer that evaluates the objective as often as it needs within one step: line searches,
 * Newton and quasi-Newton methods, trust regions, direct search.
 *
 * <p>Unlike a {@link GradientOptimizer} it is not traced: it computes on the flat parameter vector
 * in double. The memory between its steps (curvature pairs, directions, a simplex) is a {@link
 * Run}, which belongs to one parameter vector and one thread.
 *
 * <pre>{@code
 * double[] x = {-5, -2};
 * ClosureOptimizer.Run run = optimizer.start(x.length);
 * while (run.step(objective, x).outcome().goesOn()) {}
 * }</pre>
 */
public non-sealed interface ClosureOptimizer extends Optimizer {

  /**
   * Begins to minimise from fresh memory.
   *
   * @param shapes the tensors that lie one after another in the parameter vector
   * @return the run
   * @throws IllegalArgumentException if there is no parameter at all
   */
  Run start(List<Shape> shapes);

  /**
   * Begins to minimise a function of one plain vector.
   *
   * @param size the number of parameters, at least 1
   * @return the run
   * @throws IllegalArgumentException if the size is below 1
   */
  default Run start(int size) {
    return start(List.of(new Shape(List.of((long) size), size, size)));
  }

  @Override
  default ClosureOptimizer with(String hyperparameter, Object value) {
    return Configuration.with(this, hyperparameter, value);
  }

  @Override
  default ClosureOptimizer withLearningRate(Schedule learningRate) {
    return with("learningRate", learningRate);
  }

  @Override
  default ClosureOptimizer withLearningRate(double learningRate) {
    return withLearningRate(Schedule.constant(learningRate));
  }

  /** The memory of one minimisation. Not thread-safe. */
  interface Run {

    /**
     * Takes one step.
     *
     * <p>The value and the gradient that the step before found are used again if both the objective
     * and the point are the same as after that step. The objective is the same if it is the same
     * instance. A caller may hand over another objective (a new mini-batch) or another point at any
     * time; the run then evaluates anew.
     *
     * <p>Numerical failure is an {@link Outcome}, not an exception. The point then is the best
     * known, and where the step found none better it keeps its bits.
     *
     * @param objective the function
     * @param x the present point; receives the next one
     * @return what the step did
     * @throws IllegalArgumentException if the length of the point is not the run's size
     * @throws RuntimeException what the objective throws; the point is unchanged then, and the run
     *     can go on
     */
    StepReport step(Objective objective, double[] x);

    /**
     * All that the run remembers, as named arrays; single numbers are arrays of one element. Names
     * are words of letters and digits joined by dots, and part of the format of saved models.
     *
     * @return copies that do not change with the run
     */
    Map<String, double[]> save();

    /**
     * Goes on where another run was saved: from the same point, the same steps follow bit for bit.
     *
     * @param state what {@link #save} gave in a run of the same optimizer and size
     * @param objective the function that the saved run stepped on last, so that its value and
     *     gradient need no new evaluation; null if it is not to be used again
     * @throws IllegalArgumentException if an array is missing, unknown or of the wrong length; the
     *     run is unchanged then
     */
    void restore(Map<String, double[]> state, Objective objective);
  }
}
