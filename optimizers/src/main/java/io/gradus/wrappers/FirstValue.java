package io.gradus.wrappers;

import io.gradus.api.Expr;
import io.gradus.api.Slot;

/**
 * Slots that begin as a copy of the parameter, which is known at the first step only. They begin at
 * NaN, which means "not set yet", and not by the step's number: a first step that a wrapper around
 * takes back leaves them as they were, and the next step is the first.
 */
final class FirstValue {

  /** What such a slot begins at. */
  static final double UNSET = Double.NaN;

  private FirstValue() {}

  /** The slot's content, or what it begins with where it has none yet. */
  static Expr of(Slot slot, Expr first) {
    Expr content = slot.value();
    return Expr.where(content.equalTo(content), content, first);
  }
}
