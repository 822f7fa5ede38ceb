package io.gradus.conformance.dl4j;

import java.util.stream.Stream;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The rules of SPEC.md for a DL4J weight initialization as tests, one per rule. Subclass it with a
 * factory and the variance.
 */
public abstract class WeightInitConformance {

  /** For the subclass. */
  protected WeightInitConformance() {}

  /**
   * The initialization.
   *
   * @return a new one at each call
   */
  protected abstract IWeightInit weightInit();

  /**
   * The variance of its formula.
   *
   * @param fanIn as a layer states it
   * @param fanOut as a layer states it
   * @return the variance of the numbers it draws
   */
  protected abstract double variance(double fanIn, double fanOut);

  /**
   * Everything that is known about the initialization. Override it for one with a mean, with fixed
   * values, or for tensors of certain shapes.
   *
   * @return the subject that the tests judge
   */
  protected WeightInitSubject subject() {
    return WeightInitSubject.of(getClass().getSimpleName(), this::weightInit)
        .withVariance(this::variance);
  }

  /**
   * The tests.
   *
   * @return one per rule; those of rules that do not apply are aborted with the reason
   */
  @TestFactory
  @DisplayName("The rules of SPEC.md for weight initializations of DL4J's kind")
  Stream<DynamicTest> rules() {
    return Tests.of(subject());
  }
}
