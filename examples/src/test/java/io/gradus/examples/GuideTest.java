package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listings of the guide are what they say they are; the plug-in tests run its outputs. */
class GuideTest {

  private static List<MatchResult> blocks(String kind) throws IOException {
    return Pattern.compile("<!-- " + kind + ": (.+) -->\n```\\w+\n((?s:.+?))```\n")
        .matcher(Files.readString(Path.of("../docs/write-an-optimizer.md")))
        .results()
        .toList();
  }

  @Test
  void listingsAreTheEndsOfTheirFiles() throws IOException {
    List<MatchResult> listings = blocks("file");

    assertThat(listings).hasSize(2);
    for (MatchResult listing : listings) {
      assertThat(listing.group(2)).containsPattern("\\A(@AutoService|class)");
      assertThat(Path.of("..", listing.group(1))).content().endsWith("\n" + listing.group(2));
    }
  }

  @Test
  void newPluginPrintsWhatTheGuideSays(@TempDir Path directory) throws IOException {
    MatchResult block = blocks("output").get(0);
    String[] command = block.group(1).split(" ");
    assertThat(command).startsWith("new-plugin").endsWith("--dir", "../my-rule");
    command[command.length - 1] = directory.resolve("my-rule").toString();

    assertThat(Cli.run(command).out().replace(directory.toString(), ".."))
        .isEqualToNormalizingNewlines(block.group(2));
  }
}
