package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One plug-in in two releases, each compiled here and loaded by a class loader of its own. */
@DisplayName("A hyper-parameter that a later release of a plug-in adds")
class AddedLaterTest {

  /** u = η g, and in the second release η (g + ν sign g), where ν = 0 is what the first did. */
  private static final String FIRST =
      """
      import io.gradus.api.*;
      @Algorithm(name = "growing", summary = "s", citation = "c")
      public record Growing(@Hyperparameter("rate") Schedule learningRate)
          implements GradientOptimizer {
        public Growing {
          Hyperparameters.check(Growing.class, learningRate);
        }
        public Growing() {
          this(Schedule.constant(0.5));
        }
        @Override
        public Expr update(Step step) {
          return step.gradient().times(learningRate.at(step));
        }
      }
      """;

  private static final String SECOND =
      """
      import io.gradus.api.*;
      @Algorithm(name = "growing", summary = "s", citation = "c")
      public record Growing(
          @Hyperparameter("rate") Schedule learningRate,
          @Hyperparameter(value = "share ν", range = "[0, inf)", since = "1.1.0", absent = "0")
              Schedule share)
          implements GradientOptimizer {
        public Growing {
          Hyperparameters.check(Growing.class, learningRate, share);
        }
        public Growing(Schedule learningRate) {
          this(learningRate, Schedule.constant(0.25));
        }
        public Growing() {
          this(Schedule.constant(0.5));
        }
        @Override
        public Expr update(Step step) {
          Expr g = step.gradient();
          return g.plus(g.sign().times(share.at(step))).times(learningRate.at(step));
        }
      }
      """;

  @TempDir Path directory;

  @Test
  @DisplayName("is what its absence states in what the first release saved, bit for bit")
  void older() throws Exception {
    try (URLClassLoader first = release("first", FIRST);
        URLClassLoader second = release("second", SECOND)) {
      Optimizer saved = Optimizers.in(first).named("growing").with("learningRate", 0.3);
      GradientOptimizer read =
          (GradientOptimizer) Configuration.fromMap(Optimizer.class, saved.toMap(), second);
      assertThat(read.hyperparameters().get("share")).isEqualTo(Schedule.constant(0));
      // 0.3 · 0.7, −0.3 · 0.1: one rounding each
      assertThat(step(read)).containsExactly(0.3 * 0.7, 0.3 * -0.1);
      assertThat(step(read)).containsExactly(step((GradientOptimizer) saved));
      assertThat(Optimizers.in(second).named("growing").hyperparameters().get("share"))
          .as("the default of the second release is another")
          .isEqualTo(Schedule.constant(0.25));
    }
  }

  @Test
  @DisplayName("is refused by the first release in a sentence, with its name")
  void newer() throws Exception {
    try (URLClassLoader first = release("first", FIRST);
        URLClassLoader second = release("second", SECOND)) {
      Map<String, Object> saved = Optimizers.in(second).named("growing").toMap();
      assertThatThrownBy(() -> Configuration.fromMap(Optimizer.class, saved, first))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining("'share' is not one of its hyper-parameters [learningRate]");
    }
  }

  @Test
  @DisplayName("does not make another key optional")
  void others() throws Exception {
    try (URLClassLoader second = release("second", SECOND)) {
      assertThatThrownBy(
              () ->
                  Configuration.fromMap(
                      Optimizer.class, Map.of("name", "growing", "share", 0), second))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageContaining("'learningRate' is missing");
    }
  }

  @Test
  @DisplayName("must state both since when it exists and what its absence means")
  void half() throws Exception {
    try (URLClassLoader half = release("half", SECOND.replace(", absent = \"0\"", ""))) {
      assertThat(Optimizers.in(half).problems())
          .anyMatch(
              problem -> problem.contains("its component 'share' must state both since when"));
    }
    try (URLClassLoader wrong = release("wrong", SECOND.replace("\"0\")", "\"none\")"))) {
      assertThat(Optimizers.in(wrong).problems())
          .anyMatch(problem -> problem.contains("what the absence of its component 'share' means"));
    }
  }

  private static double[] step(GradientOptimizer optimizer) {
    return new ReferenceExecutor(optimizer, Precision.DOUBLE, 2)
        .step(new double[] {0.7, -0.1}, null);
  }

  private URLClassLoader release(String name, String source) throws Exception {
    Path classes = Files.createDirectories(directory.resolve(name));
    Path file = Files.writeString(classes.resolve("Growing.java"), source);
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(services.resolve(Optimizer.class.getName()), "Growing");
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-proc:none",
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                file.toString());
    assertThat(code).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    return new URLClassLoader(
        new URL[] {classes.toUri().toURL()}, AddedLaterTest.class.getClassLoader());
  }
}
