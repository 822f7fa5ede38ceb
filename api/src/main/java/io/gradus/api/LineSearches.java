package io.gradus.api;

import java.util.Map;

/**
 * Finds line searches by name: {@code LineSearches.named("backtracking").with("shrink", 0.8)}.
 *
 * <p>Without a class loader the one that loaded Gradus is asked, and what it sees is read once; a
 * host that loads plug-ins through a loader of its own hands that to {@link #in(ClassLoader)}.
 */
public final class LineSearches {

  private LineSearches() {}

  /** Read at the first use, not when this class loads: a catalogue runs plug-ins' code. */
  private static final class Installed {
    static final Catalog<LineSearch> CATALOG = in(LineSearches.class.getClassLoader());
  }

  /**
   * Finds a line search.
   *
   * @param name its name or an alias, in any case
   * @return the line search with its defaults
   * @throws PluginNotFoundException if there is none of that name, or more than one
   */
  public static LineSearch named(String name) {
    return installed().named(name);
  }

  /**
   * What is installed beside Gradus.
   *
   * @return the catalogue, always the same
   */
  public static Catalog<LineSearch> installed() {
    return Installed.CATALOG;
  }

  /**
   * What a class loader can see.
   *
   * @param loader where to look
   * @return a new catalogue
   */
  public static Catalog<LineSearch> in(ClassLoader loader) {
    return Catalog.of(LineSearch.class, loader);
  }

  /**
   * Reads a line search from a map, as {@link Configuration#toMap(Plugin)} writes it.
   *
   * @param configuration the name under {@code "name"} and every hyper-parameter under its own
   * @return the line search
   * @throws PluginNotFoundException if the name, or one nested within, is not installed
   * @throws InvalidConfigurationException if a key is unknown, missing or mistyped
   * @throws InvalidHyperparametersException if a value is out of range
   */
  public static LineSearch fromMap(Map<String, ?> configuration) {
    return Configuration.fromMap(
        LineSearch.class, configuration, LineSearches.class.getClassLoader());
  }
}
