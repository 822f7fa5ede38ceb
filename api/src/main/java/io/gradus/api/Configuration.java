package io.gradus.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plug-ins to and from nested maps, and so to and from JSON or YAML by any library.
 *
 * <p>A plug-in is a map with its name under {@code "name"} and every hyper-parameter under its own
 * name; a plug-in within it is a map within the map; a constant schedule is a plain number. Both
 * directions are complete: writing leaves nothing out, and reading refuses a key that is unknown,
 * missing or of the wrong type, reporting all of them together. A hyper-parameter that was added to
 * a plug-in later may be missing: see {@link Hyperparameter#absent}.
 */
public final class Configuration {

  /** The key of the algorithm's name, which therefore no hyper-parameter can have. */
  static final String NAME = "name";

  /** The types that {@link #canRead} allows, for messages. */
  static final String READABLE =
      "double, int, long, boolean, String, an enum, an optimizer, a schedule, an initializer or a"
          + " List of one of these";

  private static final Set<Class<?>> SIMPLE =
      Set.of(
          double.class,
          Double.class,
          int.class,
          Integer.class,
          long.class,
          Long.class,
          boolean.class,
          Boolean.class,
          String.class);

  private Configuration() {}

  /**
   * Writes a plug-in.
   *
   * @param plugin what to write
   * @return a new map of strings, numbers, booleans, lists and maps, in the order of the record's
   *     components
   * @throws InvalidConfigurationException if it, or a plug-in within it, is no public record with
   *     an {@link Algorithm} annotation, or they lie more than a hundred deep within each other
   */
  public static Map<String, Object> toMap(Plugin plugin) {
    String problem = Nesting.problem(Arguments.given(plugin, "plugin"), 1);
    if (problem != null) {
      throw new InvalidConfigurationException(
          "A configuration cannot carry what %s.".formatted(problem));
    }
    return map(plugin);
  }

  private static Map<String, Object> map(Plugin plugin) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(NAME, plugin.description().name());
    plugin.hyperparameters().forEach((name, value) -> map.put(name, write(value)));
    return map;
  }

  /**
   * Reads a plug-in.
   *
   * @param <T> its kind
   * @param kind the kind, such as {@code Optimizer.class}
   * @param configuration what {@link #toMap} wrote; left unchanged
   * @param loader where plug-ins are looked for
   * @return the plug-in
   * @throws PluginNotFoundException if its name, or one nested within, is not installed
   * @throws InvalidConfigurationException if a key is unknown, missing or mistyped
   * @throws InvalidHyperparametersException if a value is out of range
   */
  public static <T extends Plugin> T fromMap(
      Class<T> kind, Map<String, ?> configuration, ClassLoader loader) {
    Arguments.given(kind, "kind");
    return read(kind, Arguments.given(configuration, "configuration"), new Reading(loader));
  }

  private static <T extends Plugin> T read(
      Class<T> kind, Map<?, ?> configuration, Reading reading) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : configuration.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw new InvalidConfigurationException(
            "The keys of a configuration are texts, but one of %s is %s."
                .formatted(Shown.of(configuration), Shown.of(entry.getKey())));
      }
      values.put(key, entry.getValue());
    }
    Object named = values.remove(NAME);
    if (!(named instanceof String name)) {
      throw new InvalidConfigurationException(
          "A configuration names its plug-in under 'name', but this one has %s there: %s"
              .formatted(Shown.of(named), Shown.of(configuration)));
    }
    reading.enter();
    T read = build(reading.catalog(kind).named(name), values, true, reading);
    reading.leave();
    return read;
  }

  /** A copy of a plug-in with one hyper-parameter changed. */
  static <T extends Plugin> T with(T plugin, String hyperparameter, Object value) {
    Arguments.given(hyperparameter, "hyperparameter");
    return build(
        plugin,
        Collections.singletonMap(hyperparameter, value),
        false,
        new Reading(plugin.getClass().getClassLoader()));
  }

  /** A copy with another learning rate, in the wrapped optimizer where this one has none. */
  static GradientOptimizer withLearningRate(GradientOptimizer optimizer, Schedule schedule) {
    Map<String, Object> values = optimizer.hyperparameters();
    if (values.containsKey("learningRate")) {
      return with(optimizer, "learningRate", schedule);
    }
    for (Map.Entry<String, Object> value : values.entrySet()) {
      if (value.getValue() instanceof GradientOptimizer inner) {
        return with(optimizer, value.getKey(), inner.withLearningRate(schedule));
      }
    }
    throw new InvalidConfigurationException(
        "'%s' has no learning rate to set.".formatted(optimizer.description().name()));
  }

  private static <T extends Plugin> T build(
      T prototype, Map<String, ?> values, boolean complete, Reading reading) {
    Description description = prototype.description();
    List<String> problems = new ArrayList<>();
    for (String key : values.keySet()) {
      if (!description.names().contains(key)) {
        String hint = NearestName.hint(key, description.names()).strip();
        problems.add(
            "'%s' is not one of its hyper-parameters %s%s"
                .formatted(
                    Shown.of(key), description.names(), hint.isEmpty() ? "" : " (" + hint + ")"));
      }
    }
    RecordComponent[] components = prototype.getClass().getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = components[i].getName();
      if (!values.containsKey(key)) {
        Object absent = complete ? description.hyperparameter(key).absent() : null;
        if (complete && absent == null) {
          problems.add("'" + key + "' is missing");
        }
        arguments[i] = absent != null ? absent : Hyperparameters.read(components[i], prototype);
        continue;
      }
      try {
        arguments[i] = read(key, values.get(key), components[i].getGenericType(), reading);
      } catch (Mistyped wrong) {
        problems.add(wrong.getMessage());
      } catch (TooLarge endless) {
        throw endless;
      } catch (InvalidConfigurationException within) {
        problems.add(
            "'%s' is wrong (%s)".formatted(key, within.getMessage().replaceFirst("\\.$", "")));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigurationException("'" + description.name() + "'", problems);
    }
    return construct(prototype, components, arguments);
  }

  @SuppressWarnings("unchecked") // the canonical constructor of T's own class makes a T
  private static <T extends Plugin> T construct(
      T prototype, RecordComponent[] components, Object[] arguments) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return (T) prototype.getClass().getConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(
          "The constructor of " + prototype.getClass().getName() + " failed.", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          prototype.getClass().getName()
              + " has no accessible canonical constructor; it must be a public record in an exported package.",
          e);
    }
  }

  private static Object write(Object value) {
    if (value instanceof ConstantSchedule constant) {
      return constant.value();
    }
    if (value instanceof Plugin plugin) {
      return map(plugin);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Configuration::write).toList();
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof Double number && !Double.isFinite(number)) {
      return number.toString(); // JSON has no infinities
    }
    return value;
  }

  /** The value of a component that an annotation states as a text. */
  static Object parse(String text, RecordComponent component) {
    Object value =
        switch (text) {
          case "true", "false" -> Boolean.valueOf(text);
          default -> text.matches("[-+]?[0-9].*") ? decimal(text) : text;
        };
    try {
      return read(
          component.getName(),
          value,
          component.getGenericType(),
          new Reading(component.getDeclaringRecord().getClassLoader()));
    } catch (Mistyped wrong) {
      throw new InvalidConfigurationException(wrong.getMessage() + ".");
    }
  }

  private static Object decimal(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException notOne) {
      return text;
    }
  }

  /** Whether a component of a type can be read, so that what is written can be. */
  static boolean canRead(Type type) {
    if (type instanceof ParameterizedType list) {
      return list.getRawType() == List.class && canRead(list.getActualTypeArguments()[0]);
    }
    return type instanceof Class<?> wanted
        && (SIMPLE.contains(wanted)
            || wanted.isEnum()
            || (Plugin.class.isAssignableFrom(wanted) && wanted != Plugin.class));
  }

  /** Of a type that {@link #canRead}. */
  private static Object read(String key, Object value, Type type, Reading reading) throws Mistyped {
    if (type instanceof ParameterizedType list) {
      if (!(value instanceof List<?> values)) {
        throw new Mistyped(key, "a list", value);
      }
      List<Object> read = new ArrayList<>();
      for (Object each : values) {
        read.add(
            read(key + "[" + read.size() + "]", each, list.getActualTypeArguments()[0], reading));
      }
      return List.copyOf(read);
    }
    Class<?> wanted = (Class<?>) type;
    if (wanted == double.class || wanted == Double.class) {
      return number(key, value);
    }
    if (wanted == int.class || wanted == Integer.class) {
      return (int) whole(key, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (wanted == long.class || wanted == Long.class) {
      return whole(key, value, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (wanted == boolean.class || wanted == Boolean.class) {
      if (value instanceof Boolean) {
        return value;
      }
      throw new Mistyped(key, "true or false", value);
    }
    if (wanted == String.class) {
      if (value instanceof String) {
        return value;
      }
      throw new Mistyped(key, "a text", value);
    }
    if (wanted.isEnum()) {
      return constant(key, value, wanted);
    }
    return plugin(key, value, wanted.asSubclass(Plugin.class), reading);
  }

  private static double number(String key, Object value) throws Mistyped {
    if (value instanceof Number number) {
      double real = number.doubleValue();
      boolean isReal = value instanceof Double || value instanceof Float;
      boolean vanishes = real == 0 && value instanceof BigDecimal exact && exact.signum() != 0;
      if (vanishes || (!isReal && !Double.isFinite(real))) {
        throw new Mistyped(key, "a number that a double can hold", value);
      }
      return real;
    }
    if (value instanceof String text && text.matches("-?Infinity|NaN")) {
      return Double.parseDouble(text);
    }
    throw new Mistyped(key, "a number", value);
  }

  private static long whole(String key, Object value, long low, long high) throws Mistyped {
    if (value instanceof Number any) {
      try {
        BigDecimal number =
            value instanceof Double || value instanceof Float
                ? new BigDecimal(any.doubleValue())
                : new BigDecimal(any.toString());
        if (number.compareTo(BigDecimal.valueOf(low)) >= 0
            && number.compareTo(BigDecimal.valueOf(high)) <= 0) {
          return number.longValueExact();
        }
        throw new Mistyped(key, "a whole number from " + low + " to " + high, value);
      } catch (ArithmeticException | NumberFormatException notWhole) {
        throw new Mistyped(key, "a whole number", value);
      }
    }
    throw new Mistyped(key, "a whole number", value);
  }

  private static Object constant(String key, Object value, Class<?> type) throws Mistyped {
    for (Object constant : type.getEnumConstants()) {
      if (constant == value
          || (value instanceof String text && ((Enum<?>) constant).name().equalsIgnoreCase(text))) {
        return constant;
      }
    }
    throw new Mistyped(key, "one of " + Arrays.toString(type.getEnumConstants()), value);
  }

  private static Plugin plugin(
      String key, Object value, Class<? extends Plugin> wanted, Reading reading) throws Mistyped {
    Object plugin = value;
    Class<? extends Plugin> kind = kind(wanted);
    if (value instanceof Map<?, ?> map) {
      plugin = read(kind, map, reading);
    } else if (value instanceof Number && kind == Schedule.class) {
      plugin = new ConstantSchedule(number(key, value));
    } else if (value instanceof String && kind == Schedule.class) {
      plugin =
          new ConstantSchedule(number(key, value)); // an infinity or NaN: refused with a reason
    }
    if (!wanted.isInstance(plugin)) {
      throw new Mistyped(
          key, kind == Schedule.class ? "a number or a schedule" : "an object with a name", value);
    }
    return wanted.cast(plugin);
  }

  private static Class<? extends Plugin> kind(Class<? extends Plugin> wanted) {
    if (Optimizer.class.isAssignableFrom(wanted)) {
      return Optimizer.class;
    }
    if (LineSearch.class.isAssignableFrom(wanted)) {
      return LineSearch.class;
    }
    return Schedule.class.isAssignableFrom(wanted) ? Schedule.class : Initializer.class;
  }

  /** One configuration that is read: a map may hold itself, or many others many times. */
  private static final class Reading {
    private final ClassLoader loader;
    private final Map<Class<?>, Catalog<?>> catalogs = new HashMap<>();
    private int level;
    private int plugins;

    Reading(ClassLoader loader) {
      this.loader = loader;
    }

    void enter() {
      if (++level > Nesting.MOST_LEVELS) {
        throw new TooLarge(Nesting.TOO_DEEP + "; does a map hold itself?");
      }
      if (++plugins > Nesting.MOST_PLUGINS) {
        throw new TooLarge(Nesting.TOO_MANY + ".");
      }
    }

    void leave() {
      level--;
    }

    @SuppressWarnings("unchecked") // the catalogue of a kind is of that kind
    <T extends Plugin> Catalog<T> catalog(Class<T> kind) {
      return (Catalog<T>) catalogs.computeIfAbsent(kind, any -> find(kind));
    }

    private <T extends Plugin> Catalog<?> find(Class<T> kind) {
      if (loader != Configuration.class.getClassLoader()) {
        return Catalog.of(kind, loader);
      }
      if (kind == Optimizer.class) {
        return Optimizers.installed();
      }
      if (kind == LineSearch.class) {
        return LineSearches.installed();
      }
      return kind == Schedule.class ? Schedules.installed() : Initializers.installed();
    }
  }

  /** More than can be read, or without end. */
  private static final class TooLarge extends InvalidConfigurationException {
    private static final long serialVersionUID = 1L;

    TooLarge(String problem) {
      super("This configuration " + problem);
    }
  }

  /** A value of the wrong type. */
  private static final class Mistyped extends Exception {
    private static final long serialVersionUID = 1L;

    Mistyped(String key, String wanted, Object value) {
      super(
          "'%s' must be %s, but is %s (%s)"
              .formatted(
                  key,
                  wanted,
                  Shown.of(value),
                  value == null ? "null" : value.getClass().getSimpleName()));
    }
  }
}
