package io.gradus.conformance;

/**
 * What an optimizer can do that most cannot. A capability that is declared is asserted for every
 * configuration on every host; of one that is not declared nothing is said.
 */
public enum Capability {
  /** Gradients of another scale give the same updates: rules that take signs. */
  SCALE_INVARIANT,
  /** Gradients of twice the size give updates of twice the size: rules that are linear in them. */
  SCALE_EQUIVARIANT,
  /** Rotated gradients and parameters give rotated updates: no axis is special. */
  ROTATION_EQUIVARIANT
}
