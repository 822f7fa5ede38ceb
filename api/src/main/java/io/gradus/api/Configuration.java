package io.gradus.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plug-ins to and from nested maps, and so to and from JSON or YAML by any library.
 *
 * <p>A plug-in is a map with its name under {@code "name"} and every hyper-parameter under its own
 * name; a plug-in within it is a map within the map; a constant schedule is a plain number. Both
 * directions are complete: writing leaves nothing out, and reading refuses a key that is unknown,
 * missing or of the wrong type, reporting all of them together.
 */
public final class Configuration {

  /** The key of the algorithm's name, which therefore no hyper-parameter can have. */
  static final String NAME = "name";

  private Configuration() {}

  /**
   * Writes a plug-in.
   *
   * @param plugin what to write
   * @return a new map of strings, numbers, booleans, lists and maps, in the order of the record's
   *     components
   */
  public static Map<String, Object> toMap(Plugin plugin) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(NAME, plugin.description().name());
    for (RecordComponent component : plugin.getClass().getRecordComponents()) {
      map.put(component.getName(), write(Hyperparameters.read(component, plugin)));
    }
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
    if (!(configuration.get(NAME) instanceof String name)) {
      throw new InvalidConfigurationException(
          "A configuration names its plug-in under 'name', but this one has "
              + configuration.get(NAME)
              + " there: "
              + configuration);
    }
    T prototype = catalog(kind, loader).named(name);
    Map<String, Object> values = new LinkedHashMap<>(configuration);
    values.remove(NAME);
    return build(prototype, values, true, loader);
  }

  /** A copy of a plug-in with one hyper-parameter changed. */
  static <T extends Plugin> T with(T plugin, String hyperparameter, Object value) {
    return build(
        plugin,
        Collections.singletonMap(hyperparameter, value),
        false,
        plugin.getClass().getClassLoader());
  }

  /** A copy with another learning rate, in the wrapped optimizer where this one has none. */
  static GradientOptimizer withLearningRate(GradientOptimizer optimizer, Schedule schedule) {
    for (RecordComponent component : optimizer.getClass().getRecordComponents()) {
      if (component.getName().equals("learningRate")) {
        return with(optimizer, "learningRate", schedule);
      }
    }
    for (RecordComponent component : optimizer.getClass().getRecordComponents()) {
      if (Hyperparameters.read(component, optimizer) instanceof GradientOptimizer inner) {
        return with(optimizer, component.getName(), inner.withLearningRate(schedule));
      }
    }
    throw new InvalidConfigurationException(
        "'%s' has no learning rate to set.".formatted(optimizer.description().name()));
  }

  private static <T extends Plugin> T build(
      T prototype, Map<String, ?> values, boolean complete, ClassLoader loader) {
    Description description = prototype.description();
    List<String> problems = new ArrayList<>();
    for (String key : values.keySet()) {
      if (!description.names().contains(key)) {
        String hint = NearestName.hint(key, description.names()).strip();
        problems.add(
            "'%s' is not one of its hyper-parameters %s%s"
                .formatted(key, description.names(), hint.isEmpty() ? "" : " (" + hint + ")"));
      }
    }
    RecordComponent[] components = prototype.getClass().getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = components[i].getName();
      if (!values.containsKey(key)) {
        if (complete) {
          problems.add("'" + key + "' is missing");
        }
        arguments[i] = Hyperparameters.read(components[i], prototype);
        continue;
      }
      try {
        arguments[i] = read(key, values.get(key), components[i].getGenericType(), loader);
      } catch (Mistyped wrong) {
        problems.add(wrong.getMessage());
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
      return toMap(plugin);
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

  private static Object read(String key, Object value, Type type, ClassLoader loader)
      throws Mistyped {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      if (!(value instanceof List<?> values)) {
        throw new Mistyped(key, "a list", value);
      }
      List<Object> read = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        read.add(
            read(key + "[" + i + "]", values.get(i), list.getActualTypeArguments()[0], loader));
      }
      return List.copyOf(read);
    }
    if (!(type instanceof Class<?> wanted)) {
      throw new InvalidConfigurationException(
          "The type %s of '%s' cannot be configured.".formatted(type.getTypeName(), key));
    }
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
    if (Plugin.class.isAssignableFrom(wanted)) {
      return plugin(key, value, wanted.asSubclass(Plugin.class), loader);
    }
    throw new InvalidConfigurationException(
        "The type %s of '%s' cannot be configured.".formatted(type.getTypeName(), key));
  }

  private static double number(String key, Object value) throws Mistyped {
    if (value instanceof Number number) {
      return number.doubleValue();
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
      String key, Object value, Class<? extends Plugin> wanted, ClassLoader loader)
      throws Mistyped {
    Object plugin = value;
    Class<? extends Plugin> kind = kind(wanted);
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> nested = new LinkedHashMap<>();
      map.forEach((name, each) -> nested.put(String.valueOf(name), each));
      plugin = fromMap(kind, nested, loader);
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

  private static <T extends Plugin> Catalog<T> catalog(Class<T> kind, ClassLoader loader) {
    if (loader == Configuration.class.getClassLoader()) {
      @SuppressWarnings("unchecked") // each branch returns the catalogue of the kind asked for
      Catalog<T> installed =
          (Catalog<T>)
              (kind == Optimizer.class
                  ? Optimizers.installed()
                  : kind == Schedule.class
                      ? Schedules.installed()
                      : kind == LineSearch.class
                          ? LineSearches.installed()
                          : Initializers.installed());
      return installed;
    }
    return Catalog.of(kind, loader);
  }

  /** A value of the wrong type. */
  private static final class Mistyped extends Exception {
    private static final long serialVersionUID = 1L;

    Mistyped(String key, String wanted, Object value) {
      super(
          "'%s' must be %s, but is %s (%s)"
              .formatted(
                  key, wanted, value, value == null ? "null" : value.getClass().getSimpleName()));
    }
  }
}
