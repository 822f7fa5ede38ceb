package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Description;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.HyperparameterDescription;
import io.gradus.api.Initializers;
import io.gradus.api.LineSearches;
import io.gradus.api.Optimizers;
import io.gradus.api.Plugin;
import io.gradus.api.Schedules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ListAndExplainTest {

  @Test
  void listsEverythingInstalled() {
    assertThat(Cli.run("list").out()).contains(Optimizers.installed().names());
    assertThat(Cli.run("list", "--schedules").out()).contains(Schedules.installed().names());
    assertThat(Cli.run("list", "--initializers").out()).contains(Initializers.installed().names());
    assertThat(Cli.run("list", "--line-searches").out())
        .contains(LineSearches.installed().names())
        .contains(LineSearches.installed().names().size() + " line searches")
        .contains("decrease 0.0001, shrink");
    assertThat(Cli.run("list").out()).contains("heavy-ball").contains("Gradient descent: a step");
    assertThat(Cli.run("list", "--schedules").out()).contains("initial 0.01, gamma");
    assertThat(Cli.run("list").code()).isZero();
    assertThat(Cli.run("list").err()).isEmpty();
  }

  @Test
  void theReadmesTableIsWhatIsInstalled() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String table =
        readme.substring(readme.indexOf("| Name |"), readme.indexOf("<!-- optimizers: end"));

    assertThat(table.strip())
        .as("run ./gradus list --markdown and put its table into README.md")
        .isEqualTo(Cli.run("list", "--markdown").out().strip());
  }

  @Test
  void explainsAdamInNumbers() {
    Cli adam = Cli.run("explain", "Adam", "--step", "3");

    assertThat(adam.code()).isZero();
    assertThat(adam.out().lines().map(String::strip))
        .contains(
            "m ←  0.9·m + 0.1·g",
            "v ←  0.999·v + 0.001·g²",
            "u =  0.001·(m/0.271)/(√(v/0.002997001) + 1e-8)",
            "θ ←  θ − u")
        .contains("m = 0, v = 0 before the first step");
    assertThat(adam.out())
        .contains("Kingma & Ba (2015)", "learning rate η", "[0, 1)", "PYTORCH", "KERAS", "DL4J")
        .contains("reads the gradient g, but not the parameter", "u at step 3");
  }

  @Test
  void namesWhatIsUsedTwiceAndReadsItsSlots() {
    assertThat(Cli.run("explain", "nesterov").out().lines().map(String::strip))
        .contains("x₁ =  0.01·g", "v  ←  0.9·v + x₁", "u  =  0.9·v + x₁");
  }

  @Test
  void showsTheLoopsWhereAskedFor() {
    Cli adam = Cli.run("explain", "adam", "--step", "3", "--kernel");

    assertThat(adam.code()).isZero();
    assertThat(adam.out().lines().map(String::strip))
        .contains(
            "// pass 1 of 1 over memory, a plain or a vector loop",
            "float g = gradient[i];",
            "float m = state[\"m\"][i];",
            "float t1 = m * 0.9f;",
            "float t8 = t3 * 3.690037f;", // 1 / (1 − 0.9³)
            "float t10 = (float) Math.sqrt(t9);",
            "update[i] = t13;");
    assertThat(Cli.run("explain", "adam").out()).doesNotContain("over memory");
    assertThat(Cli.run("explain", "cosine", "--kernel").err())
        .contains(
            "--kernel is for optimizers that take one gradient per step, but 'cosine' is not one.");
  }

  @Test
  void tellsTheValuesOfAScheduleInOrder() {
    List<String> lines = Cli.run("explain", "linear", "--step", "5").out().lines().toList();

    int heading = lines.indexOf("Values, counted in steps from 0");
    assertThat(lines.subList(heading + 1, lines.size()))
        .containsExactly( // 0.01 (1 − t / 10000)
            "  0          0.01",
            "  1          0.009999",
            "  5          0.009995",
            "  10         0.00999",
            "  100        0.0099",
            "  1000       0.009",
            "  10000      0");
    assertThat(Cli.run("explain", "linear").out().lines().filter(line -> line.startsWith("  1  ")))
        .hasSize(1);
  }

  @Test
  void explainsAScheduleAndAnInitializerOfOneName() {
    assertThat(Cli.run("explain", "constant").out())
        .containsSubsequence("The same value at every step.", "Every element is one given number.");
  }

  static Stream<String> everything() {
    return Stream.of(
            Optimizers.installed().names(),
            Schedules.installed().names(),
            Initializers.installed().names(),
            LineSearches.installed().names())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("everything")
  void explainsEverythingInstalled(String name) {
    Plugin plugin =
        Optimizers.installed().names().contains(name)
            ? Optimizers.named(name)
            : Schedules.installed().names().contains(name)
                ? Schedules.named(name)
                : Initializers.installed().names().contains(name)
                    ? Initializers.named(name)
                    : LineSearches.named(name);
    Description description = plugin.description();

    Cli explained =
        plugin instanceof GradientOptimizer
            ? Cli.run("explain", name, "--step", "7", "--kernel")
            : Cli.run("explain", name, "--step", "7");

    assertThat(explained.err()).isEmpty();
    assertThat(explained.code()).isZero();
    assertThat(explained.out()).startsWith(description.name()).contains("Hyper-parameters");
    for (HyperparameterDescription setting : description.hyperparameters()) {
      assertThat(explained.out()).contains(setting.name());
    }
    assertThat(explained.out().lines()).allMatch(line -> line.length() <= Table.WIDTH);
    if (plugin instanceof GradientOptimizer) {
      assertThat(explained.out()).contains("Rule at step 7", "u at step 7", "update[i] = ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "adaam, '', Did you mean 'adam'?",
    "cosin, '', Did you mean 'cosine'?",
    "he-norml, '', Did you mean 'he-normal'?",
    "adam, 0, '--step must be from 1 to 1000000, but is 0.'",
    "adam, x, is not an int",
  })
  void refusesWhatItCannotExplain(String name, String step, String sentence) {
    Cli refused =
        step.isEmpty() ? Cli.run("explain", name) : Cli.run("explain", name, "--step", step);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains(sentence).doesNotContain("\tat ");
  }

  @Test
  void helpsAndTellsItsVersion() {
    assertThat(Cli.run("--help").out()).contains("race", "list", "explain");
    assertThat(Cli.run("race", "--help").out()).contains("--learning-rate");
    assertThat(Cli.run("--version").out()).startsWith("gradus ");
    assertThat(Cli.run("explode").code()).isEqualTo(2);
    assertThat(Cli.run().code()).isEqualTo(2);
  }
}
