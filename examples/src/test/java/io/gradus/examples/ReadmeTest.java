package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradusVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The README's examples, compiled and run to the letter")
class ReadmeTest {

  private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<artifactId>([^<]+)</artifactId>.*?<version>([^<]+)</version>", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  @DisplayName("The first example trains a network that has learnt XOR")
  void firstExample() throws Exception {
    String example = blocks().get(0);
    assertThat(example).startsWith("import io.gradus.dl4j.Dl4j;");
    String printed = run("Xor", example);
    assertThat(printed.replaceAll("\\s", "")).isEqualTo("XOR:[[false],[true],[true],[false]]");
  }

  @Test
  @DisplayName("The example without DL4J finds the minimum of Rosenbrock's function at (1, 1)")
  void minimizer() throws Exception {
    String example =
        blocks().stream().filter(block -> block.contains("Minimizer")).findFirst().orElseThrow();
    String printed =
        run(
            "Rosenbrock",
            """
            import io.gradus.api.*;
            import io.gradus.kernel.*;
            public class Rosenbrock {
              public static void main(String[] arguments) {
            %s
                for (double x : found.point()) {
                  System.out.printf(java.util.Locale.ROOT, "%%.6f ", x);
                }
              }
            }
            """
                .formatted(example));
    assertThat(printed).isEqualTo("1.000000 1.000000 ");
  }

  @Test
  @DisplayName("The dependencies are of this version, and of the ND4J that the example ran with")
  void dependencies() throws IOException {
    String readme = readme();
    Matcher dependency = DEPENDENCY.matcher(readme.substring(0, readme.indexOf("</dependencies>")));
    List<String> found =
        dependency.results().map(each -> each.group(1) + " " + each.group(2)).toList();
    assertThat(found)
        .containsExactly(
            "gradus-dl4j-bridge " + GradusVersion.current(),
            "gradus-optimizers " + GradusVersion.current(),
            "nd4j-native 1.0.0-M2.1");
    assertThat(System.getProperty("java.class.path")).contains("nd4j-native-1.0.0-M2.1");
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("..", "README.md"));
  }

  private static List<String> blocks() throws IOException {
    return BLOCK
        .matcher(readme())
        .results()
        .map(each -> each.group(1))
        .collect(Collectors.toList());
  }

  /** Compiles a class and runs its main method; returns what it printed. */
  private String run(String name, String source) throws Exception {
    Path file = Files.writeString(directory.resolve(name + ".java"), source);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-proc:none",
                "-d",
                directory.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                file.toString());
    assertThat(code).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(out);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
