package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common. */
class MainTest {

  @TempDir private Path directory;

  /** A disk that is full. */
  private static final class Full extends Writer {
    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      throw new IOException("No space left on device");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "list --markdown",
        "explain adam",
        "--help",
        "list --help",
        "--version",
        "example list",
        "schedules --out DIR",
        "new-plugin my-rule --dir DIR"
      })
  @DisplayName("A command whose output does not arrive fails, and says so")
  void fullDisk(String command) {
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(new Full()))
            .setErr(new PrintWriter(err))
            .execute(command.replace("DIR", directory.resolve("new").toString()).split(" "));
    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines("The output could not be written in full; is the disk full?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bogus --help",
        "--help bogus",
        "bogus --version",
        "list bogus --help",
        "list --help bogus",
        "example bogus --help",
        "race --bogus --help",
        "example lstm bogus -h"
      })
  @DisplayName("To ask for help excuses no unknown word")
  void unknownWords(String command) {
    Cli refused = Cli.run(command.split(" "));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("bogus").contains("--help'.").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "-h", "list --help", "example --help", "example lstm --help", "race -h"})
  @DisplayName("Help alone is help")
  void help(String command) {
    Cli help = Cli.run(command.split(" "));
    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).startsWith("Usage: gradus");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "race --out",
        "lr-find --out",
        "schedules --out",
        "initializers --out",
        "audit --out",
        "new-plugin my-rule --dir",
        "accelerate",
        "accelerate model.zip --out"
      })
  @DisplayName("An empty path is refused, as an unset variable gives one")
  void emptyPaths(String command) {
    for (String empty : List.of("", " ")) {
      String[] words = (command + " ?").split(" ");
      words[words.length - 1] = empty;
      Cli refused = Cli.run(words);
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err()).contains("a path must not be empty.").doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"race --out", "accelerate", "new-plugin my-rule --dir"})
  @DisplayName("What is no path is refused in a sentence")
  void badPaths(String command) {
    Cli refused = Cli.run((command + " a\0b").split(" "));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("is not a path: ").doesNotContain("\tat ");
  }
}
