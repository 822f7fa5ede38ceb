package io.gradus.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks the hyper-parameters of a record against the ranges that its annotations state. */
public final class Hyperparameters {

  private Hyperparameters() {}

  /**
   * Checks every hyper-parameter and reports all violations together. To be called from a record's
   * compact constructor with all its components in order.
   *
   * <pre>{@code
   * public Adam {
   *   Hyperparameters.check(Adam.class, learningRate, beta1, beta2, epsilon);
   * }
   * }</pre>
   *
   * @param type the record
   * @param values the value of every component, in order
   * @throws InvalidHyperparametersException if a number is NaN or out of its range, or a value is
   *     null
   * @throws IllegalArgumentException if the number of values is not the number of components
   */
  public static void check(Class<? extends Plugin> type, Object... values) {
    List<String> violations = violations(type, values);
    if (!violations.isEmpty()) {
      throw new InvalidHyperparametersException(type.getSimpleName(), violations);
    }
  }

  /**
   * Checks every hyper-parameter and one condition between them.
   *
   * @param type the record
   * @param condition what must hold between the values
   * @param otherwise the sentence to say where it does not hold, without its full stop
   * @param values the value of every component, in order
   * @throws InvalidHyperparametersException if the condition does not hold, a number is NaN or out
   *     of its range, or a value is null
   */
  public static void checkThat(
      Class<? extends Plugin> type, boolean condition, String otherwise, Object... values) {
    List<String> violations = violations(type, values);
    if (!condition) {
      violations.add(otherwise);
    }
    if (!violations.isEmpty()) {
      throw new InvalidHyperparametersException(type.getSimpleName(), violations);
    }
  }

  private static List<String> violations(Class<? extends Plugin> type, Object... values) {
    RecordComponent[] components = Arguments.given(type, "type").getRecordComponents();
    Arguments.given(values, "values");
    if (components == null || components.length != values.length) {
      throw new IllegalArgumentException(
          "%s must be a record, and each of its components must be checked: the number of its components is %s, that of the values given is %d."
              .formatted(
                  type.getName(),
                  components == null ? "unknown" : components.length,
                  values.length));
    }
    List<String> violations = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      check(components[i].getName(), range(components[i]), values[i], violations);
      String nesting = Nesting.problem(values[i], 2);
      if (nesting != null) {
        violations.add(components[i].getName() + " " + nesting);
      }
    }
    return violations;
  }

  private static void check(String name, Range range, Object value, List<String> violations) {
    if (value == null) {
      violations.add(name + " is missing (null)");
    } else if (value instanceof Number number) {
      if (!range.contains(number.doubleValue())) {
        violations.add("%s must be in %s, but is %s".formatted(name, range, number));
      }
    } else if (value instanceof ConstantSchedule constant) {
      check(name, range, constant.value(), violations);
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        check(name + "[" + i + "]", range, list.get(i), violations);
      }
    }
  }

  /** The range that the annotation of a component states; any number without one. */
  static Range range(RecordComponent component) {
    Hyperparameter told = component.getAnnotation(Hyperparameter.class);
    return Range.parse(told == null ? "(-inf, inf)" : told.range());
  }

  /** The values of all components of a record by name, in order. */
  static Map<String, Object> of(Plugin plugin) {
    RecordComponent[] components = plugin.getClass().getRecordComponents();
    if (components == null) {
      throw new InvalidConfigurationException(
          "%s is no record, so that its hyper-parameters are not known."
              .formatted(plugin.getClass().getName()));
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : components) {
      values.put(component.getName(), read(component, plugin));
    }
    return Collections.unmodifiableMap(values);
  }

  /** The value of one component of a record. */
  static Object read(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "The accessor of %s.%s failed."
              .formatted(component.getDeclaringRecord().getName(), component.getName()),
          e.getCause());
    } catch (IllegalAccessException e) {
      throw new InvalidConfigurationException(
          "%s cannot be read: it must be public, in a package that its module exports."
              .formatted(component.getDeclaringRecord().getName()));
    }
  }
}
