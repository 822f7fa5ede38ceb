package io.gradus.api;

/**
 * A framework that a preset of an algorithm follows number for number, with that framework's
 * defaults. The default of every algorithm is its paper.
 *
 * <pre>{@code
 * Adam adam = Preset.KERAS.of(Adam.class).withLearningRate(3e-4);
 * }</pre>
 */
public enum Preset {
  /** PyTorch's {@code torch.optim}. */
  PYTORCH,
  /** Keras 3. */
  KERAS,
  /** Deeplearning4j 1.0.0-M2.1. */
  DL4J;

  /**
   * The algorithm as this framework has it, with this framework's defaults.
   *
   * @param <O> the algorithm
   * @param type its record
   * @return the preset
   * @throws InvalidConfigurationException if this framework has no such algorithm, or the class is
   *     not a plug-in
   */
  public <O extends GradientOptimizer> O of(Class<O> type) {
    return type.cast(of(prototype(type)));
  }

  /**
   * The algorithm of one name as this framework has it, with this framework's defaults.
   *
   * @param optimizer its name or an alias, in any case
   * @return the preset
   * @throws PluginNotFoundException if there is none of that name, or more than one
   * @throws InvalidConfigurationException if this framework has no such algorithm
   */
  public GradientOptimizer of(String optimizer) {
    if (Optimizers.named(optimizer) instanceof GradientOptimizer prototype) {
      return of(prototype);
    }
    throw missing(optimizer, "none");
  }

  private static GradientOptimizer prototype(Class<? extends GradientOptimizer> type) {
    return type.cast(Description.of(type).prototype());
  }

  private GradientOptimizer of(GradientOptimizer prototype) {
    GradientOptimizer preset = prototype.presets().get(this);
    if (preset == null) {
      throw missing(
          prototype.description().name(),
          prototype.presets().isEmpty() ? "none" : prototype.presets().keySet().toString());
    }
    return preset;
  }

  private InvalidConfigurationException missing(String optimizer, String presets) {
    return new InvalidConfigurationException(
        "'%s' has no %s preset; its presets: %s.".formatted(optimizer, this, presets));
  }
}
