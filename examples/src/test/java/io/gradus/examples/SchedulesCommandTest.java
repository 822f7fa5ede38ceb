package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Configuration;
import io.gradus.api.Schedule;
import io.gradus.api.Schedules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesCommandTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {10, 11, 100, 997})
  void drawsEveryInstalledScheduleWithinItsPanel(int steps) {
    for (Schedule installed : Schedules.installed().all()) {
      Schedule sample = ScheduleSamples.of(installed, steps);
      assertThat(sample.description().name()).isEqualTo(installed.description().name());
      double least = Double.POSITIVE_INFINITY;
      double most = 0;
      for (int t = 0; t < steps; t++) {
        least = Math.min(least, sample.at(t, t));
        most = Math.max(most, sample.at(t, t));
      }
      assertThat(least).as("%s", sample).isNotNegative();
      assertThat(most)
          .as("%s", sample)
          .isBetween(0.02, sample.description().name().endsWith("momentum") ? 0.95 : 0.1);
    }
  }

  @Test
  void writesAPicture() throws IOException {
    Path out = directory.resolve("new/schedules");
    Cli cli = Cli.run("schedules", "--out", out.toString());

    assertThat(cli.code()).isZero();
    assertThat(cli.out()).contains("Wrote " + out.resolve("schedules.png"));
    var image = ImageIO.read(out.resolve("schedules.png").toFile());
    assertThat(image.getWidth()).isEqualTo(24 + 4 * (440 + 24));
    try (var files = Files.list(out)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void writesArgumentsAsPeopleDo() {
    Schedule warmup = ScheduleSamples.of(Schedules.named("warmup"), 100);
    assertThat(ScheduleChart.arguments(Configuration.toMap(warmup)))
        .isEqualTo("schedule cosine (initial 0.1, end 0, length 80), initial 0, length 20");
  }

  @ParameterizedTest
  @CsvSource({
    "--steps, 9, '--steps must be from 10 to 10000, but is 9.'",
    "--steps, many, is not an int",
    "--nonsense, x, Unknown option"
  })
  void refusesBadValues(String option, String value, String sentence) {
    Cli cli = Cli.run("schedules", "--out", directory.resolve("new").toString(), option, value);

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesAnOutputThatIsNoDirectory() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "a file");

    for (String command : new String[] {"schedules", "initializers", "lr-find"}) {
      Cli cli = Cli.run(command, "--out", file.toString());
      assertThat(cli.code()).isEqualTo(2);
      assertThat(cli.err()).contains("--out must be a directory");
    }
  }
}
