package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Configuration;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.InvalidConfigurationException;
import io.gradus.api.Schedule;
import io.gradus.api.Schedules;
import io.gradus.optimizers.Adam;
import io.gradus.wrappers.ClipNorm;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.schedule.CycleSchedule;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.RampSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.SigmoidSchedule;
import org.nd4j.linalg.schedule.StepSchedule;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class ScheduleTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  @DisplayName("Every installed schedule survives DL4J's JSON and gives the same values")
  void everySchedule() throws IOException {
    for (Schedule schedule : Schedules.installed().all()) {
      ISchedule theirs = Dl4j.schedule(schedule);
      ISchedule read = JSON.readValue(JSON.writeValueAsString(theirs), ISchedule.class);
      assertThat(read).isEqualTo(theirs).isEqualTo(theirs.clone());
      for (int i = 0; i < 50; i += 7) {
        assertThat(read.valueAt(i, i / 10)).isEqualTo(schedule.at(i, i / 10));
      }
      assertThat(Dl4j.schedule(theirs)).isEqualTo(schedule);
    }
  }

  @Test
  @DisplayName("DL4J's schedules are usable as Gradus's, by their law and through a map")
  void theirSchedules() {
    // DL4J: StepSchedule is η dᵗ with t = floor(i / step); ExponentialSchedule is η γⁱ.
    Schedule steps = Dl4j.schedule(new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 10));
    assertThat(steps.at(9, 0)).isEqualTo(0.1);
    assertThat(steps.at(10, 0)).isEqualTo(0.05);
    Schedule exponential = Dl4j.schedule(new ExponentialSchedule(ScheduleType.EPOCH, 0.1, 0.9));
    assertThat(exponential.at(1000, 2)).isEqualTo(0.1 * 0.9 * 0.9);
    assertThat(Schedules.fromMap(Configuration.toMap(steps))).isEqualTo(steps);
    assertThat(steps.at(1L << 31, 0))
        .as("DL4J counts in an int")
        .isEqualTo(steps.at(Integer.MAX_VALUE, 0));
    assertThat(steps.at(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(steps.at(1L << 31, 0));
  }

  private static final String FIXED =
      "{\"@class\":\"org.nd4j.linalg.schedule.FixedSchedule\",\"value\":0.1}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "1",
        "{}",
        "[]",
        "{\"@class\":\"org.nd4j.linalg.schedule.FixedSchedule\"}",
        "{\"@class\":\"org.nd4j.linalg.schedule.FixedSchedule\",\"value\":null}",
        "{\"@class\":\"org.nd4j.linalg.schedule.FixedSchedule\",\"value\":\"0.1\"}",
        "{\"@class\":\"org.nd4j.linalg.schedule.FixedSchedule\",\"value\":true}",
        "{\"@class\":\"org.nd4j.linalg.schedule.FixedSchedule\",\"value\":0.1,\"value\":0.2}",
        "{\"@class\":\"org.nd4j.linalg.schedule.FixedSchedule\",\"value\":0.1,\"more\":1}",
        "{\"@class\":\"org.nd4j.linalg.schedule.FixedSchedule\",\"value\":0.1} {}",
        "{\"@class\":\"org.nd4j.linalg.schedule.FixedSchedule\",\"value\":0.1}garbage",
        "{\"@class\":\"org.nd4j.linalg.schedule.StepSchedule\",\"scheduleType\":\"ITERATION\","
            + "\"initialValue\":0.1,\"decayRate\":0.5}",
        "{\"@class\":\"org.nd4j.linalg.schedule.PolySchedule\",\"scheduleType\":\"ITERATION\","
            + "\"initialValue\":0.1,\"power\":1,\"maxIter\":10.7}",
        "{\"@class\":\"org.nd4j.linalg.schedule.RampSchedule\"}",
        "{\"@class\":\"org.nd4j.linalg.schedule.NoSuchSchedule\",\"value\":0.1}",
        "{\"@class\":\"java.lang.String\"}",
        "{\"@class\":\"org.nd4j.linalg.schedule.ISchedule\"}",
      })
  @DisplayName("What is not wholly the JSON of one of DL4J's schedules is refused in a sentence")
  void otherJson(String json) {
    assertThatThrownBy(() -> Schedules.fromMap(Map.of("name", "dl4j", "json", json)))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith("This is not the JSON of a schedule of DL4J's: " + json)
        .hasMessageEndingWith(").");
    assertThat(Schedules.fromMap(Map.of("name", "dl4j", "json", FIXED)).at(0, 0)).isEqualTo(0.1);
  }

  @Test
  @DisplayName("JSON deeper than any schedule is refused before it is made into anything")
  void deepJson() {
    String deep = FIXED.replace("0.1", "[".repeat(100_000) + "]".repeat(100_000));
    assertThatThrownBy(() -> new Dl4jSchedule(deep))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("more than 100 levels deep")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
  }

  /** Notes that it was initialized. */
  static final class Evil {
    static {
      System.setProperty("gradus.test.evil", "initialized");
    }

    private Evil() {}
  }

  @Test
  @DisplayName("No class is initialized that is named where a schedule belongs")
  void classesAreLookedAtFirst() {
    String evil = Evil.class.getName();
    for (String json :
        List.of(
            "{\"@class\":\"" + evil + "\"}",
            FIXED.replace("0.1", "{\"@class\":\"" + evil + "\"}"),
            FIXED.replace("FixedSchedule", "FixedSchedule<" + evil + ">"),
            "[\"" + evil + "\", {}]",
            "{\"@class\":[\"" + evil + "\"]}")) {
      assertThatThrownBy(() -> Schedules.fromMap(Map.of("name", "dl4j", "json", json)))
          .isInstanceOf(InvalidConfigurationException.class);
    }
    assertThat(System.getProperty("gradus.test.evil")).isNull();
  }

  @Test
  @DisplayName("A schedule that DL4J itself cannot save is refused by its name")
  void unsaved() {
    ISchedule ramp = new RampSchedule(new ExponentialSchedule(ScheduleType.EPOCH, 0.1, 0.9), 10);
    ISchedule anonymous =
        new ISchedule() {
          @Override
          public double valueAt(int iteration, int epoch) {
            return 1;
          }

          @Override
          @SuppressWarnings("MethodDoesntCallSuperMethod") // it has nothing to copy
          public ISchedule clone() {
            return this;
          }
        };
    for (ISchedule schedule : List.of(ramp, anonymous)) {
      assertThatThrownBy(() -> Dl4j.schedule(schedule))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "DL4J's JSON cannot carry a %s, so that no model with it could be saved; take a"
                  + " schedule of Gradus's, such as Warmup, or write one.",
              schedule.getClass().getName());
    }
  }

  @Test
  @DisplayName("Each of DL4J's schedules that it can save is taken")
  void saved() {
    ScheduleType steps = ScheduleType.ITERATION;
    for (ISchedule schedule :
        List.of(
            new FixedSchedule(0.1),
            new StepSchedule(steps, 0.1, 0.5, 10),
            new ExponentialSchedule(steps, 0.1, 0.9),
            new InverseSchedule(steps, 0.1, 0.5, 2),
            new PolySchedule(steps, 0.1, 2, 100),
            new SigmoidSchedule(steps, 0.1, 0.5, 10),
            new CycleSchedule(steps, 0.01, 0.1, 40, 10, 0.1),
            new MapSchedule(steps, Map.of(0, 0.1, 10, 0.01)))) {
      Schedule ours = Dl4j.schedule(schedule);
      for (int i = 0; i < 100; i += 7) {
        assertThat(ours.at(i, i / 10)).isEqualTo(schedule.valueAt(i, i / 10));
      }
      assertThat(Schedules.fromMap(Configuration.toMap(ours))).isEqualTo(ours);
    }
  }

  @Test
  @DisplayName("A schedule of DL4J's that leaves the range of the rate is refused before a step")
  void outOfRange() {
    Schedule negative = Dl4j.schedule(new StepSchedule(ScheduleType.ITERATION, -0.1, 0.5, 100));
    assertThatThrownBy(() -> network(new Adam(0.1).withLearningRate(negative)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("learningRate must be in [0, ∞), but the schedule ")
        .hasMessageContaining(" of Adam gave -0.1 at step 0 of epoch 0.");
    Schedule late =
        Dl4j.schedule(new MapSchedule(ScheduleType.ITERATION, Map.of(0, 0.1, 2, -0.001)));
    GradientOptimizer falling = new Adam(0.1).withLearningRate(late);
    for (GradientOptimizer rule : List.of(falling, new ClipNorm(falling, 1))) {
      MultiLayerNetwork network = network(rule);
      Networks.batches(2, DataType.DOUBLE).forEach(network::fit);
      double[] before = Networks.parameters(network);
      assertThatThrownBy(() -> network.fit(Networks.batches(1, DataType.DOUBLE).get(0)))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining(" of Adam gave -0.001 at step 2 of epoch 0.");
      assertThat(Networks.parameters(network)).isEqualTo(before);
    }
  }

  private static MultiLayerNetwork network(GradientOptimizer rule) {
    return Networks.network(Dl4j.bind(Networks.perceptron(Dl4j.updater(rule), DataType.DOUBLE)));
  }
}
