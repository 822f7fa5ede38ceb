package io.gradus.wrappers;

import io.gradus.api.Expr;
import io.gradus.api.Slot;

/**
 * Slots that begin as a copy of the parameter, which is not known until the first step. They start
 * at NaN, which means "not set yet"; the step's number would not do, because a first step that an
 * outer wrapper undoes leaves them as they were, and the next step is then the first.
 */
final class FirstValue {

  /** The initial content of such a slot. */
  static final double UNSET = Double.NaN;

  private FirstValue() {}

  /** The slot's content, or its first value where it has none yet. */
  static Expr of(Slot slot, Expr first) {
    Expr content = slot.value();
    return Expr.where(content.equalTo(content), content, first);
  }
}
