package io.gradus.schedules;

import static io.gradus.api.Schedule.Unit.EPOCHS;
import static io.gradus.api.Schedule.Unit.STEPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Configuration;
import io.gradus.api.HyperparameterDescription;
import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.Schedule;
import io.gradus.api.Schedules;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every schedule that is installed. */
class EveryScheduleTest {

  @Test
  void allAreInstalled() {
    assertThat(Schedules.installed().problems()).isEmpty();
    assertThat(Schedules.installed().names())
        .containsExactlyInAnyOrder(
            "constant",
            "cosine",
            "cosine-restarts",
            "cyclic",
            "exponential",
            "floor",
            "inverse-time",
            "linear",
            "map-schedule",
            "multi-step",
            "noam",
            "one-cycle",
            "one-cycle-momentum",
            "piecewise",
            "polynomial",
            "power",
            "product",
            "scaled",
            "sequential",
            "sigmoid",
            "step-decay",
            "warmup",
            "warmup-stable-decay");
    assertThat(Schedules.named("Noam")).isEqualTo(new Noam());
  }

  @Test
  void theServicesFileAndTheModuleProvideTheSame() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Exponential.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> services =
        Files.readAllLines(classes.resolve("META-INF/services/" + Schedule.class.getName()));
    ModuleDescriptor module;
    try (InputStream compiled = Files.newInputStream(classes.resolve("module-info.class"))) {
      module = ModuleDescriptor.read(compiled);
    }

    assertThat(module.provides())
        .filteredOn(provides -> provides.service().equals(Schedule.class.getName()))
        .singleElement()
        .satisfies(
            provides ->
                assertThat(provides.providers())
                    .hasSize(22)
                    .containsExactlyInAnyOrderElementsOf(services));
  }

  @ParameterizedTest
  @MethodSource({"defaults", "altered"})
  void theConfigurationKeepsEveryHyperparameter(Schedule schedule) {
    assertThat(Schedules.fromMap(Configuration.toMap(schedule))).isEqualTo(schedule);
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void theConfigurationIsKeptWithNoHyperparameterAtItsDefault(Schedule schedule) {
    Map<String, Object> written = Configuration.toMap(schedule);
    Map<String, Object> altered = Configuration.toMap(alter(schedule));

    for (String hyperparameter : schedule.description().names()) {
      assertThat(altered.get(hyperparameter))
          .as(hyperparameter)
          .isNotEqualTo(written.get(hyperparameter));
    }
  }

  @ParameterizedTest
  @MethodSource({"defaults", "altered"})
  void askingInAnyOrderIsWalking(Schedule schedule) {
    double[] walked = Walk.to(400, schedule);
    List<Long> steps = new ArrayList<>(LongStream.rangeClosed(0, 400).boxed().toList());
    Collections.shuffle(steps, new Random(7));
    Schedule resumed = Schedules.fromMap(Configuration.toMap(schedule));

    for (long step : steps) {
      assertThat(schedule.at(step, 0)).isEqualTo(walked[(int) step]);
      assertThat(resumed.at(step, 0)).isEqualTo(walked[(int) step]);
    }
  }

  @ParameterizedTest
  @MethodSource({"defaults", "altered"})
  void valuesAreFiniteAndNotNegative(Schedule schedule) {
    LongStream times =
        LongStream.concat(
            LongStream.rangeClosed(0, 1000),
            LongStream.of(9_999, 10_000, 10_001, 1_000_000, Integer.MAX_VALUE, Long.MAX_VALUE));

    assertThat(times.boxed().toList())
        .allSatisfy(
            t -> {
              assertThat(schedule.at(t, 0)).isFinite().isNotNegative();
              assertThat(schedule.at(0, t)).isFinite().isNotNegative();
              assertThat(schedule.at(t, t)).isFinite().isNotNegative();
            });
  }

  @ParameterizedTest
  @MethodSource("ofOneClock")
  void theUnitSaysWhichClockIsRead(Schedule schedule) {
    Schedule inSteps = schedule.with("unit", STEPS);
    Schedule inEpochs = schedule.with("unit", EPOCHS);

    assertThat(inSteps.unit()).isEqualTo(STEPS);
    assertThat(inEpochs.unit()).isEqualTo(EPOCHS);
    for (long t : new long[] {0, 1, 999, 1000, 1001, 20_000}) {
      assertThat(inSteps.at(t, 3)).isEqualTo(inSteps.at(t, 77));
      assertThat(inEpochs.at(3, t)).isEqualTo(inSteps.at(t, 3));
      assertThat(inEpochs.at(77, t)).isEqualTo(inSteps.at(t, 3));
    }
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void noHyperparameterMayBeNothing(Schedule schedule) {
    for (HyperparameterDescription setting : schedule.description().hyperparameters()) {
      Object nothing = nothing(setting);
      if (nothing != null) {
        assertThatThrownBy(() -> schedule.with(setting.name(), nothing))
            .as(setting.name())
            .isInstanceOf(InvalidHyperparametersException.class)
            .hasMessageContaining(setting.name());
      }
    }
  }

  /** A length of 0, a rate of NaN or a list of nothing; null where nothing is a fair value. */
  private static Object nothing(HyperparameterDescription setting) {
    if (setting.defaultValue() instanceof List<?>) {
      return List.of();
    }
    if (setting.defaultValue() instanceof Double) {
      return Double.NaN;
    }
    return setting.defaultValue() instanceof Number ? (Object) 0 : null;
  }

  static Stream<Schedule> defaults() {
    return Schedules.installed().all().stream();
  }

  /** Those with a unit of their own and no other clock within. */
  static Stream<Schedule> ofOneClock() {
    return defaults()
        .filter(schedule -> schedule.description().names().contains("unit"))
        .filter(schedule -> !(schedule instanceof Sequential));
  }

  static Stream<Schedule> altered() {
    return defaults().map(EveryScheduleTest::alter);
  }

  /** A copy with every hyper-parameter changed. */
  private static Schedule alter(Schedule schedule) {
    Schedule altered = schedule;
    for (HyperparameterDescription setting : schedule.description().hyperparameters()) {
      altered = altered.with(setting.name(), alter(setting, setting.defaultValue()));
    }
    return altered;
  }

  private static Object alter(HyperparameterDescription setting, Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(each -> alter(setting, each)).toList();
    }
    if (value instanceof Schedule) {
      return new Exponential(0.3, 0.9, EPOCHS);
    }
    if (value instanceof Boolean flag) {
      return !flag;
    }
    if (value instanceof Enum<?> constant) {
      return Arrays.stream(constant.getDeclaringClass().getEnumConstants())
          .filter(other -> other != constant)
          .findFirst()
          .orElseThrow();
    }
    if (value instanceof Double number) {
      return number == 0 ? 0.125 : number / 2;
    }
    return ((Number) value).longValue() + 1;
  }
}
