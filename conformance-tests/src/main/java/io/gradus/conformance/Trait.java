package io.gradus.conformance;

/**
 * What an optimizer does otherwise than most. A trait that is declared is asserted: an optimizer
 * that says it moves without a gradient must do so. Nothing is ever skipped or loosened by a trait.
 */
public enum Trait {
  /** With a zero gradient and fresh state the parameter still moves: decay of the weights. */
  MOVES_WITHOUT_GRADIENT,
  /** With a learning rate of zero the parameter still moves. */
  MOVES_AT_ZERO_RATE,
  /** The negated gradient and parameter do not give the negated update. */
  NOT_SIGN_SYMMETRIC,
  /** An element's update depends on the other elements of its tensor. */
  COUPLES_ELEMENTS,
  /** A gradient of NaN or infinity at one element changes the updates of others. */
  SPREADS_BAD_ELEMENTS,
  /** After a gradient of NaN every update is a number. */
  HIDES_NAN,
  /** Finite gradients give updates that are not finite: numbers too large for their type. */
  OVERFLOWS,
  /** An element's update depends on its place in the tensor: noise. */
  DEPENDS_ON_PLACE,
  /** One of the kit's objectives is not gone down: an update that is confined to a subspace. */
  DOES_NOT_CONVERGE
}
