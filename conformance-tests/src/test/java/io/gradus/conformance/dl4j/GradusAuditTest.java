package io.gradus.conformance.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Initializers;
import io.gradus.api.Optimizers;
import io.gradus.api.Requirement;
import io.gradus.api.Schedules;
import io.gradus.api.Tracer;
import io.gradus.conformance.Trait;
import io.gradus.conformance.dl4j.WeightInitSubject.Tensor;
import io.gradus.dl4j.Dl4j;
import io.gradus.dl4j.ParameterAccess;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Gradus installs, as DL4J's types, bound as a network binds it. */
class GradusAuditTest {

  /** What the papers imply at the defaults; see the tests of the kit. */
  private static final Map<String, Set<Trait>> TRAITS =
      Map.ofEntries(
          Map.entry("adamw", Set.of(Trait.MOVES_WITHOUT_GRADIENT)),
          Map.entry("adaptive-clip", Set.of(Trait.COUPLES_ELEMENTS)),
          Map.entry("asgd", Set.of(Trait.MOVES_WITHOUT_GRADIENT)),
          Map.entry("cautious", Set.of(Trait.COUPLES_ELEMENTS)),
          Map.entry("centralize-gradient", Set.of(Trait.COUPLES_ELEMENTS)),
          Map.entry("clip-norm", Set.of(Trait.COUPLES_ELEMENTS)),
          Map.entry("coupled-decay", Set.of(Trait.MOVES_WITHOUT_GRADIENT)),
          Map.entry("decoupled-decay", Set.of(Trait.MOVES_WITHOUT_GRADIENT)),
          Map.entry(
              "gradient-noise",
              Set.of(
                  Trait.MOVES_WITHOUT_GRADIENT, Trait.NOT_SIGN_SYMMETRIC, Trait.COUPLES_ELEMENTS)),
          Map.entry("lamb", Set.of(Trait.COUPLES_ELEMENTS, Trait.MOVES_WITHOUT_GRADIENT)),
          Map.entry("lars", Set.of(Trait.COUPLES_ELEMENTS, Trait.MOVES_WITHOUT_GRADIENT)),
          Map.entry("tiger", Set.of(Trait.MOVES_WITHOUT_GRADIENT)));

  /** What shows after more than twelve steps, or on other gradients than those of the audit. */
  private static final Map<String, Set<String>> LATE =
      Map.of(
          "adaptive-clip", Set.of("optimizer.epsilon"),
          "ademamix", Set.of("optimizer.warmupSteps"),
          "asgd", Set.of("optimizer.averagingStart"),
          "cautious", Set.of("optimizer.epsilon"),
          "parameter-ema", Set.of("optimizer.decay"),
          "lion", Set.of("optimizer.beta1"),
          "polyak-average", Set.of("optimizer.start"),
          "rprop", Set.of("optimizer.minimumStep", "optimizer.maximumStep"));

  /** Tensors of one row, of the lengths that the audit has. */
  private static final ParameterAccess HAND_OVER =
      new ParameterAccess(
          true, Map.of(1L, 1L, 2L, 2L, 3L, 3L, 4L, 4L, 8L, 8L, 12L, 12L), 0, List.of());

  private static final Tensor DENSE = WeightInitSubject.DENSE;
  private static final Tensor KERNEL = new Tensor(List.of(8L, 8L, 3L, 3L), 'c', 72, 72);

  /** What fills only some shapes. */
  private static final Map<String, List<Tensor>> SHAPES =
      Map.of(
          "delta-orthogonal", List.of(KERNEL),
          "dirac", List.of(KERNEL),
          "identity", List.of(DENSE),
          "sparse", List.of(DENSE));

  @TestFactory
  @DisplayName("An optimizer breaks no rule as an updater")
  Stream<DynamicTest> optimizers() {
    return Optimizers.installed().all().stream()
        .filter(GradientOptimizer.class::isInstance)
        .map(GradientOptimizer.class::cast)
        // the norm of a whole network's gradient is told by a network that is bound
        .filter(rule -> !new Tracer(rule).trace(1, 0, 0).requires(Requirement.GLOBAL_NORM))
        .map(
            optimizer -> {
              String name = optimizer.description().name();
              return keepsEveryRule(
                  UpdaterSubject.of(name, () -> List.of(Dl4j.updater(optimizer)))
                      .withTraits(TRAITS.getOrDefault(name, Set.of()))
                      .withoutEffectOf(LATE.getOrDefault(name, Set.of()))
                      .withRegularizations(List.of(HAND_OVER)));
            });
  }

  @TestFactory
  @DisplayName("A schedule breaks no rule as a schedule of DL4J's kind")
  Stream<DynamicTest> schedules() {
    return Schedules.installed().all().stream()
        .map(
            schedule ->
                keepsEveryRule(
                    ScheduleSubject.of(
                        schedule.description().name(), () -> List.of(Dl4j.schedule(schedule)))));
  }

  @TestFactory
  @DisplayName("An initializer breaks no rule as a weight initialization of DL4J's kind")
  Stream<DynamicTest> initializers() {
    return Initializers.installed().all().stream()
        .map(
            initializer -> {
              String name = initializer.description().name();
              WeightInitSubject subject =
                  WeightInitSubject.of(name, () -> Dl4j.weightInit(initializer));
              return keepsEveryRule(
                  subject.withTensors(SHAPES.getOrDefault(name, subject.tensors())));
            });
  }

  private static DynamicTest keepsEveryRule(Subject subject) {
    return DynamicTest.dynamicTest(
        subject.name(), () -> assertThat(subject.audit()).filteredOn(Finding::failed).isEmpty());
  }
}
