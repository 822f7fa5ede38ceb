package io.gradus.kernel;

/**
 * A rule asks for what the host did not hand over: the parameter, where tensors lie, how long their
 * rows are, or the norm of the network's gradient. Nothing has been changed.
 */
public final class MissingOperandException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  MissingOperandException(String message) {
    super(message);
  }
}
