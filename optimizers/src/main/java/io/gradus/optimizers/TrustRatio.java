package io.gradus.optimizers;

import io.gradus.api.Expr;
import io.gradus.api.Step;

/** The factor by which {@link Lars} and {@link Lamb} scale the step of each tensor. */
final class TrustRatio {

  private TrustRatio() {}

  /** a / b; 1 where either is 0 and for exempt tensors. */
  static Expr of(Step step, Expr a, Expr b, boolean weightsOnly) {
    Expr one = step.constant(1);
    Expr ratio = Expr.where(a.min(b).greaterThan(0), a.div(b), one);
    return weightsOnly ? Expr.where(step.isWeight(), ratio, one) : ratio;
  }
}
