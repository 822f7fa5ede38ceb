package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is not given is named. */
class NullArgumentsTest {

  @Test
  @DisplayName("Every entry of the language names the argument that is null")
  void named() {
    Map<String, ThrowingCallable> calls =
        Map.ofEntries(
            Map.entry("name", () -> Optimizers.named(null)),
            Map.entry("kind", () -> Catalog.of(null, NullArgumentsTest.class.getClassLoader())),
            Map.entry("configuration", () -> Schedules.fromMap(null)),
            Map.entry("plugin", () -> Configuration.toMap(null)),
            Map.entry("type", () -> Description.of(null)),
            Map.entry(
                "hyperparameter", () -> new Samples.Fill().description().hyperparameter(null)),
            Map.entry("text", () -> Range.parse(null)),
            Map.entry("values", () -> Hyperparameters.check(Samples.Fill.class, (Object[]) null)),
            Map.entry("optimizer", () -> new Tracer(null)),
            Map.entry("precision", () -> new ReferenceExecutor(new Samples.Sign(), null, 1)),
            Map.entry(
                "gradient",
                () ->
                    new ReferenceExecutor(new Samples.Sign(), Precision.FLOAT, 1).step(null, null)),
            Map.entry("dimensions", () -> new Shape(null, 1, 1)),
            Map.entry("shape", () -> new Samples.Fill().draw(null, 1)),
            Map.entry(
                "learningRate", () -> new Samples.Descent().withLearningRate((Schedule) null)));
    calls.forEach(
        (argument, call) ->
            assertThatThrownBy(call)
                .as(argument)
                .isInstanceOf(NullPointerException.class)
                .hasMessage("The argument '%s' is null, but must be given.", argument));
  }
}
