package io.gradus.conformance;

/**
 * How an optimizer differs from most. A declared trait is asserted: an optimizer that says it moves
 * without a gradient must do so. Nothing is ever skipped or loosened by a trait.
 */
public enum Trait {
  /** With a zero gradient and fresh state the parameter still moves: weight decay. */
  MOVES_WITHOUT_GRADIENT,
  /** With a learning rate of zero the parameter still moves. */
  MOVES_AT_ZERO_RATE,
  /** The negated gradient and parameter do not give the negated update. */
  NOT_SIGN_SYMMETRIC,
  /** An element's update depends on the other elements of its tensor. */
  COUPLES_ELEMENTS,
  /** A gradient of NaN or infinity at one element changes the updates of others. */
  SPREADS_BAD_ELEMENTS,
  /** After a NaN gradient every update is still a number. */
  HIDES_NAN,
  /** Finite gradients give updates that are not finite: numbers too large for their type. */
  OVERFLOWS,
  /** An element's update depends on its position in the tensor: noise. */
  DEPENDS_ON_PLACE,
  /** It does not converge on one of the kit's objectives: its update is confined to a subspace. */
  DOES_NOT_CONVERGE
}
