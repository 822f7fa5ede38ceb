package io.gradus.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.gradus.api.Configuration;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Initializer;
import io.gradus.api.Initializers;
import io.gradus.api.InvalidConfigurationException;
import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.Optimizer;
import io.gradus.api.Optimizers;
import io.gradus.api.Plugin;
import io.gradus.api.PluginNotFoundException;
import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Schedule;
import io.gradus.api.Schedules;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Configurations of everything that is installed, changed at random. */
class ConfigurationFuzzTest {

  private static final int TRIES = 5_000;
  private static final ClassLoader LOADER = ConfigurationFuzzTest.class.getClassLoader();

  /** Numbers that a user could mean; a rule takes a finite step at each of them, or refuses it. */
  private static final List<Object> NUMBERS =
      List.of(0, 1, 2, 3, -1, 0.5, 0.25, 0.9, 0.999, 1e-3, 1e-8, 10, 100L, 1.5f, (short) 4);

  /** Values that nobody means. */
  private static final List<Object> STRANGE =
      Arrays.asList(
          null,
          "",
          "0.5",
          "NaN",
          "Infinity",
          "-Infinity",
          "null",
          "adam",
          "OUTSIDE",
          "ırmak",
          true,
          false,
          'c',
          -0.0,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          Float.NaN,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Integer.MAX_VALUE,
          Integer.MIN_VALUE,
          BigInteger.ONE.shiftLeft(64),
          BigInteger.TEN.pow(400),
          new BigDecimal("0.1234567890123456789"),
          new BigDecimal("1e400"),
          new BigDecimal("1e-400"),
          new AtomicInteger(3),
          List.of(),
          List.of(1, 2, 3),
          Arrays.asList(1, null),
          List.of(List.of(1)),
          Collections.nCopies(3_000, 0.5),
          Map.of(),
          Map.of("name", "no-such-thing"),
          Map.of("name", "constant", "value", 0.5),
          Map.of("name", "constant", "value", 0.5, "values", 1),
          Map.of(1, 2),
          new double[] {1},
          new Object());

  private final Random random = new Random(20_261_125);

  /** What became of the tries. */
  private int accepted;

  private int refused;
  private int stepped;

  @Test
  @DisplayName("A configuration comes back equal and steps, or is refused in a sentence")
  void mutated() {
    List<Plugin> installed =
        Stream.of(Optimizers.installed(), Schedules.installed(), Initializers.installed())
            .flatMap(catalog -> catalog.all().stream())
            .map(Plugin.class::cast)
            .toList();
    for (int i = 0; i < TRIES; i++) {
      Plugin plugin = installed.get(i % installed.size());
      Map<String, Object> map = copy(Configuration.toMap(plugin));
      Class<? extends Plugin> kind = kind(plugin);
      if (plugin instanceof GradientOptimizer && random.nextInt(3) == 0) {
        map = wrapped(map);
      }
      boolean isMeant = random.nextBoolean();
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        mutate(map, isMeant);
      }
      judge(kind, map, isMeant);
    }
    assertThat(accepted).as("accepted").isGreaterThan(TRIES / 10);
    assertThat(refused).as("refused").isGreaterThan(TRIES / 4);
    assertThat(stepped).as("stepped").isGreaterThan(TRIES / 20);
  }

  @Test
  @DisplayName("A constructor that is handed null, or null within a list, says which it is")
  void nulls() throws ReflectiveOperationException {
    for (Plugin plugin : Optimizers.installed().all()) {
      nullsOf(plugin);
    }
    for (Plugin plugin : Schedules.installed().all()) {
      nullsOf(plugin);
    }
    for (Plugin plugin : Initializers.installed().all()) {
      nullsOf(plugin);
    }
  }

  private static void nullsOf(Plugin plugin) throws ReflectiveOperationException {
    RecordComponent[] components = plugin.getClass().getRecordComponents();
    Constructor<?> constructor =
        plugin
            .getClass()
            .getConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    for (int i = 0; i < components.length; i++) {
      if (components[i].getType().isPrimitive()) {
        continue;
      }
      List<Object> nothings = new ArrayList<>();
      nothings.add(null);
      if (components[i].getType() == List.class) {
        nothings.add(Arrays.asList(null, null));
      }
      for (Object nothing : nothings) {
        Object[] arguments = new Object[components.length];
        for (int j = 0; j < arguments.length; j++) {
          arguments[j] = j == i ? nothing : components[j].getAccessor().invoke(plugin);
        }
        try {
          constructor.newInstance(arguments);
          fail("%s takes %s for %s", plugin, nothing, components[i].getName());
        } catch (InvocationTargetException e) {
          assertThat(e.getCause())
              .as("%s, %s", plugin, components[i].getName())
              .isInstanceOf(InvalidHyperparametersException.class)
              .hasMessageContaining(components[i].getName())
              .hasMessageContaining("is missing (null)");
        }
      }
    }
  }

  private Map<String, Object> wrapped(Map<String, Object> inner) {
    List<GradientOptimizer> wrappers =
        Optimizers.installed().all().stream()
            .filter(GradientOptimizer.class::isInstance)
            .map(GradientOptimizer.class::cast)
            .filter(each -> each.description().names().contains("inner"))
            .toList();
    Map<String, Object> map =
        copy(Configuration.toMap(wrappers.get(random.nextInt(wrappers.size()))));
    map.put("inner", inner);
    return map;
  }

  private void mutate(Map<String, Object> map, boolean isMeant) {
    List<String> keys = new ArrayList<>(map.keySet());
    if (keys.isEmpty()) {
      return;
    }
    String key = keys.get(random.nextInt(keys.size()));
    if (map.get(key) instanceof Map<?, ?> nested && random.nextInt(4) > 0) {
      Map<String, Object> inside = copy(nested);
      mutate(inside, isMeant);
      map.put(key, inside);
    } else if (isMeant) {
      if (map.get(key) instanceof Number) {
        map.put(key, any(NUMBERS));
      } else if (map.get(key) instanceof Boolean flag) {
        map.put(key, !flag);
      }
    } else {
      Object value = map.get(key);
      switch (random.nextInt(6)) {
        case 0 -> map.remove(key);
        case 1 -> {
          map.remove(key);
          map.put(random.nextBoolean() ? key.toUpperCase(Locale.ROOT) : key + " ", value);
        }
        case 2 -> map.put("extra", value);
        case 3 -> map.put(key, Arrays.asList(value, any(STRANGE)));
        default -> map.put(key, any(STRANGE));
      }
    }
  }

  private Object any(List<Object> values) {
    return values.get(random.nextInt(values.size()));
  }

  private void judge(Class<? extends Plugin> kind, Map<String, Object> map, boolean isMeant) {
    Plugin read;
    try {
      read = Configuration.fromMap(kind, map, LOADER);
    } catch (InvalidConfigurationException
        | InvalidHyperparametersException
        | PluginNotFoundException e) {
      assertThat(e.getMessage())
          .as("%s", map.keySet())
          .isNotBlank()
          .hasSizeLessThan(20_000)
          .matches("(?s)\\p{Lu}.*|'.*")
          .doesNotContain("Exception");
      refused++;
      return;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(kind + " " + map, e);
    }
    accepted++;
    assertThat(Configuration.fromMap(kind, Configuration.toMap(read), LOADER))
        .as("%s", map)
        .isEqualTo(read)
        .hasSameHashCodeAs(read);
    if (isMeant && read instanceof GradientOptimizer optimizer) {
      step(optimizer);
    }
  }

  private void step(GradientOptimizer optimizer) {
    ReferenceExecutor run;
    try {
      run = new ReferenceExecutor(optimizer, Precision.DOUBLE, 4);
    } catch (IllegalStateException nested) {
      assertThat(nested).hasMessageContaining("put the rule that asks for the norm outside");
      return;
    }
    stepped++;
    double[] parameter = {1, -0.5, 0.25, 2};
    for (int t = 0; t < 3; t++) {
      double[] update = run.step(new double[] {0.5, -0.25, 1, -2}, parameter);
      for (int i = 0; i < update.length; i++) {
        assertThat(update[i]).as("%s at step %d", optimizer, t).isFinite();
        parameter[i] -= update[i];
      }
    }
  }

  private static Class<? extends Plugin> kind(Plugin plugin) {
    if (plugin instanceof Optimizer) {
      return Optimizer.class;
    }
    return plugin instanceof Schedule ? Schedule.class : Initializer.class;
  }

  private static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }
}
