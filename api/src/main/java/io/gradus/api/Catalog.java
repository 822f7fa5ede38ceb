package io.gradus.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

  /** How long a plug-in may take to be made; one loads a library perhaps. */
  private static final long MOST_SECONDS = 5;

  private final Class<T> kind;
  private final Map<String, List<T>> byName = new TreeMap<>();
  private final Map<String, T> prototypes = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  private Catalog(Class<T> kind, ServiceLoader<T> loader) {
    this.kind = kind;
    Iterator<ServiceLoader.Provider<T>> providers = loader.stream().iterator();
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
   * <p>Each is made in a thread of its own. One that is not ready within five seconds is left out
   * as a {@linkplain #problems() problem}, and its thread left to itself.
   *
   * @param <T> the kind
   * @param kind the kind, such as {@code Optimizer.class}
   * @param loader where to look
   * @return what is installed there
   */
  public static <T extends Plugin> Catalog<T> of(Class<T> kind, ClassLoader loader) {
    return new Catalog<>(Arguments.given(kind, "kind"), ServiceLoader.load(kind, loader));
  }

  /** What a provider gives and what that says of itself, or what is wrong with it. */
  private record Found<T>(T plugin, Description description, String problem) {}

  private void add(ServiceLoader.Provider<T> provider) {
    Found<T> found = await(provider.type(), new FutureTask<>(() -> find(provider)));
    if (found.problem() != null) {
      problems.add(found.problem());
      return;
    }
    prototypes.putIfAbsent(found.description().name(), found.plugin());
    put(found.description().name(), found.plugin());
    for (String alias : found.description().aliases()) {
      put(alias, found.plugin());
    }
  }

  /** Runs in a thread of its own what others have written, and waits for it, but not for ever. */
  private static <T> Found<T> await(Class<?> type, FutureTask<Found<T>> making) {
    Thread thread = new Thread(making, "gradus-plugin " + type.getName());
    thread.setDaemon(true); // or one that hangs would keep the JVM
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return making.get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          interrupted = true; // the catalogue is kept: it must be whole
        }
      }
    } catch (ExecutionException e) {
      return new Found<>(null, null, type.getName() + " fails, and so does its exception.");
    } catch (TimeoutException e) {
      making.cancel(true);
      return new Found<>(
          null,
          null,
          "%s was not ready within %d seconds: its constructor must not wait for anything."
              .formatted(type.getName(), MOST_SECONDS));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever it throws, the others must not feel it
  private static <T extends Plugin> Found<T> find(ServiceLoader.Provider<T> provider) {
    try {
      T plugin = provider.get();
      Description description = plugin.description();
      if (Description.of(plugin.getClass()).equals(description)) {
        return new Found<>(plugin, description, null);
      }
      return new Found<>(
          null,
          null,
          plugin.getClass().getName() + " must be described by its annotations and no other way.");
    } catch (Throwable broken) {
      String sentence = sentence(broken);
      String type = provider.type().getName();
      return new Found<>(
          null, null, sentence.contains(type) ? sentence : type + " is broken: " + sentence);
    }
  }

  private void put(String name, T plugin) {
    List<T> found = byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>());
    if (found.stream().noneMatch(each -> each.getClass() == plugin.getClass())) {
      found.add(plugin); // an alias may repeat the name
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
    Arguments.given(name, "name");
    List<T> found = byName.get(name.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw new PluginNotFoundException(
          "No %s is named '%s'.%s Installed are: %s.%s"
              .formatted(
                  word(),
                  Shown.of(name),
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
            (broken instanceof Error && !(broken instanceof ServiceConfigurationError))
                    || broken.getMessage() == null
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
