package io.gradus.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plug-ins that were built in projects of their own, beside Gradus's on the class path. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "gradus is a shell script")
class PluginIT {

  private static final Path THIRD_PARTY =
      jar("projects/third-party-plugin/target/third-party-plugin-1.0.0-SNAPSHOT.jar");

  private static final Path GENERATED =
      jar("generated-projects/anew/target/anew-1.0.0-SNAPSHOT.jar");

  private static Path jar(String path) {
    return Path.of("target").resolve(path).toAbsolutePath();
  }

  @ParameterizedTest
  @CsvSource({
    "--optimizers, sc-adagrad, anew",
    "--schedules, rex, anew-schedule",
    "--initializers, siren, anew-initializer"
  })
  void areListed(String kind, String thirdParty, String generated) throws Exception {
    Gradus without = Gradus.run(List.of(), "list", kind);
    Gradus with = Gradus.run(List.of(THIRD_PARTY, GENERATED), "list", kind);

    assertThat(without.err()).isEmpty();
    assertThat(without.out().lines()).noneMatch(line -> line.startsWith(thirdParty + " "));
    assertThat(with.err()).isEmpty();
    assertThat(with.code()).isZero();
    assertThat(with.out().lines())
        .anyMatch(line -> line.startsWith(thirdParty + " "))
        .anyMatch(line -> line.startsWith(generated + " "))
        .hasSizeGreaterThan((int) without.out().lines().count());
  }

  /** It is not in the race's file of rates. */
  @Test
  void theOptimizerRacesAtItsOwnRate(@TempDir Path directory) throws Exception {
    Gradus race =
        Gradus.run(
            List.of(THIRD_PARTY),
            "race",
            "--optimizers",
            "sc-adagrad",
            "--epochs",
            "5",
            "--out",
            directory.toString());

    assertThat(race.code()).isZero();
    List<String> columns = List.of(row(directory, "rank").split(","));
    List<String> result = List.of(row(directory, "sc-adagrad").split(","));
    assertThat(result.get(columns.indexOf("learning_rate"))).isEqualTo("0.01");
    assertThat(Double.parseDouble(result.get(columns.indexOf("test_accuracy")))).isGreaterThan(0.8);
  }

  private static String row(Path directory, String word) throws IOException {
    return Files.readAllLines(directory.resolve("race.csv")).stream()
        .filter(line -> List.of(line.split(",")).contains(word))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void explainPrintsWhatTheGuideSays() throws Exception {
    String guide = Files.readString(Path.of("../docs/write-an-optimizer.md"));
    String command = "explain sc-adagrad --step 3";

    Gradus explained = Gradus.run(List.of(THIRD_PARTY), command.split(" "));

    assertThat(explained.err()).isEmpty();
    assertThat(guide)
        .contains("<!-- output: %s -->\n```text\n%s```\n".formatted(command, explained.out()));
  }

  @Test
  void aJarThatDoesNotExistIsNamed() throws Exception {
    Path missing = jar("no-such.jar");

    Gradus refused = Gradus.run(List.of(THIRD_PARTY, missing), "list");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .isEqualToIgnoringNewLines(
            "GRADUS_PLUGINS names %s, which does not exist. Build the plug-in, or name another jar.See 'gradus --help'."
                .formatted(missing));
  }

  @Test
  void aFileThatIsNoJarIsNamed(@TempDir Path directory) throws Exception {
    Path text = Files.writeString(directory.resolve("rule.jar"), "text");

    Gradus refused = Gradus.run(List.of(text, THIRD_PARTY), "list");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).startsWith("GRADUS_PLUGINS names " + text + ", which is not a jar");
  }
}
