package io.gradus.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.benchmarks.TrainingBenchmark.Network;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchmarksTest {

  @ParameterizedTest
  @EnumSource
  void theLoopsByHandComputeWhatGradusComputes(Rule rule) {
    try (Workload ours = new Workload(rule, 2500);
        Workload byHand = new Workload(rule, 2500)) {
      Stepper gradus = Subject.GRADUS.on(ours);
      Stepper loop = Subject.HAND_WRITTEN.on(byHand);
      for (int i = 0; i < 20; i++) {
        ours.refill();
        byHand.refill();
        gradus.step();
        loop.step();
        assertThat(byHand.gradient().toFloatVector()).isEqualTo(ours.gradient().toFloatVector());
      }
      assertThat(byHand.state().toFloatVector()).isEqualTo(ours.state().toFloatVector());
    }
  }

  @ParameterizedTest
  @EnumSource
  void nd4jsOperationsComputeNearlyTheSame(Rule rule) {
    try (Workload ours = new Workload(rule, 2500);
        Workload composed = new Workload(rule, 2500)) {
      Stepper gradus = Subject.GRADUS.on(ours);
      Stepper composition = Subject.ND4J.on(composed);
      for (int i = 0; i < 3; i++) {
        ours.refill();
        composed.refill();
        gradus.step();
        composition.step();
      }
      assertThat(composed.gradient().equalsWithEps(ours.gradient(), 1e-6)).isTrue();
    }
  }

  @Test
  void theReportHoldsRatiosAndTargets() {
    Results results = new Results();
    results.put(new Results.Step(Contender.GRADUS_PLAIN, Rule.ADAM, 1, 1_000), 500, 24);
    results.put(new Results.Step(Contender.GRADUS_PLAIN, Rule.ADAM, 1, 1_000), 700, 20);
    results.put(new Results.Step(Contender.DL4J, Rule.ADAM, 1, 1_000), 20_000, 3_000);
    results.put(new Results.Step(Contender.GRADUS_PLAIN, Rule.ADAM, 1, 10_000), 5_000, 24);
    results.put(new Results.Step(Contender.GRADUS_PLAIN, Rule.MOMENTUM, 1, 10_000), 3_000, 48);
    results.put(new Results.Step(Contender.HAND_WRITTEN, Rule.ADAM, 1, 1_000), 300, 0);
    results.put(new Results.Step(Contender.HAND_WRITTEN, Rule.ADAM, 1, 10_000), 4_000, 0);
    results.put(new Results.Step(Contender.DL4J, Rule.ADAM, 1, 10_000), 45_000, 3_000);
    results.put(new Results.Step(Contender.COPY, Rule.ADAM, 1, 1_000), 300, 0);
    results.put(new Results.Step(Contender.C_DIVIDER, Rule.ADAM, 1, 1_000), 400, 0);
    results.put(new Results.Step(Contender.C_STREAM, Rule.ADAM, 1, 1_000), 100, 0);
    results.putColdStart(Results.COLD_PLAIN_NEWER, 2e8);
    results.putColdStart(Results.COLD_VECTOR, 2.5e8);
    results.putTraining(Network.LARGE, Subject.DL4J, 3e7);
    results.putTraining(Network.LARGE, Subject.GRADUS, 2e7);
    results.note("something: left out");

    assertThat(Report.of(results, Map.of("Processor", "abacus"), "By counting."))
        .contains(
            "| Processor | abacus |",
            "| DL4J, default natives / Gradus, plain | 40.0 | 9.00 |",
            "| Gradus, plain | 0.50 | 0.50 |",
            "natives, N = 1e3 | at least 8 times | 40.0 | reached |",
            "natives, N = 1e4 | at least 10 times | 9.00 | **missed** |",
            "natives, N = 1e5 | at least 10 times |  | not measured |",
            "| DL4J, default natives / the processor's limit | 50.0 |  |",
            "| DL4J, default natives / the plain path's limit | 36.4 |  |",
            "plain ones on the same JVM | at most 1.05 times | 1.25 | **missed** |",
            "| large (784-1024-1024-10) | 30000 | 20000 | 1.50 |",
            "by hand, at the worst length | at most 1.05 times | 1.67 | **missed** |",
            "beyond the chunk loop by hand, N = 1e3 | at most 2 µs | 0.20 | reached |",
            "at most 100 bytes | 48.0 | reached |",
            "- something: left out");
  }
}
