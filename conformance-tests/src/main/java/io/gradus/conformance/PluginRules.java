package io.gradus.conformance;

import io.gradus.api.Catalog;
import io.gradus.api.Configuration;
import io.gradus.api.HyperparameterDescription;
import io.gradus.api.Initializer;
import io.gradus.api.InvalidConfigurationException;
import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.LineSearch;
import io.gradus.api.Optimizer;
import io.gradus.api.Plugin;
import io.gradus.api.PluginNotFoundException;
import io.gradus.api.Range;
import io.gradus.api.Schedule;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The requirements for configurations, which are the same for optimizers, schedules and
 * initializers.
 *
 * @param <P> the plug-in
 * @param kind {@code Optimizer.class}, {@code Schedule.class} or {@code Initializer.class}
 * @param section the beginning of the numbers of these requirements, such as {@code "O-5"}
 * @param plugins the configurations to test
 * @param loader where to look for plug-ins
 */
record PluginRules<P extends Plugin>(
    Class<? extends Plugin> kind, String section, List<P> plugins, ClassLoader loader) {

  /** Requirement 1: what was written is read back, no more and no less. */
  void roundTrip() {
    Findings findings = new Findings(section + ".1");
    for (P plugin : plugins) {
      List<Plugin> all = new ArrayList<>(List.of(plugin));
      for (HyperparameterDescription setting : plugin.description().hyperparameters()) {
        Plugin changed = changed(plugin, setting);
        if (changed != null) {
          all.add(changed);
        }
      }
      for (Plugin each : all) {
        Map<String, Object> map = Configuration.toMap(each);
        Plugin read;
        try {
          read = read(map);
        } catch (IllegalArgumentException refused) {
          findings.that(false, each, () -> "its own map " + map, "a plug-in", refused.getMessage());
          continue;
        }
        findings.that(read.equals(each), each, () -> "read back", each, read);
        findings.that(
            read.hashCode() == each.hashCode(),
            each,
            () -> "the hash when read back",
            each.hashCode(),
            read.hashCode());
        findings.that(
            Configuration.toMap(read).equals(map),
            each,
            () -> "written once more",
            map,
            Configuration.toMap(read));
      }
      refusesOtherKeys(findings, plugin);
    }
    findings.assertNone();
  }

  private void refusesOtherKeys(Findings findings, P plugin) {
    Map<String, Object> map = Configuration.toMap(plugin);
    Set<String> optional =
        plugin.description().hyperparameters().stream()
            .filter(each -> each.absent() != null)
            .map(HyperparameterDescription::name)
            .collect(Collectors.toSet());
    for (String key : map.keySet()) {
      if (optional.contains(key)) {
        continue; // a model that was saved before it was added lacks it
      }
      Map<String, Object> incomplete = new HashMap<>(map);
      incomplete.remove(key);
      refused(findings, plugin, "a map without '" + key + "'", key, () -> read(incomplete));
    }
    Map<String, Object> unknown = new HashMap<>(map);
    unknown.put("nonsense", 1);
    refused(findings, plugin, "a map with an unknown key", "nonsense", () -> read(unknown));
  }

  /** Requirement 2: out-of-range numbers are rejected by name. */
  void refusesBadNumbers() {
    Findings findings = new Findings(section + ".2");
    for (P plugin : plugins) {
      for (HyperparameterDescription setting : plugin.description().hyperparameters()) {
        Type element = element(setting.type());
        for (Object number : bad(element, setting.range())) {
          Object value = number;
          if (!element.equals(setting.type())) {
            List<?> list = (List<?>) Configuration.toMap(plugin).get(setting.name());
            if (list.isEmpty()) {
              continue;
            }
            value = replaced(list, number);
          }
          Object wrong = value;
          boolean byName = element != Schedule.class || Double.isFinite((double) number);
          refused(
              findings,
              plugin,
              setting.name() + " = " + wrong,
              byName ? setting.name() : "",
              () -> plugin.with(setting.name(), wrong));
        }
      }
    }
    findings.assertNone();
  }

  /** Requirement 3: it is found by its name and aliases, and is the record with its defaults. */
  void isInstalled() {
    Findings findings = new Findings(section + ".3");
    Catalog<? extends Plugin> catalog = Catalog.of(kind, loader);
    for (P plugin : plugins.subList(0, 1)) { // all have the same class
      List<String> names = new ArrayList<>(plugin.description().aliases());
      names.add(plugin.description().name());
      for (String name : names) {
        Object installed;
        try {
          installed = catalog.named(name);
        } catch (PluginNotFoundException missing) {
          installed = missing.getMessage();
        }
        Object defaults = defaults(plugin);
        findings.that(
            installed.equals(defaults),
            plugin,
            () -> "what is installed as '" + name + "'",
            defaults,
            installed);
      }
    }
    findings.assertNone();
  }

  /** Requirement 5: changing any component makes the plug-in unequal and changes its map. */
  void isEqualByEveryComponent() {
    Findings findings = new Findings(section + ".5");
    for (P plugin : plugins) {
      for (HyperparameterDescription setting : plugin.description().hyperparameters()) {
        Plugin changed = changed(plugin, setting);
        if (changed == null) {
          findings.that(
              false,
              plugin,
              () -> "another value of " + setting.name(),
              "one that is accepted; list a configuration that has one",
              "none");
          continue;
        }
        findings.that(
            !changed.equals(plugin) && !plugin.equals(changed),
            plugin,
            () -> "compared with " + changed + ", which has another " + setting.name(),
            "not equal",
            "equal");
        Object before = Configuration.toMap(plugin).get(setting.name());
        findings.that(
            !Configuration.toMap(changed).get(setting.name()).equals(before),
            plugin,
            () -> "the map of a copy with another " + setting.name(),
            "another value than " + before,
            before);
      }
    }
    findings.assertNone();
  }

  /** Something that must throw. */
  private interface Attempt {
    void run();
  }

  private static void refused(
      Findings findings, Plugin plugin, String what, String word, Attempt attempt) {
    String expected =
        "a refusal in a sentence" + (word.isEmpty() ? "" : " that contains '" + word + "'");
    try {
      attempt.run();
      findings.that(false, plugin, () -> what, expected, "no refusal");
    } catch (InvalidConfigurationException | InvalidHyperparametersException refusal) {
      findings.that(
          refusal.getMessage().contains(word), plugin, () -> what, expected, refusal.getMessage());
    } catch (RuntimeException other) {
      findings.that(false, plugin, () -> what, expected, other);
    }
  }

  private Plugin read(Map<String, Object> map) {
    return Configuration.fromMap(kind, map, loader);
  }

  /** A copy with another value of one hyper-parameter; null where none is accepted. */
  private Plugin changed(Plugin plugin, HyperparameterDescription setting) {
    for (Object value : others(plugin, setting)) {
      try {
        return plugin.with(setting.name(), value);
      } catch (InvalidHyperparametersException | InvalidConfigurationException outOfRange) {
        // the next one may work
      }
    }
    return null;
  }

  /** Other values: first those of the other configurations, which the author knows to be valid. */
  private List<Object> others(Plugin plugin, HyperparameterDescription setting) {
    Object own = Configuration.toMap(plugin).get(setting.name());
    List<Object> others = new ArrayList<>();
    for (P each : plugins) {
      Object value = Configuration.toMap(each).get(setting.name());
      if (!value.equals(own) && !(value instanceof Map<?, ?>)) {
        others.add(value);
      }
    }
    others.addAll(others(own, setting.type()));
    return others;
  }

  private List<Object> others(Object own, Type type) {
    List<Object> others = new ArrayList<>();
    if (own instanceof List<?> list) {
      for (Object element : list.isEmpty() ? List.of() : others(list.get(0), element(type))) {
        others.add(replaced(list, element));
      }
    } else if (own instanceof Map<?, ?> || type == Schedule.class) {
      others.addAll(otherPlugins(own, type));
    } else if (own instanceof Boolean flag) {
      others.add(!flag);
    } else if (type instanceof Class<?> constants && constants.isEnum()) {
      others.addAll(Arrays.asList(constants.getEnumConstants()));
      others.removeIf(constant -> ((Enum<?>) constant).name().equals(own));
    } else if (own instanceof Double || "Infinity".equals(own) || "-Infinity".equals(own)) {
      double number = Double.parseDouble(own.toString());
      for (double other :
          new double[] {number / 2, number + 0.125, number - 0.125, 2 * number, 0.25, 2, -1}) {
        others.add(other);
      }
      others.removeIf(other -> (double) other == number);
    } else if (own instanceof Number whole) {
      others.addAll(List.of(whole.longValue() + 1, whole.longValue() - 1, 2 * whole.longValue()));
    } else if (own instanceof String text) {
      others.add(text + "x");
    }
    return others;
  }

  /** Another schedule, or the same optimizer or initializer with one thing changed. */
  private List<Object> otherPlugins(Object own, Type type) {
    List<Object> others = new ArrayList<>();
    if (type == Schedule.class) {
      double number = own instanceof Number constant ? constant.doubleValue() : 0.75;
      others(number, double.class).stream().map(Object.class::cast).forEach(others::add);
      return others;
    }
    @SuppressWarnings(
        "unchecked") // the keys that toMap writes for a plug-in are the components' names
    Map<String, Object> map = (Map<String, Object>) own;
    Class<? extends Plugin> inner =
        Optimizer.class.isAssignableFrom((Class<?>) type)
            ? Optimizer.class
            : type == LineSearch.class ? LineSearch.class : Initializer.class;
    Plugin plugin = Configuration.fromMap(inner, map, loader);
    for (HyperparameterDescription setting : plugin.description().hyperparameters()) {
      for (Object value : others(map.get(setting.name()), setting.type())) {
        try {
          others.add(plugin.with(setting.name(), value));
        } catch (InvalidHyperparametersException | InvalidConfigurationException outOfRange) {
          // the next one may work
        }
      }
    }
    return others;
  }

  private static List<Object> replaced(List<?> list, Object first) {
    List<Object> copy = new ArrayList<>(list);
    copy.set(0, first);
    return copy;
  }

  /** The type of a list's elements, or the type itself. */
  private static Type element(Type type) {
    return type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
  }

  /** Numbers just outside a range, in the given type. */
  private static List<Object> bad(Type type, Range range) {
    List<Object> bad = new ArrayList<>();
    if (type == double.class || type == Double.class || type == Schedule.class) {
      bad.add(Double.NaN);
      bad.add(range.lowIncluded() ? range.low() - 1 : range.low());
      bad.add(range.highIncluded() ? range.high() + 1 : range.high());
      bad.removeIf(number -> range.contains((double) number));
    } else if (type == int.class
        || type == Integer.class
        || type == long.class
        || type == Long.class) {
      if (range.low() > Integer.MIN_VALUE) {
        bad.add((long) Math.floor(range.low()) - (range.lowIncluded() ? 1 : 0));
      }
      if (range.high() < Integer.MAX_VALUE) {
        bad.add((long) Math.ceil(range.high()) + (range.highIncluded() ? 1 : 0));
      }
    }
    return bad;
  }

  private static Object defaults(Plugin plugin) {
    try {
      return plugin.getClass().getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          plugin.getClass().getName() + " must have a public constructor without arguments.", e);
    }
  }
}
