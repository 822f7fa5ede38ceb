package io.gradus.conformance.dl4j;

import java.util.List;

/** Something of DL4J's, or of anybody who writes for DL4J, that can be judged. */
public sealed interface Subject
    permits UpdaterSubject, ScheduleSubject, WeightInitSubject, NetworkSubject {

  /**
   * What to call it in findings.
   *
   * @return such as the simple name of its class
   */
  String name();

  /**
   * The rules that such a subject is judged by, in their order.
   *
   * @return at least one
   */
  List<Rule> rules();

  /**
   * Checks one rule. Seeds ND4J's generator where the rule is about random numbers.
   *
   * @param rule one of {@link #rules()}
   * @return what was found; whatever the subject throws is a finding too
   */
  Finding check(Rule rule);

  /**
   * Checks every rule.
   *
   * @return one finding a rule, in the order of {@link #rules()}
   */
  default List<Finding> audit() {
    return rules().stream().map(this::check).toList();
  }
}
