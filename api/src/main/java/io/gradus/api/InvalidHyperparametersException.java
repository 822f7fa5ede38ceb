package io.gradus.api;

import java.util.List;

/** Hyper-parameters out of their ranges: every violation of one record, reported together. */
public class InvalidHyperparametersException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String[] violations;

  InvalidHyperparametersException(String subject, List<String> violations) {
    super(subject + " cannot have these hyper-parameters: " + String.join("; ", violations) + ".");
    this.violations = violations.toArray(String[]::new);
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
