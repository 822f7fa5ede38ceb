package io.gradus.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.conformance.Host;
import io.gradus.conformance.Hosts;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Every trace that frameworks left, followed in their presets on every double host. */
class RecordedTracesTest {

  @TestFactory
  @DisplayName("The PyTorch preset follows PyTorch 1.13.1 over the whole trace")
  Stream<DynamicTest> torch() throws IOException {
    return traces("torch-optimizers.json", 36, TorchOptimizers::of);
  }

  @TestFactory
  @DisplayName("The PyTorch preset follows PyTorch 2.13.0 over the whole trace at a changing rate")
  Stream<DynamicTest> newTorch() throws IOException {
    return traces("torch-2.13-optimizers.json", 18, TorchOptimizers::of);
  }

  @TestFactory
  @DisplayName("The Keras preset follows Keras 3.15.1 at a changing rate, with decay and without")
  Stream<DynamicTest> keras() throws IOException {
    return traces("keras-optimizers.json", 34, KerasOptimizers::of);
  }

  private static Stream<DynamicTest> traces(
      String file, int count, BiFunction<String, JsonNode, GradientOptimizer> optimizers)
      throws IOException {
    try (InputStream json = RecordedTracesTest.class.getResourceAsStream("/golden/" + file)) {
      JsonNode traces = new ObjectMapper().readTree(json).get("traces");
      assertThat(traces).hasSize(count);
      return StreamSupport.stream(traces.spliterator(), false)
          .map(
              trace ->
                  DynamicTest.dynamicTest(
                      trace.get("optimizer").asText()
                          + trace.get("hyperparameters")
                          + (trace.has("learningRates") ? " at a changing rate" : ""),
                      () ->
                          follow(
                              trace,
                              optimizers.apply(
                                  trace.get("optimizer").asText(), trace.get("hyperparameters")))))
          .toList()
          .stream();
    }
  }

  private static void follow(JsonNode trace, GradientOptimizer preset) {
    GradientOptimizer optimizer =
        trace.has("learningRates")
            ? preset.withLearningRate(new Rates(numbers(trace.get("learningRates"))))
            : preset;
    for (Host host : Hosts.all()) {
      if (host.precision() == io.gradus.api.Precision.DOUBLE && host.canRun(optimizer)) {
        follow(trace, optimizer, host);
      }
    }
  }

  private static void follow(JsonNode trace, GradientOptimizer optimizer, Host host) {
    double[] parameter =
        numbers(trace.get("initial")).stream().mapToDouble(Double::doubleValue).toArray();
    Host.Session run = host.start(optimizer, parameter.length);
    for (int t = 0; t < trace.get("gradients").size(); t++) {
      double[] gradient =
          numbers(trace.get("gradients").get(t)).stream()
              .mapToDouble(Double::doubleValue)
              .toArray();
      double[] update = run.step(gradient, parameter, t);
      for (int i = 0; i < parameter.length; i++) {
        parameter[i] -= update[i];
        double expected = trace.get("parameters").get(t).get(i).asDouble();
        near(optimizer, host, "parameter", t, i, expected, parameter[i]);
      }
      if (trace.has("averages")) {
        Map<String, double[]> slots = run.state();
        double[] average = slots.getOrDefault("average", slots.get("inner/average"));
        for (int i = 0; i < average.length; i++) {
          double expected = trace.get("averages").get(t).get(i).asDouble();
          near(optimizer, host, "average", t, i, expected, average[i]);
        }
      }
    }
  }

  private static void near(
      GradientOptimizer optimizer,
      Host host,
      String what,
      int t,
      int element,
      double expected,
      double actual) {
    assertThat(Math.abs(actual - expected))
        .as(
            "%s on %s, %s at step %d, element %d: expected %s, got %s",
            optimizer, host.name(), what, t + 1, element, expected, actual)
        .isLessThanOrEqualTo(1e-12 * Math.max(1, Math.abs(expected)));
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }
}
