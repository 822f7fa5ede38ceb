package io.gradus.optimizers;

/**
 * Whether the learning rate multiplies what enters a momentum buffer or what leaves it. The two
 * differ only while the rate changes: inside, old gradients keep the rate of their own step.
 */
public enum RatePlacement {
  /** v ← μ v + η g, u = v: Polyak, Sutskever, Keras, DL4J. */
  INSIDE,
  /** v ← μ v + g, u = η v: PyTorch. */
  OUTSIDE
}
