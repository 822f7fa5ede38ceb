package io.gradus.conformance;

/**
 * What an optimizer can do that most cannot. Declared capabilities are asserted for every
 * configuration on every host; undeclared capabilities are not tested.
 */
public enum Capability {
  /** Rescaled gradients give the same updates: rules that take signs. */
  SCALE_INVARIANT,
  /** Doubling the gradients doubles the updates: rules that are linear in them. */
  SCALE_EQUIVARIANT,
  /** Rotated gradients and parameters give rotated updates: no axis is special. */
  ROTATION_EQUIVARIANT
}
