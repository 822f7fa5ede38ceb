package io.gradus.examples;

import io.gradus.api.Configuration;
import io.gradus.api.GradientOptimizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** The learning rates that suit the race: tuned ones from a file, else an optimizer's own. */
final class Rates {

  private final Properties tuned = new Properties();
  private final Double override;

  /**
   * Reads the file next to this class.
   *
   * @param override one rate for all, or null
   */
  Rates(Double override) {
    this.override = override;
    try (InputStream file = Rates.class.getResourceAsStream("race-rates.properties")) {
      tuned.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The rates that come with Gradus cannot be read.", e);
    }
  }

  /** The optimizer with the rate that it runs with. */
  GradientOptimizer applied(GradientOptimizer optimizer) {
    Double rate = override == null ? tuned(Configuration.toMap(optimizer)) : override;
    return rate == null || !optimizer.hasLearningRate()
        ? optimizer
        : optimizer.withLearningRate(rate);
  }

  /** The rate of DL4J's own Adam: the same as Gradus's, so that the two can be compared. */
  double reference() {
    return override == null ? tuned("adam") : override;
  }

  /** The rate of an optimizer, or of the one that it wraps where it has none of its own. */
  private Double tuned(Map<?, ?> configuration) {
    Double rate = tuned(String.valueOf(configuration.get("name")));
    if (rate == null && !configuration.containsKey("learningRate")) {
      for (Object value : configuration.values()) {
        if (rate == null && value instanceof Map<?, ?> wrapped) {
          rate = tuned(wrapped);
        }
      }
    }
    return rate;
  }

  private Double tuned(String name) {
    String rate = tuned.getProperty(name);
    return rate == null ? null : Double.valueOf(rate.strip());
  }
}
