package io.gradus.wrappers;

/**
 * How an exponential moving average of the weights θ₁, θ₂, … begins; θ₀ are the initial weights.
 */
public enum EmaStart {
  /** θ̄₁ = θ₁: PyTorch, Keras. */
  FIRST_UPDATED,
  /** θ̄₀ = θ₀: TensorFlow 1, timm. */
  INITIAL,
  /**
   * θ̄₀ = 0, divided by 1 − dᵗ: Kingma &amp; Ba (2015), section 7.2; optax. The slot holds the
   * quotient.
   */
  DEBIASED
}
