package io.gradus.api;

import java.util.List;

/** A configuration that cannot be read: unknown, missing or mistyped keys, all of them at once. */
public class InvalidConfigurationException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * One problem.
   *
   * @param message what is wrong, with the value, and what to do
   */
  public InvalidConfigurationException(String message) {
    super(message);
  }

  InvalidConfigurationException(String subject, List<String> problems) {
    super(subject + " cannot be configured so: " + String.join("; ", problems) + ".");
  }
}
