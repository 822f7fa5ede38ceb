package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.examples.InitialWeights.Function;
import io.gradus.examples.InitialWeights.Signal;
import io.gradus.examples.InitialWeights.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitialWeightsTest {

  @TempDir private Path directory;

  private static Signal signal(long seed, String name, Function function) {
    Start start =
        InitialWeights.starts().stream()
            .filter(each -> each.name().startsWith(name))
            .findAny()
            .orElseThrow();
    return new InitialWeights(seed).through(start, function);
  }

  private static double last(Signal signal) {
    return signal.deviations().get(InitialWeights.LAYERS - 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void initialWeightsDoWhatTheTextsSay(long seed) {
    Signal he = signal(seed, "He", Function.RELU);
    assertThat(he.deviations())
        .hasSize(20)
        .allSatisfy(each -> assertThat(each / he.deviations().get(0)).isBetween(1 / 3.0, 3.0));
    // half the variance a layer: 2^(-19/2) of the first layer's deviation
    Signal xavier = signal(seed, "Xavier", Function.RELU);
    assertThat(last(xavier) / xavier.deviations().get(0) / Math.pow(2, -9.5))
        .isBetween(1 / 3.0, 3.0);
    assertThat(last(signal(seed, "too small", Function.RELU))).isLessThan(1e-6);
    assertThat(last(signal(seed, "too small", Function.TANH))).isLessThan(1e-6);
    assertThat(last(signal(seed, "too large", Function.RELU))).isGreaterThan(1e6);
    Signal saturated = signal(seed, "too large", Function.TANH);
    assertThat(saturated.example())
        .filteredOn(each -> Math.abs(each) > 0.9)
        .hasSizeGreaterThan(100);
    assertThat(last(signal(seed, "Xavier", Function.TANH))).isBetween(0.1, 0.4);
    for (Function function : Function.values()) {
      Signal constant = signal(seed, "constant", function);
      assertThat(constant.distinctUnits()).isEqualTo(1);
      assertThat(constant.example()).containsOnly(constant.example().get(0));
      assertThat(signal(seed, "Xavier", function).distinctUnits()).isGreaterThan(100);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void productsVanishStayOrExplode(long seed) {
    InitialWeights weights = new InitialWeights(seed);
    List<Double> one = weights.products(1);
    assertThat(one).hasSize(InitialWeights.PRODUCTS);
    assertThat(one.get(99)).isBetween(-8.0, 3.0);
    // the same draws, scaled: the k-th product by the k-th power
    for (int k = 1; k <= 100; k++) {
      double law = k * Math.log10(2);
      assertThat(weights.products(2).get(k - 1)).isCloseTo(one.get(k - 1) + law, within(1e-9));
      assertThat(weights.products(0.5).get(k - 1)).isCloseTo(one.get(k - 1) - law, within(1e-9));
    }
  }

  @Test
  void writesAPictureAndATable() throws IOException {
    Path out = directory.resolve("new/initializers");
    Cli cli = Cli.run("initializers", "--out", out.toString());

    assertThat(cli.code()).isZero();
    assertThat(cli.out())
        .contains("Frobenius norm", "0.5/√n", "distinct units", "too small", "Xavier", "He, σ")
        .contains("Wrote " + out.resolve("initializers.png"));
    assertThat(cli.out().lines()).allMatch(line -> line.length() <= 100 || line.contains("Wrote"));
    assertThat(ImageIO.read(out.resolve("initializers.png").toFile()).getWidth()).isEqualTo(1792);
    try (var files = Files.list(out)) {
      assertThat(files).hasSize(1);
    }
    String again = Cli.run("initializers", "--out", out.toString()).out();
    assertThat(again).isEqualTo(cli.out());
  }

  @ParameterizedTest
  @CsvSource({"--seed, x, is not a long", "--nonsense, x, Unknown option"})
  void refusesBadValues(String option, String value, String sentence) {
    Cli cli = Cli.run("initializers", "--out", directory.resolve("new").toString(), option, value);

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(directory).isEmptyDirectory();
  }
}
