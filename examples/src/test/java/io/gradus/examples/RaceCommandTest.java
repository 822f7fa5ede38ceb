package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class RaceCommandTest {

  @TempDir private Path directory;

  private Cli race(String... options) {
    String[] args = new String[options.length + 3];
    args[0] = "race";
    args[1] = "--out";
    args[2] = directory.resolve("new/race").toString();
    System.arraycopy(options, 0, args, 3, options.length);
    return Cli.run(args);
  }

  private Path file(String name) {
    return directory.resolve("new/race").resolve(name);
  }

  @Test
  void writesFourWellFormedFiles() throws Exception {
    Cli race = race("--optimizers", "adam,SGD", "--epochs", "2");

    assertThat(race.err()).contains("1/3 adam", "2/3 sgd", "3/3 dl4j Adam", ", test ");
    assertThat(race.code()).isZero();
    assertThat(race.out())
        .contains("rank", "adam", "sgd", Contestant.REFERENCE)
        .contains("Wrote " + file("race.png"), "Wrote " + file("race.json"));
    assertThat(race.out().lines()).allMatch(line -> line.length() <= 100 || line.contains("Wrote"));

    var image = ImageIO.read(file("race.png").toFile());
    assertThat(image.getWidth()).isEqualTo(1400);
    assertThat(image.getHeight()).isEqualTo(900);

    var xml = DocumentBuilderFactory.newInstance();
    xml.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    var svg = xml.newDocumentBuilder().parse(file("race.svg").toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");

    List<String> csv = Files.readAllLines(file("race.csv"));
    assertThat(csv).hasSize(1 + 3);
    assertThat(csv.get(0)).startsWith("rank,optimizer,learning_rate").endsWith(",loss_epoch_2");

    JsonNode json = new ObjectMapper().readTree(file("race.json").toFile());
    assertThat(json.at("/settings/epochs").asInt()).isEqualTo(2);
    assertThat(json.get("results")).hasSize(3);
    for (JsonNode row : json.get("results")) {
      assertThat(row.fieldNames())
          .toIterable()
          .containsExactly(
              "rank",
              "optimizer",
              "learningRate",
              "finalTrainingLoss",
              "testAccuracy",
              "secondsPerEpoch",
              "failure",
              "configuration",
              "meanTrainingLossOfEpoch");
      assertThat(row.get("meanTrainingLossOfEpoch")).hasSize(2);
    }
    try (var files = Files.list(directory.resolve("new/race"))) {
      assertThat(files).hasSize(4); // nothing unfinished is left
    }
  }

  @Test
  void isReproducible() throws IOException {
    race("--optimizers", "adam", "--epochs", "2", "--batch", "100", "--learning-rate", "0.01");
    JsonNode first = new ObjectMapper().readTree(file("race.json").toFile());
    race("--optimizers", "adam", "--epochs", "2", "--batch", "100", "--learning-rate", "0.01");
    JsonNode second = new ObjectMapper().readTree(file("race.json").toFile());
    for (int i = 0; i < 2; i++) {
      assertThat(second.at("/results/" + i + "/meanTrainingLossOfEpoch"))
          .isEqualTo(first.at("/results/" + i + "/meanTrainingLossOfEpoch"));
      assertThat(second.at("/results/" + i + "/learningRate").asDouble()).isEqualTo(0.01);
    }
  }

  @Test
  void goesOnAfterAFailure() throws IOException {
    Cli race =
        race("--optimizers", "sgd", "--epochs", "2", "--batch", "300", "--learning-rate", "1e38");

    assertThat(race.code()).isEqualTo(1);
    assertThat(race.out().replaceAll("\\s+", " "))
        .contains("sgd 1e38 failed: The loss became")
        .contains("a learning rate smaller than 1e38 may help.")
        .contains("dl4j Adam");
    assertThat(Files.readAllLines(file("race.csv"))).hasSize(1 + 2);
    assertThat(file("race.png")).isNotEmptyFile();
  }

  @Test
  void namesTheNearestOfAnUnknownName() {
    Cli race = race("--optimizers", "adam,adagrat");

    assertThat(race.code()).isEqualTo(2);
    assertThat(race.err()).contains("Did you mean 'adagrad'?").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs, 0, '--epochs must be from 1 to 10000, but is 0.'",
    "--epochs, many, is not an int",
    "--batch, -1, --batch must be from 1 to 1797",
    "--hidden, 0, --hidden must be from 1 to 4096",
    "--learning-rate, NaN, 'must be a finite number above 0, but is NaN.'",
    "--learning-rate, 0, must be a finite number above 0",
    "--seed, x, is not a long",
    "--nonsense, x, Unknown option"
  })
  void refusesBadValues(String option, String value, String sentence) {
    Cli race = race(option, value);

    assertThat(race.code()).isEqualTo(2);
    assertThat(race.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {",", "", " ", "adam,", ",adam", "adam,,sgd"})
  void refusesEmptyNames(String names) {
    Cli race = race("--optimizers", names);

    assertThat(race.code()).isEqualTo(2);
    assertThat(race.err())
        .startsWith("--optimizers must be names separated by commas, but in '" + names + "'");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesAnOutputThatIsNoDirectory() throws IOException {
    Files.writeString(directory.resolve("new"), "a file");

    Cli race = race("--optimizers", "sgd");

    assertThat(race.code()).isEqualTo(2);
    assertThat(race.err()).contains("--out must be a directory");
  }
}
