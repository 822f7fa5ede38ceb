package io.gradus.api;

/** How a step of a {@link ClosureOptimizer} or a {@link LineSearch} ended. */
public enum Outcome {
  /** The point is another one, and as good as the method asks. */
  MOVED(true),
  /** The point stays, but the next step will try something else: a smaller radius or simplex. */
  STAYED(true),
  /** The gradient is 0, or too small to compute with. */
  GRADIENT_SMALL(false),
  /** What a step promises is less than the rounding error of the value. */
  VALUE_STILL(false),
  /** A step is too short to change the point. */
  POINT_STILL(false),
  /** No lower value was found where the gradient promises one; is the gradient right? */
  NO_DECREASE(false),
  /** The value or the gradient at the point, or everywhere that was tried, is NaN or infinite. */
  NOT_FINITE(false),
  /** The direction does not lead downhill. */
  NOT_DESCENT(false),
  /** The evaluations that a step may use were spent before a lower value was found. */
  BUDGET(false);

  private final boolean goesOn;

  Outcome(boolean goesOn) {
    this.goesOn = goesOn;
  }

  /**
   * Whether another step with the same objective can do better. Where it cannot, the point is as
   * good as the method gets it, and another step ends in the same way.
   *
   * @return true for {@link #MOVED} and {@link #STAYED}
   */
  public boolean goesOn() {
    return goesOn;
  }
}
