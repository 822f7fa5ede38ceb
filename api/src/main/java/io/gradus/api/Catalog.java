package io.gradus.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The plug-ins of one kind that a class loader can see, by name. Immutable and thread-safe; it is
 * read once and does not notice jars that are added later.
 *
 * <p>Names are found whatever their case. Two plug-ins of one name are an error as soon as that
 * name is asked for, never a silent choice; a plug-in that cannot be loaded is listed under {@link
 * #problems()} and hides no other.
 *
 * @param <T> {@link Optimizer}, {@link Schedule}, {@link Initializer} or {@link LineSearch}
 */
public final class Catalog<T extends Plugin> {

  private final Class<T> kind;
  private final Map<String, List<T>> byName = new TreeMap<>();
  private final Map<String, T> prototypes = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  private Catalog(Class<T> kind, Iterable<T> found) {
    this.kind = kind;
    var providers = found.iterator();
    int failures = 0;
    while (failures < 1000) {
      try {
        if (!providers.hasNext()) {
          break;
        }
        add(providers.next());
      } catch (ServiceConfigurationError | LinkageError | RuntimeException broken) {
        failures++;
        problems.add(sentence(broken));
      }
    }
  }

  /**
   * The plug-ins of one kind that a class loader can see.
   *
   * @param <T> the kind
   * @param kind the kind, such as {@code Optimizer.class}
   * @param loader where to look
   * @return what is installed there
   */
  public static <T extends Plugin> Catalog<T> of(Class<T> kind, ClassLoader loader) {
    return new Catalog<>(kind, ServiceLoader.load(kind, loader));
  }

  private void add(T plugin) {
    Description description = plugin.description();
    prototypes.putIfAbsent(description.name(), plugin);
    put(description.name(), plugin);
    for (String alias : description.aliases()) {
      put(alias, plugin);
    }
  }

  private void put(String name, T plugin) {
    List<T> found = byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>());
    if (!found.contains(plugin)) { // an alias may repeat the name
      found.add(plugin);
    }
  }

  /**
   * Finds a plug-in.
   *
   * @param name a name or an alias, in any case
   * @return the plug-in with its defaults
   * @throws PluginNotFoundException if there is none of that name, or more than one
   */
  public T named(String name) {
    List<T> found = byName.get(name.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw new PluginNotFoundException(
          "No %s is named '%s'.%s Installed are: %s.%s"
              .formatted(
                  word(),
                  name,
                  NearestName.hint(name, byName.keySet()),
                  prototypes.isEmpty()
                      ? "none at all (is a jar of them on the class path?)"
                      : String.join(", ", prototypes.keySet()),
                  problems.isEmpty()
                      ? ""
                      : " These could not be loaded: " + String.join(" ", problems)));
    }
    if (found.size() > 1) {
      throw new PluginNotFoundException(
          "The name '%s' belongs to %d %s: %s. Remove all but one of them."
              .formatted(
                  name,
                  found.size(),
                  word() + (word().endsWith("h") ? "es" : "s"),
                  String.join(
                      " and ", found.stream().map(each -> each.description().origin()).toList())));
    }
    return found.get(0);
  }

  /**
   * What is installed.
   *
   * @return every plug-in with its defaults, in the order of their names
   */
  public Collection<T> all() {
    return List.copyOf(prototypes.values());
  }

  /**
   * The names of what is installed, without aliases.
   *
   * @return in alphabetical order
   */
  public List<String> names() {
    return List.copyOf(prototypes.keySet());
  }

  /**
   * What could not be loaded and why: broken providers and names that two providers claim.
   *
   * @return a sentence each; empty where all is well
   */
  public List<String> problems() {
    Map<String, String> all = new LinkedHashMap<>();
    problems.forEach(problem -> all.put(problem, problem));
    byName.forEach(
        (name, plugins) -> {
          if (plugins.size() > 1) {
            try {
              named(name);
            } catch (PluginNotFoundException clash) {
              all.put(name, clash.getMessage());
            }
          }
        });
    return List.copyOf(all.values());
  }

  private String word() {
    return kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  private static String sentence(Throwable broken) {
    StringBuilder text =
        new StringBuilder(
            broken instanceof LinkageError || broken.getMessage() == null
                ? broken.toString()
                : broken.getMessage());
    for (Throwable cause = broken.getCause(); cause != null; cause = cause.getCause()) {
      if (cause.getMessage() == null || text.indexOf(cause.getMessage()) < 0) {
        text.append(" (").append(cause).append(')');
      }
    }
    return text.append(text.toString().endsWith(".") ? "" : ".").toString();
  }
}
