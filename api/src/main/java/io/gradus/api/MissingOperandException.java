package io.gradus.api;

/**
 * A step has a {@link Requirement} that was not met: the host did not hand over the parameter, for
 * example, or the executor does not know the requirement. Nothing has been changed.
 */
public final class MissingOperandException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  MissingOperandException(String message) {
    super(message);
  }
}
