package io.gradus.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Schedule;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The processor of withers")
class WitherProcessorTest {

  private static final String RULE =
      """
      package test;
      import io.gradus.api.*;
      @Algorithm(name = "rule", summary = "s", citation = "c")
      public record Rule(
          @Hyperparameter("rate") Schedule learningRate,
          @Hyperparameter(value = "decay", range = "[0, 1)") double beta,
          @Hyperparameter("flag") boolean isSigned)
          implements GradientOptimizer, RuleWithers {
        public Rule {
          Hyperparameters.check(Rule.class, learningRate, beta, isSigned);
        }
        public Rule() {
          this(Schedule.constant(0.5), 0.9, false);
        }
        @Override
        public Expr update(Step step) {
          return step.gradient();
        }
      }
      """;

  private static final String WRAPPER =
      """
      package test;
      import io.gradus.api.*;
      @Algorithm(name = "wrapper", summary = "s", citation = "c")
      public record Wrapper(@Hyperparameter("inner") GradientOptimizer inner)
          implements GradientOptimizer, WrapperWithers {
        public Wrapper() {
          this(new Rule());
        }
        @Override
        public Schedule learningRate() {
          return inner.learningRate();
        }
        @Override
        public Expr update(Step step) {
          return inner.update(step.inner("inner", step.gradient()));
        }
      }
      """;

  @TempDir Path classes;

  @Test
  @DisplayName("A wither changes one hyper-parameter and keeps the record's type")
  void withers() throws Exception {
    String use =
        """
        package test;
        import io.gradus.api.Schedule;
        public class Use {
          public static final Rule TYPED =
              new Rule().withBeta(0.5).withLearningRate(0.25).withIsSigned(true);
          public static final Rule SCHEDULED = new Rule().withLearningRate(Schedule.constant(2));
          public static final Rule NAMED = new Rule().with("beta", 0.5);
        }
        """;
    assertThat(compile(RULE, use)).isEmpty();
    assertThat(field("Use", "TYPED"))
        .hasToString("Rule[learningRate=%s, beta=0.5, isSigned=true]", Schedule.constant(0.25));
    assertThat(field("Use", "SCHEDULED"))
        .hasToString("Rule[learningRate=%s, beta=0.9, isSigned=false]", Schedule.constant(2));
    assertThat(field("Use", "NAMED"))
        .hasToString("Rule[learningRate=%s, beta=0.5, isSigned=false]", Schedule.constant(0.5));
  }

  @Test
  @DisplayName("A wrapper hands the learning rate to the optimizer within and keeps its own type")
  void innerRate() throws Exception {
    String use =
        """
        package test;
        public class Use {
          public static final Wrapper WRAPPER = new Wrapper().withLearningRate(0.125);
        }
        """;
    assertThat(compile(RULE, WRAPPER, use)).isEmpty();
    GradientOptimizer wrapper = (GradientOptimizer) field("Use", "WRAPPER");
    assertThat(wrapper.learningRate()).isEqualTo(Schedule.constant(0.125));
  }

  @Test
  @DisplayName("A record that does not name the interface gets none")
  void unasked() throws IOException {
    assertThat(compile(RULE.replace(", RuleWithers", ""))).isEmpty();
    assertThat(classes.resolve("test/RuleWithers.class")).doesNotExist();
    assertThat(classes.resolve("test/Rule.class")).exists();
  }

  @Test
  @DisplayName("A record without its service is refused in a sentence")
  void noService() throws IOException {
    assertThat(compile(RULE.replace("GradientOptimizer, RuleWithers", "RuleWithers")))
        .anyMatch(
            error ->
                error.contains(
                    "Rule must name its service before RuleWithers, such as GradientOptimizer or"
                        + " Schedule."));
  }

  @Test
  @DisplayName("A nested record is refused in a sentence")
  void nested() throws IOException {
    String outer =
        "package test; import io.gradus.api.*; public class Outer {"
            + RULE.replaceAll("(?m)^(package|import).*$", "")
            + "}";
    assertThat(compile(outer))
        .anyMatch(
            error ->
                error.contains(
                    "Rule is nested in test.Outer; only a plug-in in a file of its own can have"
                        + " RuleWithers."));
  }

  private Object field(String type, String name) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      return loader.loadClass("test." + type).getField(name).get(null);
    }
  }

  /** Compiles sources with the processor; returns the errors and warnings. */
  private List<String> compile(String... sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
      JavaCompiler.CompilationTask task =
          compiler.getTask(
              null,
              files,
              found,
              List.of(
                  "-d",
                  classes.toString(),
                  "-classpath",
                  System.getProperty("java.class.path"),
                  "-Xlint:all,-processing,-classfile,-path",
                  "--release",
                  "17"),
              null,
              List.of(sources).stream().map(Source::new).toList());
      task.setProcessors(List.of(new WitherProcessor()));
      task.call();
    }
    return found.getDiagnostics().stream()
        .filter(each -> each.getKind() != Diagnostic.Kind.NOTE)
        .map(each -> each.getMessage(Locale.ROOT))
        .collect(Collectors.toList());
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(
          URI.create(
              "string:///" + text.replaceAll("(?s).*?public (?:record|class) (\\w+).*", "$1.java")),
          Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
