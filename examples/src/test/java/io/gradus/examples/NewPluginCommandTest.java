package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.examples.PluginProject.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the files hold is compiled and tested by the plug-in tests, which build such a project. */
class NewPluginCommandTest {

  @TempDir private Path directory;

  private Cli write(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "new-plugin";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--dir";
    all[arguments.length + 2] = directory.resolve("new/project").toString();
    return Cli.run(all);
  }

  private List<String> files() throws IOException {
    Path project = directory.resolve("new/project");
    try (Stream<Path> all = Files.walk(project)) {
      return all.filter(Files::isRegularFile)
          .map(file -> project.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void writesOneOfEachUnderItsOwnNames() throws IOException {
    Cli written = write("my-rule", "--package", "org.acme.rules");

    assertThat(written.err()).isEmpty();
    assertThat(written.code()).isZero();
    assertThat(files())
        .containsExactly(
            ".gitignore",
            "README.md",
            "pom.xml",
            "src/main/java/org/acme/rules/MyRule.java",
            "src/main/java/org/acme/rules/MyRuleInitializer.java",
            "src/main/java/org/acme/rules/MyRuleSchedule.java",
            "src/test/java/org/acme/rules/MyRuleInitializerTest.java",
            "src/test/java/org/acme/rules/MyRuleScheduleTest.java",
            "src/test/java/org/acme/rules/MyRuleTest.java");
    for (String file : files()) {
      assertThat(written.out())
          .contains("Wrote " + directory.resolve("new/project").resolve(file) + "\n");
      assertThat(directory.resolve("new/project").resolve(file))
          .content()
          .doesNotContain("com.example", "com/example", "third-party")
          .doesNotContain("ScAdagrad", "sc-adagrad", "Rex", "rex`", "Siren", "siren`");
    }
    assertThat(directory.resolve("new/project/src/main/java/org/acme/rules/MyRule.java"))
        .content()
        .startsWith("package org.acme.rules;")
        .contains("name = \"my-rule\"", "public record MyRule(", "MyRule.class");
    assertThat(directory.resolve("new/project/pom.xml"))
        .content()
        .contains("<groupId>org.acme.rules</groupId>", "<artifactId>my-rule</artifactId>");
    assertThat(written.out())
        .contains("mvn -f " + directory.resolve("new/project") + " verify")
        .contains("./gradus explain my-rule-schedule", "./gradus race --optimizers my-rule,adam");
  }

  @Test
  void writesOnlyWhatIsAskedFor() throws IOException {
    Cli written = write("slow-end", "--schedule");

    assertThat(files())
        .containsExactly(
            ".gitignore",
            "README.md",
            "pom.xml",
            "src/main/java/com/example/plugin/SlowEndSchedule.java",
            "src/test/java/com/example/plugin/SlowEndScheduleTest.java");
    assertThat(directory.resolve("new/project/README.md"))
        .content()
        .contains("| `slow-end-schedule` | schedule |", "./gradus explain slow-end-schedule")
        .doesNotContain("optimizer |", "initializer |", "race");
    assertThat(written.out()).doesNotContain("race", "initializer");
  }

  /** A name may be one of the example's: each is replaced once. */
  @Test
  void isNotConfusedByTheExamplesOwnNames() throws IOException {
    assertThat(write("rex", "--optimizer", "--schedule").code()).isZero();
    assertThat(directory.resolve("new/project/src/main/java/com/example/plugin/Rex.java"))
        .content()
        .contains("implements GradientOptimizer");
    assertThat(directory.resolve("new/project/src/main/java/com/example/plugin/RexSchedule.java"))
        .content()
        .contains(
            "name = \"rex-schedule\"",
            "record RexSchedule(",
            "Hyperparameters.check(RexSchedule.class");
  }

  @Test
  void writesIntoAnEmptyDirectory() throws IOException {
    Files.createDirectories(directory.resolve("new/project"));

    assertThat(write("my-rule").code()).isZero();
    assertThat(files()).contains("pom.xml");
  }

  @ParameterizedTest
  @CsvSource({
    "MyRule, NAME must be lower-case words joined by hyphens",
    "my_rule, but is 'my_rule'.",
    "my-, but is 'my-'.",
    "2nd, but is '2nd'.",
    "../up, but is '../up'.",
    "'', but is ''.",
    "adam, the optimizer 'adam' is installed already: io.gradus.optimizers.Adam",
    "heavy-ball, the optimizer 'heavy-ball' is installed already",
    "step, 'would be called Step, which would hide the Step that its source uses'",
    "list, 'would be called List, which would hide'",
    "override, 'would be called Override, which would hide'",
  })
  void refusesBadNames(String name, String sentence) {
    Cli refused = write(name);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({"org..acme", "org.acme.", "org/acme", "org.acme.class", "'org acme'", "''"})
  void refusesWhatIsNoPackage(String packageName) {
    Cli refused = write("my-rule", "--package", packageName);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("--package must be the name of a Java package, such as org.example.rules")
        .contains("but is '" + packageName + "'.");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesADirectoryWithFiles() throws IOException {
    Files.createDirectories(directory.resolve("new/project"));
    Files.writeString(directory.resolve("new/project/notes.txt"), "mine");

    Cli refused = write("my-rule");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("has files in it, such as notes.txt.");
    assertThat(files()).containsExactly("notes.txt");
  }

  @Test
  void refusesAFileInPlaceOfADirectory() throws IOException {
    Files.createDirectories(directory.resolve("new"));
    Files.writeString(directory.resolve("new/project"), "mine");

    Cli refused = write("my-rule");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("project is a file.");
    assertThat(directory.resolve("new/project")).hasContent("mine");
  }

  @Test
  void saysThatItCouldNotWrite() throws IOException {
    Files.writeString(directory.resolve("new"), "a file where a directory is wanted");

    Cli failed = write("my-rule");

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("no files are left behind").doesNotContain("\tat ");
  }

  /** The file of the class has eight letters more, and file systems take 255. */
  @Test
  void leavesNothingOfATooLongName() {
    Cli failed = write("a" + "b".repeat(251));

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err())
        .contains("The project could not be written, and no files are left behind: ")
        .doesNotContain("Exception", "\tat ");
    assertThat(directory).isEmptyDirectory();
  }

  /** The files before src are written by the time that src turns out to be a file. */
  @Test
  void leavesNothingHalfWritten() throws IOException {
    Files.writeString(directory.resolve("src"), "a file where a directory is wanted");
    PluginProject project = new PluginProject("my-rule", "org.acme", EnumSet.allOf(Kind.class));

    assertThatThrownBy(() -> project.write(directory)).isInstanceOf(IOException.class);

    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(directory.resolve("src"));
    }
    assertThat(directory.resolve("src")).hasContent("a file where a directory is wanted");
  }

  @Test
  void helps() {
    assertThat(Cli.run("new-plugin", "--help").out())
        .contains("NAME-schedule", "--package", "--dir", "--optimizer", "--initializer")
        .contains("gradus new-plugin my-rule --package org.example.rules --optimizer");
    assertThat(Cli.run("new-plugin").err()).contains("Missing required parameter: 'NAME'");
  }
}
