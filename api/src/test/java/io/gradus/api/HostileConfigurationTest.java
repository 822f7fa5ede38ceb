package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Maps that nobody writes by hand, and objects that nobody should make. */
class HostileConfigurationTest {

  private static final long STACK = 512 * 1024;

  @Test
  @DisplayName("A map that holds itself, at once or by another, is refused in a short sentence")
  void mapsThatHoldThemselves() {
    Map<String, Object> self = new LinkedHashMap<>(Map.of("name", "sample-clip", "limit", 1));
    self.put("inner", self);
    Map<String, Object> one = new LinkedHashMap<>(Map.of("name", "sample-clip", "limit", 1));
    Map<String, Object> other = new LinkedHashMap<>(Map.of("name", "sample-clip", "inner", one));
    one.put("inner", other);
    List<Object> list = new ArrayList<>();
    list.add(list);
    for (Map<String, Object> map : List.of(self, one)) {
      assertThatThrownBy(() -> Optimizers.fromMap(map))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessage(
              "This configuration has plug-ins that lie more than 100 deep within each other; does a"
                  + " map hold itself?");
    }
    Map<String, Object> twice = new HashMap<>();
    twice.put("one", List.of(twice, twice, twice));
    for (Object value : List.of(self, other, list, twice)) {
      assertThatThrownBy(() -> new Samples.Moments().with("beta1", value))
          .isInstanceOf(InvalidConfigurationException.class)
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500).contains("'beta1'"));
      assertThatThrownBy(() -> Optimizers.fromMap(Map.of("name", value, "value", value)))
          .isInstanceOf(InvalidConfigurationException.class)
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }
  }

  @Test
  @DisplayName("A hundred wrappers within each other are written, read, compared and traced")
  void hundredWrappers() throws Exception {
    inShallowThread(
        () -> {
          GradientOptimizer nested = new Samples.Descent(0.5);
          for (int i = 1; i < 100; i++) {
            nested = new Samples.Clip(nested, 1e9);
          }
          Optimizer read = Optimizers.fromMap(Configuration.toMap(nested));
          assertThat(read.equals(nested)).isTrue();
          assertThat(read.hashCode()).isEqualTo(nested.hashCode());
          assertThat(read.toString()).contains("Descent");
          assertThat(
                  new ReferenceExecutor(nested, Precision.DOUBLE, 1).step(new double[] {3}, null))
              .containsExactly(1.5);
          assertThat(nested.withLearningRate(Schedule.constant(2)).learningRate().at(0, 0))
              .isEqualTo(2);
        });
  }

  @Test
  @DisplayName("A hundred and one, and thousands, are refused by the constructor and by the reader")
  void thousandWrappers() throws Exception {
    inShallowThread(
        () -> {
          assertThatThrownBy(
                  () -> {
                    GradientOptimizer nested = new Samples.Descent(0.5);
                    for (int i = 1; i < 1000; i++) {
                      nested = new Samples.Clip(nested, 1);
                    }
                  })
              .isInstanceOf(InvalidHyperparametersException.class)
              .hasMessage(
                  "Clip cannot have these hyper-parameters: inner has plug-ins that lie more than"
                      + " 100 deep within each other.");
          Map<String, Object> map = Configuration.toMap(new Samples.Descent(0.5));
          for (int i = 1; i < 20_000; i++) {
            map = Map.of("name", "sample-clip", "limit", 1, "inner", map);
          }
          Map<String, Object> deep = map;
          assertThatThrownBy(() -> Optimizers.fromMap(deep))
              .isInstanceOf(InvalidConfigurationException.class)
              .hasMessageContaining("more than 100 deep");
        });
  }

  /** Schedules within schedules whose constructor checks nothing. */
  @Algorithm(name = "sample-pair", summary = "Two.", citation = "None")
  public record Pair(
      @Hyperparameter("one") Schedule one, @Hyperparameter("another") Schedule another)
      implements Schedule {

    public Pair() {
      this(Schedule.constant(1), Schedule.constant(1));
    }

    @Override
    public double at(long step, long epoch) {
      return 1;
    }

    @Override
    public Unit unit() {
      return Unit.STEPS;
    }
  }

  @Test
  @DisplayName("Few objects that stand for very many are refused when written, and when handed on")
  void veryMany() {
    Schedule many = new Pair();
    for (int i = 0; i < 60; i++) {
      many = new Pair(many, many);
    }
    Schedule all = many;
    assertThatThrownBy(() -> Configuration.toMap(all))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("A configuration cannot carry what has more than 10000 plug-ins.");
    assertThatThrownBy(() -> new Samples.Descent(all))
        .isInstanceOf(InvalidHyperparametersException.class)
        .hasMessageContaining("learningRate has more than 10000 plug-ins");
    Map<String, Object> lot = Configuration.toMap(new Samples.Types());
    for (int i = 0; i < 60; i++) {
      Map<String, Object> next = Configuration.toMap(new Samples.Types());
      next.put("schedules", List.of(lot, lot));
      lot = next;
    }
    Map<String, Object> laughs = lot;
    assertThatThrownBy(() -> Schedules.fromMap(laughs))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("This configuration has more than 10000 plug-ins.");
  }

  @Test
  @DisplayName("Keys are texts: others, which YAML has, are refused and not made into texts")
  void keys() {
    Map<Object, Object> inner = new HashMap<>(Map.of("name", "sample-descent", 1, 2));
    Map<String, Object> map = Map.of("name", "sample-clip", "limit", 1, "inner", inner);
    assertThatThrownBy(() -> Optimizers.fromMap(map))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("The keys of a configuration are texts, but one of ")
        .hasMessageContaining(" is 1");
    Map<String, Object> none = new HashMap<>(Configuration.toMap(new Samples.Descent()));
    none.put(null, 1);
    assertThatThrownBy(() -> Optimizers.fromMap(none))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(" is null.");
  }

  @Test
  @DisplayName("A number that no double can hold is refused, not made infinite or 0")
  void numbers() {
    List<Number> none =
        List.of(
            new BigDecimal("1e400"),
            new BigDecimal("-1e400"),
            new BigDecimal("1e-400"),
            BigInteger.TEN.pow(400));
    for (Number number : none) {
      for (String key : List.of("real", "schedule")) {
        refused(() -> new Samples.Types().with(key, number), "a number that a double can hold");
      }
    }
    Samples.Types types = (Samples.Types) new Samples.Types().with("real", new BigDecimal("0.1"));
    assertThat(types.real()).isEqualTo(0.1);
    types = (Samples.Types) types.with("real", BigInteger.TEN.pow(20));
    assertThat(types.real()).isEqualTo(1e20);
    refused(() -> new Samples.Types().with("large", new BigDecimal("1e999999999")), "whole number");
    refused(
        () -> new Samples.Types().with("small", new BigDecimal("1e-999999999")), "whole number");
  }

  @Test
  @DisplayName("Nulls within lists are refused by their place, read or handed over")
  void nulls() {
    for (String list : List.of("numbers", "times", "schedules")) {
      refused(
          () -> new Samples.Types().with(list, Arrays.asList(null, 1)),
          "'" + list + "[0]' must be");
    }
    assertThatThrownBy(() -> new Shape(Arrays.asList(1L, null), 1, 1))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("dimensions");
  }

  @ParameterizedTest
  @CsvSource({
    "admaw, adamw",
    "amdaw, adamw",
    "adaam, adam",
    "adma, adam",
    "dagam, adam",
    "sdg, sgd",
    "gsd, sgd",
    "nadma, nadam",
    "rmsporp, rmsprop",
    "RMSPorp, rmsprop",
    "cilp-norm, clip-norm",
  })
  @DisplayName("What was probably meant is the nearest name, where letters may have changed places")
  void nearestName(String asked, String meant) {
    List<String> names =
        List.of("adam", "adamax", "adamw", "clip-norm", "nadam", "rmsprop", "sgd", "signsgd");
    assertThat(NearestName.hint(asked, names)).isEqualTo(" Did you mean '" + meant + "'?");
  }

  @Test
  @DisplayName("A name as long as a book is compared with nothing, and is not repeated whole")
  void longName() {
    assertThatThrownBy(() -> Optimizers.named("adam".repeat(1_000_000)))
        .isInstanceOf(PluginNotFoundException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2000));
  }

  private static void refused(ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(part)
        .hasMessageEndingWith(".");
  }

  private static void inShallowThread(Runnable body) throws Exception {
    FutureTask<Void> task = new FutureTask<>(body, null);
    Thread thread = new Thread(null, task, "shallow", STACK);
    thread.start();
    task.get();
  }
}
