package io.gradus.optimizers;

/**
 * Whether the learning rate multiplies what goes into a momentum buffer or what comes out of it.
 * The two differ only while the rate changes: inside, old gradients keep the rate of their time.
 */
public enum RatePlacement {
  /** v ← μ v + η g, u = v: Polyak, Sutskever, Keras, DL4J. */
  INSIDE,
  /** v ← μ v + g, u = η v: PyTorch. */
  OUTSIDE
}
