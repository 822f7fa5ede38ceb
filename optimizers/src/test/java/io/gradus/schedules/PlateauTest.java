package io.gradus.schedules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlateauTest {

  private static final Plateau.Rule HALF = new Plateau.Rule().withFactor(0.5);

  @Test
  @DisplayName("Every rate of PyTorch's recording, to a relative 1e-12")
  void followsPyTorch() throws IOException {
    String[] line = recording();
    assertThat(line[1]).isEqualTo("factor=0.5 patience=4");
    double[] rates = numbers(line[3]);
    double[] metrics = numbers(line[4]);
    assertThat(rates).hasSize(60).hasSameSizeAs(metrics);

    Plateau plateau = new Plateau(HALF.withPatience(4), Double.parseDouble(line[2]));
    for (int t = 0; t < rates.length; t++) {
      assertThat(plateau.rate()).as("update %d", t).isCloseTo(rates[t], within(1e-12 * rates[t]));
      plateau = plateau.next(metrics[t]);
    }
    assertThat(plateau.reductions()).isEqualTo(7);
  }

  @Test
  @DisplayName("By hand: patience 1, cooldown 2, a metric that never improves")
  void coolsDown() {
    // bad: 0 (the first is best), 1, 2 > 1 reduces, two that cool down, 1, 2 reduces
    assertThat(rates(new Plateau(HALF.withPatience(1).withCooldown(2), 1), 1, 1, 1, 1, 1, 1, 1))
        .containsExactly(1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25);
    Plateau cooling = new Plateau(HALF.withPatience(0).withCooldown(2), 1).next(1).next(1);
    assertThat(cooling).isEqualTo(new Plateau(cooling.rule(), 0.5, 1, 0, 2, 1));
    // what improves meanwhile is the best from then on
    assertThat(cooling.next(0.5)).isEqualTo(new Plateau(cooling.rule(), 0.5, 0.5, 0, 1, 1));
  }

  @Test
  void aRelativeThresholdIsAShareOfTheBest() {
    Plateau.Rule rule = HALF.withPatience(0).withThreshold(0.1, Plateau.Threshold.RELATIVE);
    assertThat(rates(new Plateau(rule, 1), 100, 89, 81, 72)).containsExactly(1.0, 1.0, 0.5, 0.5);
    // below 0 too a metric must improve: PyTorch takes -95 for better than -100
    assertThat(rates(new Plateau(rule, 1), -100, -95, -111)).containsExactly(1.0, 0.5, 0.5);
  }

  @Test
  void anAbsoluteThresholdIsInTheMetricsUnit() {
    Plateau.Rule rule = HALF.withPatience(0).withThreshold(1, Plateau.Threshold.ABSOLUTE);
    assertThat(rates(new Plateau(rule, 1), 100, 98.5, 98, 97)).containsExactly(1.0, 1.0, 0.5, 0.5);
  }

  @Test
  void maximizes() {
    Plateau.Rule rule = HALF.withPatience(0).withGoal(Plateau.Goal.MAXIMIZE);
    assertThat(rates(new Plateau(rule, 1), 0.5, 0.6, 0.6, 0.7)).containsExactly(1.0, 1.0, 0.5, 0.5);
  }

  @Test
  void neverFallsBelowTheMinimumNorRisesToIt() {
    Plateau.Rule rule = HALF.withPatience(0).withMinimum(0.3);
    assertThat(rates(new Plateau(rule, 1), 1, 1, 1, 1)).containsExactly(1.0, 0.5, 0.3, 0.3);
    assertThat(rates(new Plateau(rule, 0.1), 1, 1)).containsExactly(0.1, 0.1);
    assertThat(new Plateau(rule, 0.3).next(1).next(1).reductions()).isZero();
  }

  @Test
  void whatIsNoNumberIsNeverBetter() {
    Plateau plateau = new Plateau(HALF.withPatience(0), 1).next(Double.NaN);
    assertThat(plateau.rate()).isEqualTo(0.5);
    assertThat(plateau.best()).isInfinite();
    assertThat(plateau.next(Double.POSITIVE_INFINITY).best()).isInfinite();
    assertThat(plateau.next(3).best()).isEqualTo(3);
  }

  @Test
  void goesOnFromARateThatWasChanged() {
    Plateau plateau = new Plateau(HALF.withPatience(0), 1).next(1).withRate(10).next(1);
    assertThat(plateau.rate()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
  void refusesAFactorThatDoesNotReduce(double factor) {
    assertThatThrownBy(() -> HALF.withFactor(factor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("factor must be above 0 and below 1, but is " + factor);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatThrownBy(() -> HALF.withPatience(-1)).hasMessageContaining("patience");
    assertThatThrownBy(() -> HALF.withCooldown(-1)).hasMessageContaining("cooldown");
    assertThatThrownBy(() -> HALF.withMinimum(Double.NaN)).hasMessageContaining("minimum");
    assertThatThrownBy(() -> HALF.withThreshold(-1, Plateau.Threshold.ABSOLUTE))
        .hasMessageContaining("threshold");
    assertThatThrownBy(() -> HALF.withGoal(null)).hasMessageContaining("goal");
    assertThatThrownBy(() -> new Plateau(HALF, -1)).hasMessageContaining("rate");
    assertThatThrownBy(() -> new Plateau(null, 1)).hasMessageContaining("rule");
    assertThatThrownBy(() -> new Plateau(HALF, 1, Double.NaN, 0, 0, 0))
        .hasMessageContaining("best");
    assertThatThrownBy(() -> new Plateau(HALF, 1, 1, -1, 0, 0)).hasMessageContaining("badEpochs");
  }

  private static List<Double> rates(Plateau start, double... metrics) {
    List<Double> rates = new ArrayList<>();
    Plateau plateau = start;
    for (double metric : metrics) {
      plateau = plateau.next(metric);
      rates.add(plateau.rate());
    }
    return rates;
  }

  private static double[] numbers(String column) {
    return Arrays.stream(column.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private static String[] recording() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    PlateauTest.class.getResourceAsStream("/golden/torch-schedules.tsv")),
                UTF_8))) {
      return reader
          .lines()
          .filter(line -> line.startsWith("ReduceLROnPlateau\t"))
          .map(line -> line.split("\t", -1))
          .findAny()
          .orElseThrow();
    }
  }
}
