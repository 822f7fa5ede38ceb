package io.gradus.api;

/**
 * A framework whose variant of an algorithm a preset follows number for number. The default of
 * every algorithm is its paper; see {@link GradientOptimizer#in(Preset)}.
 */
public enum Preset {
  /** PyTorch's {@code torch.optim}. */
  PYTORCH,
  /** Keras 3. */
  KERAS,
  /** Deeplearning4j 1.0.0-M2.1. */
  DL4J
}
