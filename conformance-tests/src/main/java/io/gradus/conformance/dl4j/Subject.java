package io.gradus.conformance.dl4j;

import java.util.List;

/** A DL4J type, built-in or third-party, that can be checked. */
public sealed interface Subject
    permits UpdaterSubject, ScheduleSubject, WeightInitSubject, NetworkSubject {

  /**
   * Its name in findings.
   *
   * @return such as the simple name of its class
   */
  String name();

  /**
   * The rules that apply to such a subject, in order.
   *
   * @return at least one
   */
  List<Rule> rules();

  /**
   * Checks one rule. Seeds the ND4J generator if the rule is about random numbers.
   *
   * @param rule one of {@link #rules()}
   * @return what was found; anything the subject throws is also a finding
   */
  Finding check(Rule rule);

  /**
   * Checks every rule.
   *
   * @return one finding per rule, in the order of {@link #rules()}
   */
  default List<Finding> audit() {
    return rules().stream().map(this::check).toList();
  }
}
