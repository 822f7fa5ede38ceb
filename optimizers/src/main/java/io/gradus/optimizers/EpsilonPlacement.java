package io.gradus.optimizers;

import io.gradus.api.Expr;

/**
 * Where the small constant ε stands, which keeps a division by a root from failing at zero. If ε is
 * 0, or so small that it is lost in a float, and the divisor is 0, the quotient is taken as 0.
 */
public enum EpsilonPlacement {
  /** Outside the root: √v + ε. */
  OUTSIDE,
  /** Inside the root: √(v + ε). */
  INSIDE,
  /**
   * Outside the root of the uncorrected average, so that the bias correction divides ε too: √v̂ +
   * ε/√c, where v̂ = v/c. Kingma &amp; Ba (2015), end of section 2, call it ε̂.
   */
  HAT;

  /**
   * The divisor.
   *
   * @param v an average of squares, bias-corrected
   * @param epsilon ε
   * @param correction c, by which the bias correction has divided the average; 1 for none
   * @return the root of v with ε in this place
   */
  Expr root(Expr v, double epsilon, double correction) {
    Expr root =
        switch (this) {
          case OUTSIDE -> v.sqrt().plus(epsilon);
          case INSIDE -> v.plus(epsilon).sqrt();
          case HAT -> v.sqrt().plus(epsilon / Math.sqrt(correction));
        };
    return guarded(root, epsilon);
  }

  /**
   * A divisor that ε keeps away from 0. If ε is 0, or so small that it is lost in a float, a
   * divisor of 0 becomes infinite instead: the quotient is 0, and the element does not move.
   */
  static Expr guarded(Expr divisor, double epsilon) {
    boolean isLost = (float) epsilon == 0;
    return isLost ? Expr.where(divisor.equalTo(0), Double.POSITIVE_INFINITY, divisor) : divisor;
  }
}
