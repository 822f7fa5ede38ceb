package io.gradus.api;

import java.util.Map;

/**
 * Finds schedules by name: {@code Schedules.named("exponential").with("gamma", 0.99)}.
 *
 * <p>Without a class loader the one that loaded Gradus is asked, and what it sees is read once; a
 * host that loads plug-ins through a loader of its own hands that to {@link #in(ClassLoader)}.
 */
public final class Schedules {

  private Schedules() {}

  /** Read at the first use, not when this class loads: a catalogue runs plug-ins' code. */
  private static final class Installed {
    static final Catalog<Schedule> CATALOG = in(Schedules.class.getClassLoader());
  }

  /**
   * Finds a schedule.
   *
   * @param name its name or an alias, in any case
   * @return the schedule with its defaults
   * @throws PluginNotFoundException if there is none of that name, or more than one
   */
  public static Schedule named(String name) {
    return installed().named(name);
  }

  /**
   * What is installed beside Gradus.
   *
   * @return the catalogue, always the same
   */
  public static Catalog<Schedule> installed() {
    return Installed.CATALOG;
  }

  /**
   * What a class loader can see.
   *
   * @param loader where to look
   * @return a new catalogue
   */
  public static Catalog<Schedule> in(ClassLoader loader) {
    return Catalog.of(Schedule.class, loader);
  }

  /**
   * Reads a schedule from a map, as {@link Configuration#toMap(Plugin)} writes it.
   *
   * @param configuration the name under {@code "name"} and every hyper-parameter under its own
   * @return the schedule
   * @throws PluginNotFoundException if the name, or one nested within, is not installed
   * @throws InvalidConfigurationException if a key is unknown, missing or mistyped
   * @throws InvalidHyperparametersException if a value is out of range
   */
  public static Schedule fromMap(Map<String, ?> configuration) {
    return Configuration.fromMap(Schedule.class, configuration, Schedules.class.getClassLoader());
  }
}
