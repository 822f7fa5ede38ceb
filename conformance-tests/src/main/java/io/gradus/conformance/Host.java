package io.gradus.conformance;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import java.util.Map;

/** Something that runs an optimizer on one parameter tensor: an executor, or a framework. */
public interface Host {

  /**
   * Its name in failures.
   *
   * @return such as {@code "kernel float"}
   */
  String name();

  /**
   * The type of its arrays.
   *
   * @return float or double
   */
  Precision precision();

  /**
   * Whether it can run an optimizer; a host that provides no parameters cannot run one that reads
   * them.
   *
   * @param optimizer any optimizer
   * @return true if it can
   */
  boolean canRun(GradientOptimizer optimizer);

  /**
   * Starts from fresh state.
   *
   * @param optimizer the optimizer to run
   * @param size elements of the parameter tensor
   * @return the run
   */
  Session start(GradientOptimizer optimizer, int size);

  /**
   * Continues from a state, as after loading.
   *
   * @param optimizer the optimizer to run
   * @param state every slot by name
   * @param age how many steps the state has seen
   * @param size elements of the parameter tensor
   * @return the run
   */
  Session resume(GradientOptimizer optimizer, Map<String, double[]> state, long age, int size);

  /** One run. Not thread-safe. */
  interface Session {

    /**
     * Takes one step.
     *
     * @param gradient one number per element; left unchanged
     * @param parameter the parameter before the step; left unchanged
     * @param iteration the clock of updates, from 0
     * @return the update
     */
    double[] step(double[] gradient, double[] parameter, long iteration);

    /**
     * A copy of the state.
     *
     * @return every slot by name
     */
    Map<String, double[]> state();
  }
}
