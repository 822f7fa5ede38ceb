package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Configuration;
import io.gradus.api.GradientOptimizer;
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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
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
    assertThatThrownBy(() -> new Dl4jSchedule("{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ISchedule");
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
