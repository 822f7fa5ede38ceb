package io.gradus.api;

/**
 * What a step needs beside the gradient and its state, and its host may not have: see {@link
 * Trace#requirements()}.
 *
 * <p>Later versions add constants. An executor must refuse a step with a requirement that it does
 * not know; {@link Trace#check} does so for executors that say which ones they meet.
 */
public enum Requirement {

  /** The parameter before the step. */
  PARAMETER("reads the parameter, but none was handed to this step"),

  /**
   * Where each parameter tensor begins and ends, and whether it is a weight: the step reduces a
   * tensor to a number, or asks what it is.
   */
  TENSORS("looks at whole tensors, but nobody said where they lie"),

  /** How long the rows of each tensor are. Such a step needs {@link #TENSORS} too. */
  ROWS("looks at the rows of a tensor, but nobody said how long they are"),

  /** The Euclidean norm of the whole network's gradient. */
  GLOBAL_NORM("reads the norm of the whole network's gradient, but none was handed to this step"),

  /**
   * Noise: see {@link Noise}. It is counted from the start of each tensor where the host knows
   * where that is.
   */
  NOISE("draws noise, but its executor cannot draw any");

  private final String missing;

  Requirement(String missing) {
    this.missing = missing;
  }

  /** What to say of an optimizer where this is missing, without the full stop. */
  String missing() {
    return missing;
  }

  /** Whether a step with such a node has this requirement. */
  boolean isOf(Op op) {
    return switch (this) {
      case PARAMETER -> op == Op.PARAMETER;
      case TENSORS -> op.isReduction() || op.isOverRows() || op == Op.SIZE || op == Op.IS_WEIGHT;
      case ROWS -> op.isOverRows();
      case GLOBAL_NORM -> op == Op.GLOBAL_NORM;
      case NOISE -> op == Op.NOISE;
    };
  }
}
