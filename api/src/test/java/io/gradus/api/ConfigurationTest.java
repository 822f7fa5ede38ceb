package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** To maps and back, complete and strict. */
class ConfigurationTest {

  private static final Samples.Types TYPES =
      new Samples.Types(
          -0.25,
          -7,
          Long.MAX_VALUE,
          true,
          "a text",
          Samples.Kind.SECOND,
          List.of(1.5, -2.0),
          List.of(3L, Long.MIN_VALUE),
          new Samples.Ramp(0.5),
          List.of(Schedule.constant(4), new Samples.Ramp(6)),
          new Samples.Fill(8),
          new Samples.Clip(new Samples.Descent(0.5), 9));

  @Test
  @DisplayName("A map has the name first and every component in order, in types that JSON has")
  void toMap() {
    assertThat(Configuration.toMap(TYPES))
        .containsExactly(
            Map.entry("name", "sample-types"),
            Map.entry("real", -0.25),
            Map.entry("small", -7),
            Map.entry("large", Long.MAX_VALUE),
            Map.entry("flag", true),
            Map.entry("text", "a text"),
            Map.entry("kind", "SECOND"),
            Map.entry("numbers", List.of(1.5, -2.0)),
            Map.entry("times", List.of(3L, Long.MIN_VALUE)),
            Map.entry("schedule", Map.of("name", "sample-ramp", "rise", 0.5)),
            Map.entry("schedules", List.of(4.0, Map.of("name", "sample-ramp", "rise", 6.0))),
            Map.entry("initializer", Map.of("name", "sample-fill", "value", 8.0)),
            Map.entry(
                "optimizer",
                Map.of(
                    "name",
                    "sample-clip",
                    "inner",
                    Map.of("name", "sample-descent", "learningRate", 0.5),
                    "limit",
                    9.0)));
  }

  @Test
  @DisplayName("A map comes back equal, and is left as it was")
  void roundTrip() {
    Map<String, Object> map = Configuration.toMap(TYPES);
    Map<String, Object> copy = new LinkedHashMap<>(map);
    assertThat(Schedules.fromMap(map)).isEqualTo(TYPES);
    assertThat(map).isEqualTo(copy);
    assertThat(Optimizers.fromMap(Configuration.toMap(new Samples.Sign())))
        .isEqualTo(new Samples.Sign());
    assertThat(Initializers.fromMap(Configuration.toMap(new Samples.Fill(2))))
        .isEqualTo(new Samples.Fill(2));
  }

  @Test
  @DisplayName("A wrapper of a wrapper comes back equal")
  void nested() {
    Optimizer nested =
        new Samples.Clip(
            new Samples.Clip(new Samples.Moments(new Samples.Ramp(0.125), 0.5, 0.75, 0), 2), 3);
    assertThat(Optimizers.fromMap(Configuration.toMap(nested))).isEqualTo(nested);
  }

  @Property
  void anyNumberComesBack(@ForAll double real, @ForAll int small, @ForAll long large) {
    if (Double.isNaN(real)) {
      return;
    }
    Schedule types = TYPES.with("real", real).with("small", small).with("large", large);
    assertThat(Schedules.fromMap(Configuration.toMap(types))).isEqualTo(types);
  }

  @Test
  @DisplayName("Infinities are written as text, which JSON has, and read again")
  void infinities() {
    for (double infinity : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      Schedule types = TYPES.with("real", infinity);
      Map<String, Object> map = Configuration.toMap(types);
      assertThat(map.get("real")).isEqualTo(infinity > 0 ? "Infinity" : "-Infinity");
      assertThat(Schedules.fromMap(map)).isEqualTo(types);
    }
    refused(
        () -> read(new Samples.Descent(), "learningRate", "Infinity"),
        InvalidHyperparametersException.class,
        "ConstantSchedule cannot have these hyper-parameters: value must be in (-∞, ∞), but is"
            + " Infinity.");
    refused(
        () -> read(TYPES, "real", "NaN"),
        InvalidHyperparametersException.class,
        "Types cannot have these hyper-parameters: real must be in [-∞, ∞], but is NaN.");
    refused(
        () -> read(TYPES, "real", "infinite"),
        InvalidConfigurationException.class,
        "'sample-types' cannot be configured so: 'real' must be a number, but is infinite"
            + " (String).");
  }

  @Test
  @DisplayName("Any number that is whole serves where a whole number is wanted")
  void wholeNumbers() {
    for (Object seven : List.of(7, 7L, 7.0, 7f, (short) 7, BigInteger.valueOf(7))) {
      assertThat(((Samples.Types) TYPES.with("small", seven)).small()).isEqualTo(7);
      assertThat(((Samples.Types) TYPES.with("large", seven)).large()).isEqualTo(7);
    }
    for (Object fraction : List.of(7.5, Double.NaN, Double.POSITIVE_INFINITY, "7", true)) {
      for (String key : List.of("small", "large")) {
        refused(
            () -> TYPES.with(key, fraction),
            InvalidConfigurationException.class,
            "'sample-types' cannot be configured so: '%s' must be a whole number, but is %s (%s)."
                .formatted(key, fraction, fraction.getClass().getSimpleName()));
      }
    }
  }

  @Test
  @DisplayName("A whole number that does not fit is refused, not cut off")
  void wholeNumbersThatDoNotFit() {
    refused(
        () -> TYPES.with("small", 1L << 31),
        InvalidConfigurationException.class,
        "'sample-types' cannot be configured so: 'small' must be a whole number from -2147483648 to"
            + " 2147483647, but is 2147483648 (Long).");
    for (Number large : List.of(1e300, 0x1p63, BigInteger.ONE.shiftLeft(64).add(BigInteger.TEN))) {
      assertThatThrownBy(() -> TYPES.with("large", large))
          .as("%s", large)
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining(
              "'large' must be a whole number from -9223372036854775808 to 9223372036854775807");
    }
    assertThat(((Samples.Types) TYPES.with("large", -0x1p63)).large()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  @DisplayName("A constant schedule is a number, but may be written out")
  void constants() {
    Optimizer half = new Samples.Descent(0.5);
    assertThat(Configuration.toMap(half)).containsEntry("learningRate", 0.5);
    assertThat(read(half, "learningRate", Map.of("name", "constant", "value", 0.25)))
        .isEqualTo(new Samples.Descent(0.25));
    assertThat(read(half, "learningRate", 2)).isEqualTo(new Samples.Descent(2));
  }

  @Test
  @DisplayName("Enums are read in any case; another word lists the constants")
  void enums() {
    assertThat(((Samples.Types) TYPES.with("kind", "first")).kind()).isEqualTo(Samples.Kind.FIRST);
    assertThat(((Samples.Types) TYPES.with("kind", Samples.Kind.FIRST)).kind())
        .isEqualTo(Samples.Kind.FIRST);
    refused(
        () -> TYPES.with("kind", "third"),
        InvalidConfigurationException.class,
        "'sample-types' cannot be configured so: 'kind' must be one of [FIRST, SECOND], but is"
            + " third (String).");
  }

  @Test
  @DisplayName("Lists say which element is wrong")
  void lists() {
    refused(
        () -> TYPES.with("numbers", 1.5),
        InvalidConfigurationException.class,
        "'sample-types' cannot be configured so: 'numbers' must be a list, but is 1.5 (Double).");
    refused(
        () -> TYPES.with("times", List.of(1, 2, 2.5)),
        InvalidConfigurationException.class,
        "'sample-types' cannot be configured so: 'times[2]' must be a whole number, but is 2.5"
            + " (Double).");
    refused(
        () -> TYPES.with("schedules", List.of(1, "soon")),
        InvalidConfigurationException.class,
        "'sample-types' cannot be configured so: 'schedules[1]' must be a number, but is soon"
            + " (String).");
    assertThat(((Samples.Types) TYPES.with("numbers", List.of(1, 2))).numbers())
        .containsExactly(1.0, 2.0);
  }

  @Test
  @DisplayName("Unknown, missing and mistyped keys are reported together, in one message")
  void together() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", "sample-adam");
    map.put("learningrate", 0.1);
    map.put("wholly-other", 1);
    map.put("learningRate", true);
    map.put("beta1", "0.9");
    map.put("beta2", 0.999);
    refused(
        () -> Optimizers.fromMap(map),
        InvalidConfigurationException.class,
        "'sample-adam' cannot be configured so:"
            + " 'learningrate' is not one of its hyper-parameters [learningRate, beta1, beta2,"
            + " epsilon] (Did you mean 'learningRate'?);"
            + " 'wholly-other' is not one of its hyper-parameters [learningRate, beta1, beta2,"
            + " epsilon];"
            + " 'learningRate' must be a number or a schedule, but is true (Boolean);"
            + " 'beta1' must be a number, but is 0.9 (String);"
            + " 'epsilon' is missing.");
  }

  @Test
  @DisplayName("What is wrong within an inner optimizer is reported with the rest")
  void togetherAcrossLevels() {
    refused(
        () ->
            Optimizers.fromMap(
                Map.of("name", "sample-clip", "inner", Map.of("name", "sample-descent"))),
        InvalidConfigurationException.class,
        "'sample-clip' cannot be configured so: 'inner' is wrong ('sample-descent' cannot be"
            + " configured so: 'learningRate' is missing); 'limit' is missing.");
  }

  @Test
  @DisplayName("Every single missing key is refused by name, at every level")
  void nothingMayBeMissing() {
    for (String key : Configuration.toMap(TYPES).keySet()) {
      Map<String, Object> map = Configuration.toMap(TYPES);
      map.remove(key);
      assertThatThrownBy(() -> Schedules.fromMap(map))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining("'" + key + "'");
    }
  }

  @Test
  @DisplayName("No text ends in doubled punctuation")
  void punctuation() {
    assertThatThrownBy(() -> new Samples.Moments().with("betta1", 1))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage(
            "'sample-adam' cannot be configured so: 'betta1' is not one of its hyper-parameters"
                + " [learningRate, beta1, beta2, epsilon] (Did you mean 'beta1'?).");
    assertThatThrownBy(() -> new Samples.Sign().with("x", 1))
        .hasMessage(
            "'sample-sign' cannot be configured so: 'x' is not one of its hyper-parameters [].");
  }

  @Test
  @DisplayName("A configuration without a name, or of a kind that is not wanted, is refused")
  void nameAndKind() {
    refused(
        () -> Optimizers.fromMap(Map.of("learningRate", 1)),
        InvalidConfigurationException.class,
        "A configuration names its plug-in under 'name', but this one has null there:"
            + " {learningRate=1}");
    assertThatThrownBy(() -> Optimizers.fromMap(Map.of("name", "sample-ramp", "rise", 1)))
        .isInstanceOf(PluginNotFoundException.class)
        .hasMessageStartingWith("No optimizer is named 'sample-ramp'.");
    refused(
        () ->
            read(
                new Samples.Clip(),
                "inner",
                Configuration.toMap(new ClosureOptimizerTest.Newton())),
        InvalidConfigurationException.class,
        "'sample-clip' cannot be configured so: 'inner' must be an object with a name, but is"
            + " {name=sample-newton, damping=1.0} (LinkedHashMap).");
    refused(
        () -> new Samples.Clip().with("inner", Schedule.constant(1)),
        InvalidConfigurationException.class,
        "'sample-clip' cannot be configured so: 'inner' must be an object with a name, but is"
            + " ConstantSchedule[value=1.0] (ConstantSchedule).");
  }

  @Test
  @DisplayName("Numbers of the right type but out of range are the hyper-parameters' matter")
  void outOfRange() {
    Map<String, Object> map = new HashMap<>(Configuration.toMap(new Samples.Moments()));
    map.put("beta1", 1);
    map.put("epsilon", -1);
    refused(
        () -> Optimizers.fromMap(map),
        InvalidHyperparametersException.class,
        "Moments cannot have these hyper-parameters: beta1 must be in [0, 1), but is 1.0; epsilon"
            + " must be in [0, ∞), but is -1.0.");
  }

  @Test
  @DisplayName("with(...) changes one hyper-parameter in a copy, on each kind of plug-in")
  void with() {
    Samples.Moments adam = new Samples.Moments();
    GradientOptimizer changed = adam.with("beta1", 0.5);
    assertThat(changed).isEqualTo(new Samples.Moments(Schedule.constant(1e-3), 0.5, 0.999, 1e-8));
    assertThat(adam.beta1()).isEqualTo(0.9);
    assertThat(adam.with("learningRate", new Samples.Ramp(2)).learningRate())
        .isEqualTo(new Samples.Ramp(2));
    Schedule ramp = new Samples.Ramp().with("rise", 3);
    assertThat(ramp).isEqualTo(new Samples.Ramp(3));
    Initializer fill = new Samples.Fill().with("value", 3);
    assertThat(fill).isEqualTo(new Samples.Fill(3));
    GradientOptimizer clip = new Samples.Clip().with("inner", adam);
    assertThat(clip).isEqualTo(new Samples.Clip(adam, 1));
    Optimizer any = Optimizers.named("sample-adam").with("epsilon", 0.5);
    assertThat(any).isEqualTo(new Samples.Moments(Schedule.constant(1e-3), 0.9, 0.999, 0.5));
  }

  @Test
  @DisplayName("with(...) refuses null in a sentence")
  void withNull() {
    refused(
        () -> new Samples.Moments().with("beta1", null),
        InvalidConfigurationException.class,
        "'sample-adam' cannot be configured so: 'beta1' must be a number, but is null (null).");
  }

  @Test
  @DisplayName("withLearningRate goes through wrappers to the optimizer that has one")
  void withLearningRate() {
    GradientOptimizer nested = new Samples.Clip(new Samples.Clip(new Samples.Moments(), 2), 3);
    GradientOptimizer changed = nested.withLearningRate(new Samples.Ramp(7));
    assertThat(changed)
        .isEqualTo(
            new Samples.Clip(
                new Samples.Clip(new Samples.Moments(new Samples.Ramp(7), 0.9, 0.999, 1e-8), 2),
                3));
    assertThat(changed.learningRate()).isEqualTo(new Samples.Ramp(7));
    assertThat(nested.learningRate()).isEqualTo(Schedule.constant(1e-3));
  }

  @Test
  @DisplayName(
      "withLearningRate is refused where there is none, and where the rate is out of range")
  void withLearningRateRefused() {
    refused(
        () -> new Samples.Sign().withLearningRate(Schedule.constant(1)),
        InvalidConfigurationException.class,
        "'sample-sign' has no learning rate to set.");
    refused(
        () -> new Samples.Clip(new Samples.Sign(), 1).withLearningRate(Schedule.constant(1)),
        InvalidConfigurationException.class,
        "'sample-sign' has no learning rate to set.");
    refused(
        () -> new Samples.Clip().withLearningRate(Schedule.constant(-1)),
        InvalidHyperparametersException.class,
        "Descent cannot have these hyper-parameters: learningRate must be in [0, ∞), but is -1.0.");
  }

  @Test
  @DisplayName("A preset of a framework that lacks the algorithm is refused")
  void presets() {
    refused(
        () -> Preset.KERAS.of(Samples.Descent.class),
        InvalidConfigurationException.class,
        "'sample-descent' has no KERAS preset; its presets: none.");
  }

  private static Plugin read(Plugin plugin, String key, Object value) {
    Map<String, Object> map = new HashMap<>(Configuration.toMap(plugin));
    map.put(key, value);
    return plugin instanceof Schedule ? Schedules.fromMap(map) : Optimizers.fromMap(map);
  }

  private static void refused(
      ThrowingCallable call, Class<? extends Exception> type, String message) {
    assertThatThrownBy(call).isInstanceOf(type).hasMessage(message);
  }
}
