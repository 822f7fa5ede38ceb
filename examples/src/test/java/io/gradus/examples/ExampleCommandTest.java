package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleCommandTest {

  /** Guessing gives 10 %, or 20 % of the five digits that are transferred to. */
  @ParameterizedTest
  @CsvSource({"convolution, 95", "graph, 95", "resume, 94", "transfer, 93"})
  @DisplayName("Examples with digits recognize those that they have not seen")
  void recognizes(String name, double percent) {
    Cli run = Cli.run("example", name);
    assertThat(run.code()).as(run.err()).isZero();
    List<Double> accuracies =
        Pattern.compile("epoch +\\d+: ([0-9.]+) % of the test")
            .matcher(run.out())
            .results()
            .map((MatchResult line) -> Double.parseDouble(line.group(1)))
            .toList();
    assertThat(accuracies).hasSizeGreaterThanOrEqualTo(6);
    assertThat(accuracies.get(accuracies.size() - 1)).as(run.out()).isGreaterThan(percent);
    assertThat(accuracies.get(accuracies.size() - 1)).isGreaterThan(accuracies.get(0));
  }

  /** What the simple forecasts are off by was computed from the series by another program. */
  @Test
  @DisplayName("The LSTM forecasts years that it has not seen better than the year before does")
  void forecasts() {
    Cli run = Cli.run("example", "lstm");
    assertThat(run.code()).as(run.err()).isZero();
    List<Double> errors =
        Pattern.compile("epoch +\\d+: off by ([0-9.]+) ppm from 2000 on")
            .matcher(run.out())
            .results()
            .map((MatchResult line) -> Double.parseDouble(line.group(1)))
            .toList();
    assertThat(errors).hasSize(12);
    assertThat(errors.get(11)).as(run.out()).isLessThan(0.42);
    assertThat(run.out())
        .contains("forecasting no change: off by 1.269 ppm")
        .contains("forecasting the change of the year before: off by 0.445 ppm");
  }

  @Test
  @DisplayName("A run that was saved and resumed says that its parameters are equal")
  void resume() {
    assertThat(Cli.run("example", "resume", "--epochs", "2").out())
        .contains("saved after epoch 1")
        .contains("The parameters are equal.");
  }

  @Test
  @DisplayName("Transfer learning has two rates, and its base does not move")
  void transfer() {
    assertThat(Cli.run("example", "transfer", "--epochs", "1").out())
        .contains("layer 1 at rate 0.001, layer 2 at rate 0.01")
        .contains("Layer 0 has not changed.");
  }

  @Test
  @DisplayName("The examples are listed, each has help, and bad values are refused")
  void listHelpAndRefusal() {
    for (Cli list : List.of(Cli.run("example"), Cli.run("example", "list"))) {
      assertThat(list.out()).contains("convolution", "lstm", "graph", "resume", "transfer");
    }
    assertThat(Cli.run("example", "--help").out()).contains("convolution");
    Cli help = Cli.run("example", "lstm", "--help");
    assertThat(help.out()).contains("--epochs").contains("Default: 12");
    assertThat(help.code()).isZero();
    Cli refused = Cli.run("example", "lstm", "--epochs", "0");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("--epochs must be from 1 to 1000, but is 0.");
    assertThat(Cli.run("example", "none").code()).isEqualTo(2);
  }
}
