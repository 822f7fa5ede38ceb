package io.gradus.api;

/**
 * The operations of the language. {@link #apply} is what each of them means, in double; an executor
 * for float rounds each result to float, with all operands rounded first.
 */
public enum Op {
  /** The gradient of the parameter; a leaf. */
  GRADIENT(0),
  /** The parameter before the step; a leaf. */
  PARAMETER(0),
  /** A slot's content before the step; a leaf. */
  SLOT(0),
  /** A number that the rule computed in Java; a leaf, and uniform. */
  SCALAR(0),
  /** The number of elements of the parameter tensor; a leaf, and uniform. */
  SIZE(0),

  /** 1 for a tensor of weights, 0 for biases and normalisations; a leaf, and uniform. */
  IS_WEIGHT(0),
  /** The Euclidean norm of the whole network's gradient; a leaf, and uniform. */
  GLOBAL_NORM(0),
  /** Standard normal noise from a key and the element's index: see {@link Noise}. */
  NOISE(1),

  /** a + b. */
  ADD(2),
  /** a − b. */
  SUBTRACT(2),
  /** a · b. */
  MULTIPLY(2),
  /** a / b. */
  DIVIDE(2),
  /** The lesser of a and b; NaN if either is. */
  MIN(2),
  /** The greater of a and b; NaN if either is. */
  MAX(2),
  /** a to the power of b. */
  POW(2),

  /** −a. */
  NEGATE(1),
  /** |a|. */
  ABS(1),
  /** √a. */
  SQRT(1),
  /** −1, 0 or 1 by the sign of a; NaN if a is. A zero keeps its sign. */
  SIGN(1),
  /** e to the power of a. */
  EXP(1),
  /** The natural logarithm of a. */
  LOG(1),

  /** 1 if a &lt; b, else 0; 0 if either is NaN. */
  LESS(2),
  /** 1 if a ≤ b, else 0; 0 if either is NaN. */
  LESS_OR_EQUAL(2),
  /** 1 if a = b, else 0; 0 if either is NaN. */
  EQUAL(2),
  /** b if a ≠ 0, else c. */
  SELECT(3),

  /** The sum of a over the tensor: see {@link Reduction}; uniform. */
  SUM(1),
  /** The Euclidean norm of a over the tensor: see {@link Reduction}; uniform. */
  NORM(1),
  /** The greatest element of a over the tensor, NaN if any is; uniform. */
  REDUCE_MAX(1),
  /** The sum of a over each row, at every element of that row: see {@link Reduction}. */
  ROW_SUM(1),
  /** The mean of a over each row: its sum in double, divided before it is rounded. */
  ROW_MEAN(1),
  /** The Euclidean norm of a over each row: see {@link Reduction}. */
  ROW_NORM(1),

  /** Sets a slot to a; the end of a trace. */
  STORE(1),
  /** Declares a to be the update; the end of a trace. */
  UPDATE(1);

  private final int arity;

  Op(int arity) {
    this.arity = arity;
  }

  /**
   * How many operands it takes.
   *
   * @return from 0 to 3
   */
  public int arity() {
    return arity;
  }

  /**
   * Whether it makes one number of a whole tensor.
   *
   * @return true for the reductions
   */
  public boolean isReduction() {
    return this == SUM || this == NORM || this == REDUCE_MAX;
  }

  /**
   * Whether it makes one number of each row, which it gives to every element of that row.
   *
   * @return true for what is taken over rows
   */
  public boolean isOverRows() {
    return this == ROW_SUM || this == ROW_MEAN || this == ROW_NORM;
  }

  /**
   * The meaning of an element-wise operation.
   *
   * @param a the first operand
   * @param b the second operand; ignored where there is none
   * @param c the third operand; ignored where there is none
   * @return the result
   * @throws IllegalStateException for leaves, reductions and the ends of a trace
   */
  public double apply(double a, double b, double c) {
    return switch (this) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case POW -> StrictMath.pow(a, b);
      case NEGATE -> -a;
      case ABS -> Math.abs(a);
      case SQRT -> Math.sqrt(a);
      case SIGN -> Math.signum(a);
      case EXP -> StrictMath.exp(a);
      case LOG -> StrictMath.log(a);
      case LESS -> a < b ? 1 : 0;
      case LESS_OR_EQUAL -> a <= b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      case SELECT -> a != 0 ? b : c;
      case GRADIENT,
          PARAMETER,
          SLOT,
          SCALAR,
          SIZE,
          IS_WEIGHT,
          GLOBAL_NORM,
          NOISE,
          SUM,
          NORM,
          REDUCE_MAX,
          ROW_SUM,
          ROW_MEAN,
          ROW_NORM,
          STORE,
          UPDATE ->
          throw new IllegalStateException(this + " is not an element-wise operation.");
    };
  }
}
