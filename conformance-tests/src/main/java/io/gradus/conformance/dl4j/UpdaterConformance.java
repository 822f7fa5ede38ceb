package io.gradus.conformance.dl4j;

import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.Trait;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The rules of SPEC.md for a DL4J updater as tests, one per rule. Subclass it with a factory and a
 * closed form.
 *
 * <pre>{@code
 * class MineTest extends UpdaterConformance<Mine> {
 *   @Override
 *   protected List<Mine> updaters() {
 *     return List.of(new Mine(), new Mine(0.1));
 *   }
 *
 *   @Override
 *   protected Outcome closedForm(Mine mine, ElementStep s) {
 *     return Outcome.of(s.learningRate() * s.gradient());
 *   }
 * }
 * }</pre>
 *
 * @param <U> the updater
 */
public abstract class UpdaterConformance<U extends IUpdater> {

  /** For the subclass. */
  protected UpdaterConformance() {}

  /**
   * The updater in every configuration to be tested, with constant rates.
   *
   * @return at least one; new ones at each call, because tests set their rates
   */
  protected abstract List<U> updaters();

  /**
   * One step of one element, written from the publication in plain Java.
   *
   * @param updater one of {@link #updaters()}, for its hyper-parameters
   * @param situation the gradient, the state by the names of {@code GradientUpdater.getState()},
   *     the time, the rate, which is NaN where there is none
   * @return the update and every array of the state after the step
   */
  protected abstract Outcome closedForm(U updater, ElementStep situation);

  /**
   * How this updater differs from most.
   *
   * @return nothing by default
   */
  protected Set<Trait> traits() {
    return Set.of();
  }

  /**
   * Everything that is known about the updater. Override it to add variants or regularizations.
   *
   * @return the subject that the tests judge
   */
  protected UpdaterSubject<U> subject() {
    return UpdaterSubject.of(getClass().getSimpleName(), this::updaters)
        .withClosedForm(this::closedForm)
        .withTraits(traits());
  }

  /**
   * The tests.
   *
   * @return one per rule; those of rules that do not apply are aborted with the reason
   */
  @TestFactory
  @DisplayName("The rules of SPEC.md for updaters of DL4J's kind")
  Stream<DynamicTest> rules() {
    return Tests.of(subject());
  }
}
