package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LrFindTest {

  private static final Pattern SUGGESTION = Pattern.compile("Suggested rate: ([^ ,]+),");

  @TempDir private Path directory;

  private Cli find(String... options) {
    List<String> args = new ArrayList<>(List.of("lr-find", "--out", directory + "/new"));
    args.addAll(List.of(options));
    return Cli.run(args.toArray(String[]::new));
  }

  @Test
  @DisplayName("With SGD on the digits it suggests a rate that people would choose")
  void suggestsARate() throws IOException {
    Cli cli = find("--optimizer", "SGD", "--epochs", "5");

    assertThat(cli.code()).as("%s%s", cli.out(), cli.err()).isZero();
    assertThat(cli.err()).contains("1/1 sgd").contains("steps");
    assertThat(cli.out()).contains("falls fastest (Smith 2017)");
    Matcher rate = SUGGESTION.matcher(cli.out());
    assertThat(rate.find()).isTrue();
    assertThat(Double.parseDouble(rate.group(1))).isBetween(0.01, 3.0);

    Path out = directory.resolve("new");
    assertThat(ImageIO.read(out.resolve("lr-find.png").toFile()).getWidth()).isEqualTo(1248);
    List<String> csv = Files.readAllLines(out.resolve("lr-find.csv"));
    assertThat(csv.get(0)).isEqualTo("step,learning_rate,loss,smoothed_loss");
    assertThat(csv.size()).isBetween(100, 1 + 5 * 45);
    double average = 0;
    double best = Double.POSITIVE_INFINITY;
    for (int step = 0; step + 1 < csv.size(); step++) {
      String[] row = csv.get(step + 1).split(",", -1);
      assertThat(row).hasSize(4);
      // 1e-6 to 10 in 225 steps, of which the sweep may not take the last
      double expected = 1e-6 * Math.pow(1e7, step / 224.0);
      assertThat(Double.parseDouble(row[1])).isCloseTo(expected, within(1e-9 * expected));
      average = 0.95 * average + 0.05 * Double.parseDouble(row[2]);
      double smoothed = average / (1 - Math.pow(0.95, step + 1));
      assertThat(Double.parseDouble(row[3])).isCloseTo(smoothed, within(1e-9 * smoothed));
      if (step + 2 < csv.size()) {
        best = Math.min(best, smoothed);
        assertThat(smoothed).isLessThanOrEqualTo(4 * best);
      }
    }
    try (var files = Files.list(out)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void isReproducible() throws IOException {
    find("--epochs", "2", "--batch", "100", "--seed", "7");
    byte[] first = Files.readAllBytes(directory.resolve("new/lr-find.csv"));
    find("--epochs", "2", "--batch", "100", "--seed", "7");
    assertThat(directory.resolve("new/lr-find.csv")).hasBinaryContent(first);
  }

  @Test
  @DisplayName("The steepest descent of a curve that is known")
  void findsTheSteepestDescent() {
    List<LrFind.Point> points = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      double loss = 2 - Math.tanh((i - 60) / 8.0) + (i > 80 ? Math.pow((i - 80) / 10.0, 2) : 0);
      points.add(new LrFind.Point(Math.pow(10, i / 20.0), loss, loss));
    }
    assertThat(LrFind.steepest(points)).hasValue(60);
    List<LrFind.Point> rising =
        points.stream().map(p -> new LrFind.Point(p.rate(), p.loss(), p.rate())).toList();
    assertThat(LrFind.steepest(rising)).isEmpty();
    assertThat(LrFind.steepest(List.of())).isEmpty();
  }

  @Test
  void saysSoWhereNothingFell() {
    Cli cli = find("--optimizer", "sgd", "--from", "1e30", "--to", "1e38", "--epochs", "1");
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).contains("never fell").doesNotContain("\tat ");
    assertThat(directory.resolve("new/lr-find.csv")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs, 0, '--epochs must be from 1 to 10000, but is 0.'",
    "--batch, 1798, --batch must be from 1 to 1797",
    "--from, 0, '--from must be a finite number above 0, but is 0.0.'",
    "--from, NaN, --from must be a finite number above 0",
    "--from, 10, 'must be less than --to, but they are 10.0 and 10.0.'",
    "--to, Infinity, --to must be a finite number above 0",
    "--to, 1e303, --from and --to are too far apart: 1.0E-6 and 1.0E303.",
    "--to, much, is not a double",
    "--optimizer, adagrat, Did you mean 'adagrad'?",
    "--seed, x, is not a long",
    "--nonsense, x, Unknown option"
  })
  void refusesBadValues(String option, String value, String sentence) {
    Cli cli = find(option, value);

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(directory).isEmptyDirectory();
  }
}
