package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of promises in {@code docs/deeplearning4j.md} names tests that exist. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromisesTest {

  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  /** The rows of the table; the first is the one after its head. */
  static List<String> rows() throws IOException {
    List<String> lines = Files.readAllLines(root().resolve("docs/deeplearning4j.md"));
    int head = lines.indexOf("| What is promised | The test that proves it |");
    assertThat(head).as("the table's head").isPositive();
    List<String> rows =
        lines.subList(head + 2, lines.size()).stream().takeWhile(l -> l.startsWith("|")).toList();
    assertThat(rows).hasSizeGreaterThan(30);
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  @DisplayName("Every promise names a test, and every test that is named exists")
  void namesTests(String row) throws IOException {
    List<String[]> tests =
        TEST.matcher(row).results().map(m -> new String[] {m.group(1), m.group(2)}).toList();
    assertThat(tests).as(row).isNotEmpty();
    for (String[] test : tests) {
      assertThat(exists(test[0], test[1])).as("%s#%s", test[0], test[1]).isTrue();
    }
  }

  private static boolean exists(String type, String method) throws IOException {
    try {
      return Stream.of(Class.forName("io.gradus.dl4j." + type).getDeclaredMethods())
          .anyMatch(
              each ->
                  each.getName().equals(method)
                      && Stream.of(each.getAnnotations())
                          .anyMatch(a -> a.annotationType().getSimpleName().endsWith("Test")));
    } catch (ClassNotFoundException e) {
      return existsInSource(type, method); // a test of another module
    }
  }

  private static boolean existsInSource(String type, String method) throws IOException {
    Pattern declaration =
        Pattern.compile("@(Test|ParameterizedTest|Property)\\b[^;]*?\\bvoid " + method + "\\(");
    try (Stream<Path> modules = Files.list(root())) {
      for (Path tests :
          modules.map(m -> m.resolve("src/test/java")).filter(Files::isDirectory).toList()) {
        try (Stream<Path> files = Files.walk(tests)) {
          for (Path file : files.filter(f -> f.endsWith(type + ".java")).toList()) {
            if (declaration.matcher(Files.readString(file)).find()) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs/deeplearning4j.md"))) {
      at = at.getParent();
    }
    return at;
  }
}
