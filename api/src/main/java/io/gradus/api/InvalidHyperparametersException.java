package io.gradus.api;

import java.util.List;

/** Hyper-parameters out of their ranges: every violation of one record, reported together. */
public class InvalidHyperparametersException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** A list may have thousands of values, and all of them may be wrong. */
  private static final int MOST_SHOWN = 20;

  private final String[] violations;

  InvalidHyperparametersException(String subject, List<String> violations) {
    super(subject + " cannot have these hyper-parameters: " + shown(violations) + ".");
    this.violations = violations.toArray(String[]::new);
  }

  private static String shown(List<String> violations) {
    String first = String.join("; ", violations.stream().limit(MOST_SHOWN).map(Shown::of).toList());
    int more = violations.size() - MOST_SHOWN;
    return more > 0 ? first + "; and " + more + " more" : first;
  }

  /**
   * What is wrong, one sentence a hyper-parameter.
   *
   * @return the violations, in the order of the record's components, at least one
   */
  public List<String> violations() {
    return List.of(violations);
  }
}
