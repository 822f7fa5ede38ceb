package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {

  @TempDir private Path directory;

  @Test
  void writesThePageThatIsPublished() throws IOException {
    Path out = directory.resolve("new/audit.md");
    Cli cli = Cli.run("audit", "--out", out.toString());

    assertThat(cli.code()).isZero();
    assertThat(cli.out()).contains("Wrote " + out);
    assertThat(cli.err()).contains("Nadam").contains("requirements fail");
    assertThat(out).hasSameTextualContentAs(Path.of("..", "docs", "dl4j-audit.md"));
  }

  @Test
  void refusesADirectoryForAFile() throws IOException {
    Cli cli = Cli.run("audit", "--out", Files.createDirectory(directory.resolve("d")).toString());

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("--out must name a file");
  }

  @Test
  void explainsItself() {
    Cli cli = Cli.run("audit", "--help");

    assertThat(cli.code()).isZero();
    assertThat(cli.out()).contains("--out=FILE");
  }
}
