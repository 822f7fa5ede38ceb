package io.gradus.api;

/**
 * A tensor of the parameter's shape within a rule, or a uniform one: a single number for the whole
 * tensor, such as a norm, which spreads to every element where it meets a tensor.
 *
 * <p>An expression is a node of the trace of one {@link Step}; it computes nothing by itself. It is
 * valid only within the call of {@link GradientOptimizer#update} that made it, and mixing
 * expressions of two steps is an error. Not thread-safe.
 *
 * <p>These are the words of a rule's author; an executor reads expressions as {@link Trace.Node}s.
 *
 * <p>Uniform expressions are computed in double; a number is rounded to the tensor's type where it
 * meets a tensor.
 */
public abstract sealed class Expr permits Trace.Node {

  private final Tape tape;

  Expr(Tape tape) {
    this.tape = tape;
  }

  /**
   * Adds a tensor.
   *
   * @param other what to add
   * @return this + other
   */
  public Expr plus(Expr other) {
    return tape.node(Op.ADD, this, other);
  }

  /**
   * Adds a number.
   *
   * @param number what to add
   * @return this + number
   */
  public Expr plus(double number) {
    return plus(tape.scalar(number));
  }

  /**
   * Subtracts a tensor.
   *
   * @param other what to subtract
   * @return this − other
   */
  public Expr minus(Expr other) {
    return tape.node(Op.SUBTRACT, this, other);
  }

  /**
   * Subtracts a number.
   *
   * @param number what to subtract
   * @return this − number
   */
  public Expr minus(double number) {
    return minus(tape.scalar(number));
  }

  /**
   * Multiplies by a tensor, element by element.
   *
   * @param other the factor
   * @return this · other
   */
  public Expr times(Expr other) {
    return tape.node(Op.MULTIPLY, this, other);
  }

  /**
   * Multiplies by a number.
   *
   * @param number the factor
   * @return this · number
   */
  public Expr times(double number) {
    return times(tape.scalar(number));
  }

  /**
   * Multiplies by a positive number of the whole tensor that a float may not hold, such as one over
   * a norm of great elements: by a power of two first, and by the rest then. Within 2^±64 these are
   * the bits of {@link #times}.
   *
   * @param factor the factor, uniform
   * @return this · factor
   */
  public Expr scaledBy(Expr factor) {
    Expr power =
        where(
            factor.lessThan(0x1p-64),
            0x1p-64,
            where(factor.greaterThan(0x1p64), 0x1p64, tape.scalar(1)));
    return times(power).times(factor.div(power));
  }

  /**
   * Divides by a tensor, element by element.
   *
   * @param other the divisor
   * @return this / other
   */
  public Expr div(Expr other) {
    return tape.node(Op.DIVIDE, this, other);
  }

  /**
   * Divides by a number: multiplies by its reciprocal, which is taken in double. That differs from
   * a division by a rounding at most, and costs a tenth of it in every element.
   *
   * @param number the divisor
   * @return this · (1 / number)
   */
  public Expr div(double number) {
    return times(1 / number);
  }

  /**
   * Changes the sign.
   *
   * @return −this
   */
  public Expr negate() {
    return tape.node(Op.NEGATE, this);
  }

  /**
   * Takes the absolute value.
   *
   * @return |this|
   */
  public Expr abs() {
    return tape.node(Op.ABS, this);
  }

  /**
   * Takes the square root.
   *
   * @return √this; NaN where this is negative
   */
  public Expr sqrt() {
    return tape.node(Op.SQRT, this);
  }

  /**
   * Squares.
   *
   * @return this · this
   */
  public Expr square() {
    return times(this);
  }

  /**
   * Takes the sign.
   *
   * @return −1, 0 or 1; a zero stays a zero
   */
  public Expr sign() {
    return tape.node(Op.SIGN, this);
  }

  /**
   * Raises e to this power.
   *
   * @return e^this
   */
  public Expr exp() {
    return tape.node(Op.EXP, this);
  }

  /**
   * Takes the natural logarithm.
   *
   * @return ln this
   */
  public Expr log() {
    return tape.node(Op.LOG, this);
  }

  /**
   * Raises to a power.
   *
   * @param exponent any number
   * @return this^exponent
   */
  public Expr pow(double exponent) {
    return tape.node(Op.POW, this, tape.scalar(exponent));
  }

  /**
   * Takes the lesser, element by element.
   *
   * @param other the other tensor
   * @return min(this, other)
   */
  public Expr min(Expr other) {
    return tape.node(Op.MIN, this, other);
  }

  /**
   * Bounds from above.
   *
   * @param number the bound
   * @return min(this, number)
   */
  public Expr min(double number) {
    return min(tape.scalar(number));
  }

  /**
   * Takes the greater, element by element.
   *
   * @param other the other tensor
   * @return max(this, other)
   */
  public Expr max(Expr other) {
    return tape.node(Op.MAX, this, other);
  }

  /**
   * Bounds from below.
   *
   * @param number the bound
   * @return max(this, number)
   */
  public Expr max(double number) {
    return max(tape.scalar(number));
  }

  /**
   * Bounds from both sides.
   *
   * @param low the lower bound
   * @param high the upper bound
   * @return this, at least {@code low} and at most {@code high}
   */
  public Expr clamp(double low, double high) {
    return max(low).min(high);
  }

  /**
   * Compares, element by element.
   *
   * @param other the other tensor
   * @return 1 where this &lt; other, else 0
   */
  public Expr lessThan(Expr other) {
    return tape.node(Op.LESS, this, other);
  }

  /**
   * Compares with a number.
   *
   * @param number the number
   * @return 1 where this &lt; number, else 0
   */
  public Expr lessThan(double number) {
    return lessThan(tape.scalar(number));
  }

  /**
   * Compares, element by element.
   *
   * @param other the other tensor
   * @return 1 where this ≤ other, else 0
   */
  public Expr atMost(Expr other) {
    return tape.node(Op.LESS_OR_EQUAL, this, other);
  }

  /**
   * Compares with a number.
   *
   * @param number the number
   * @return 1 where this ≤ number, else 0
   */
  public Expr atMost(double number) {
    return atMost(tape.scalar(number));
  }

  /**
   * Compares, element by element.
   *
   * @param other the other tensor
   * @return 1 where this &gt; other, else 0
   */
  public Expr greaterThan(Expr other) {
    return Arguments.given(other, "other").lessThan(this);
  }

  /**
   * Compares with a number.
   *
   * @param number the number
   * @return 1 where this &gt; number, else 0
   */
  public Expr greaterThan(double number) {
    return tape.scalar(number).lessThan(this);
  }

  /**
   * Compares, element by element.
   *
   * @param other the other tensor
   * @return 1 where this = other, else 0
   */
  public Expr equalTo(Expr other) {
    return tape.node(Op.EQUAL, this, other);
  }

  /**
   * Compares with a number.
   *
   * @param number the number
   * @return 1 where this = number, else 0
   */
  public Expr equalTo(double number) {
    return equalTo(tape.scalar(number));
  }

  /**
   * Chooses, element by element.
   *
   * @param condition such as {@code g.lessThan(0)}: anything but 0 is true
   * @param ifTrue taken where the condition holds
   * @param otherwise taken elsewhere
   * @return the chosen elements
   */
  public static Expr where(Expr condition, Expr ifTrue, Expr otherwise) {
    return Arguments.given(condition, "condition")
        .tape
        .node(Op.SELECT, condition, ifTrue, otherwise);
  }

  /**
   * Chooses a number where a condition holds, and the element elsewhere.
   *
   * @param condition anything but 0 is true
   * @param ifTrue the number taken where the condition holds
   * @param otherwise taken elsewhere
   * @return the chosen elements
   */
  public static Expr where(Expr condition, double ifTrue, Expr otherwise) {
    return where(condition, condition.tape.scalar(ifTrue), otherwise);
  }

  /**
   * Sums over the parameter tensor.
   *
   * @return Σ this, uniform; see {@link Reduction} for the order of the additions
   */
  public Expr sum() {
    return tape.node(Op.SUM, tensor());
  }

  /**
   * Averages over the parameter tensor.
   *
   * @return Σ this / n, uniform
   */
  public Expr mean() {
    return sum().div(tape.node(Op.SIZE));
  }

  /**
   * Takes the Euclidean norm of the parameter tensor. The squares are taken in double: they neither
   * overflow nor vanish where the elements do not.
   *
   * @return √Σ this², uniform; see {@link Reduction} for the order of the additions
   */
  public Expr norm() {
    return tape.node(Op.NORM, tensor());
  }

  /**
   * Finds the greatest element of the parameter tensor.
   *
   * @return max this, uniform
   */
  public Expr max() {
    return tape.node(Op.REDUCE_MAX, tensor());
  }

  /**
   * Sums over each row of the parameter tensor. A row is what leads to one unit: the weights of an
   * output of a dense layer, of a filter of a convolution. A tensor of biases has one element a
   * row.
   *
   * @return a tensor that holds, at every element, the sum over the element's row; see {@link
   *     Reduction} for the order of the additions
   */
  public Expr rowSum() {
    return tape.node(Op.ROW_SUM, tensor());
  }

  /**
   * Averages over each row of the parameter tensor: see {@link #rowSum}.
   *
   * @return a tensor that holds, at every element, the mean over the element's row
   */
  public Expr rowMean() {
    return tape.node(Op.ROW_MEAN, tensor());
  }

  /**
   * Takes the Euclidean norm of each row of the parameter tensor: see {@link #rowSum} and {@link
   * #norm}.
   *
   * @return a tensor that holds, at every element, the norm of the element's row
   */
  public Expr rowNorm() {
    return tape.node(Op.ROW_NORM, tensor());
  }

  /** A reduction needs a tensor: a uniform operand would have to be counted n times. */
  private Expr tensor() {
    if (node().isUniform()) {
      throw new IllegalStateException(
          "Only a tensor can be summed or searched, but this expression is one number already.");
    }
    return this;
  }

  /** This expression as an executor sees it. */
  Trace.Node node() {
    return (Trace.Node) this; // there are no others
  }

  Tape tape() {
    return tape;
  }
}
