package io.gradus.optimizers;

import io.gradus.api.Expr;
import io.gradus.api.Step;

/** What {@link Lars} and {@link Lamb} scale the step of each tensor by. */
final class TrustRatio {

  private TrustRatio() {}

  /** a / b; 1 where one of them is 0, and for what is exempt. */
  static Expr of(Step step, Expr a, Expr b, boolean weightsOnly) {
    Expr one = step.constant(1);
    Expr ratio = Expr.where(a.min(b).greaterThan(0), a.div(b), one);
    return weightsOnly ? Expr.where(step.isWeight(), ratio, one) : ratio;
  }
}
