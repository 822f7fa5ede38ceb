package io.gradus.kernel;

/**
 * Thrown when a rule needs something that the host did not provide: the parameter, the tensor
 * boundaries, the lengths of their rows, or the norm of the network's gradient. Nothing has been
 * changed.
 */
public final class MissingOperandException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  MissingOperandException(String message) {
    super(message);
  }
}
