package io.gradus.conformance.dl4j;

import io.gradus.conformance.Trait;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * An updater to be checked. Immutable; the {@code with} methods give changed copies.
 *
 * <pre>{@code
 * UpdaterSubject.of("Sgd", () -> List.of(new Sgd(0.1)))
 *     .withClosedForm((sgd, s) -> Outcome.of(s.learningRate() * s.gradient()))
 *     .audit()
 * }</pre>
 *
 * @param <U> the updater
 * @param name its name in findings
 * @param configurations makes the updater in every configuration to be checked, at least one, new
 *     at each call, with a constant rate; checks set rates and schedules
 * @param closedForm one step of its declared form; if null, the rules of the closed form do not
 *     apply
 * @param variants other published forms by name, such as those with ε elsewhere: an updater that
 *     follows one of them satisfies the rules of the closed form but breaks D-1.10
 * @param traits how it differs from most; each trait is asserted
 * @param before regularizations that run before the updater and belong to it, such as one that
 *     passes it the parameters; usually none
 * @param withoutEffect numbers in its JSON that need not affect twelve steps, by their paths, such
 *     as {@code optimizer.seed}
 */
public record UpdaterSubject<U extends IUpdater>(
    String name,
    Supplier<List<U>> configurations,
    ClosedForm<U> closedForm,
    Map<String, ClosedForm<U>> variants,
    Set<Trait> traits,
    List<Regularization> before,
    Set<String> withoutEffect)
    implements Subject {

  public UpdaterSubject {
    variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants)); // in their order
    traits = Set.copyOf(traits);
    before = List.copyOf(before);
    withoutEffect = Set.copyOf(withoutEffect);
  }

  /**
   * An updater with nothing else declared.
   *
   * @param <U> the updater
   * @param name its name in findings
   * @param configurations makes the updater in every configuration, new at each call
   * @return the subject
   */
  public static <U extends IUpdater> UpdaterSubject<U> of(
      String name, Supplier<List<U>> configurations) {
    return new UpdaterSubject<>(
        name, configurations, null, Map.of(), Set.of(), List.of(), Set.of());
  }

  /**
   * With the form that its author declares or its publication gives.
   *
   * @param form one step of one element
   * @return a copy
   */
  public UpdaterSubject<U> withClosedForm(ClosedForm<U> form) {
    return new UpdaterSubject<>(
        name, configurations, form, variants, traits, before, withoutEffect);
  }

  /**
   * With one more published form that it might follow instead.
   *
   * @param variant the name of the form in findings, such as "ε̂ beside the uncorrected root"
   * @param form one step of one element
   * @return a copy
   */
  public UpdaterSubject<U> withVariant(String variant, ClosedForm<U> form) {
    Map<String, ClosedForm<U>> all = new LinkedHashMap<>(variants);
    all.put(variant, form);
    return new UpdaterSubject<>(
        name, configurations, closedForm, all, traits, before, withoutEffect);
  }

  /**
   * With these traits in place of those it has.
   *
   * @param declared how it differs from most
   * @return a copy
   */
  public UpdaterSubject<U> withTraits(Set<Trait> declared) {
    return new UpdaterSubject<>(
        name, configurations, closedForm, variants, declared, before, withoutEffect);
  }

  /**
   * With regularizations that belong to the updater.
   *
   * @param regularizations run on every tensor before the updater, in networks too
   * @return a copy
   */
  public UpdaterSubject<U> withRegularizations(List<Regularization> regularizations) {
    return new UpdaterSubject<>(
        name, configurations, closedForm, variants, traits, regularizations, withoutEffect);
  }

  /**
   * With numbers that need not show within twelve steps.
   *
   * @param paths the paths in its JSON
   * @return a copy
   */
  public UpdaterSubject<U> withoutEffectOf(Set<String> paths) {
    return new UpdaterSubject<>(name, configurations, closedForm, variants, traits, before, paths);
  }

  @Override
  public List<Rule> rules() {
    return UpdaterRules.ALL;
  }

  @Override
  public Finding check(Rule rule) {
    return Evidence.of(name, rule, evidence -> UpdaterRules.check(this, rule, evidence));
  }

  /** How many configurations there are. */
  int count() {
    return configurations.get().size();
  }

  /** A new instance of one of the configurations. */
  U configuration(int index) {
    return configurations.get().get(index);
  }

  /** Ends a check about learning rates. */
  void requireRate() {
    if (!configuration(0).hasLearningRate()) {
      throw new Evidence.NotApplicable("it has no learning rate");
    }
  }
}
