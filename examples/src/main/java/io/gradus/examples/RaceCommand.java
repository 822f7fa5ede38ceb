package io.gradus.examples;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizer;
import io.gradus.api.Optimizers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gradus race}. */
@Command(
    name = "race",
    description =
        "Trains one network on handwritten digits, once with each optimizer, and compares them.")
final class RaceCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--optimizers",
      paramLabel = "NAME[,NAME...]",
      description = "Names or aliases, separated by commas. Default: all installed optimizers.")
  private List<String> names;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "20",
      description = "Passes over the training images. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Images per mini-batch. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      defaultValue = "64",
      description = "Width of the hidden layer. Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "One learning rate for all. Default: a suitable rate for each.")
  private Double learningRate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed for the split, the weights and the shuffling. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/race",
      description = "Directory for race.png, .svg, .csv and .json. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Override
  public Integer call() {
    check("--epochs", epochs, 10_000);
    check("--batch", batch, 1_797);
    check("--hidden", hidden, 4_096);
    if (learningRate != null && !(learningRate > 0 && learningRate <= Double.MAX_VALUE)) {
      throw refused(
          "--learning-rate must be a finite number above 0, but is " + learningRate + ".");
    }
    List<Contestant> contestants = contestants();
    OutputDirectory directory = OutputDirectory.make(spec, out);

    PrintWriter text = spec.commandLine().getOut();
    Race race = new Race(new Race.Settings(epochs, batch, hidden, seed));
    text.print(RaceTable.heading(race));
    text.flush();
    int width = contestants.stream().mapToInt(each -> each.name().length()).max().orElse(0);
    List<Result> results =
        race.run(contestants, Progress.of(spec.commandLine().getErr(), contestants.size(), width));
    List<Result> ranked = results.stream().sorted(Result.BY_RANK).toList();
    text.println();
    text.print(RaceTable.of(ranked));
    text.println();
    text.flush();
    boolean written = true;
    for (String file : List.of("race.csv", "race.json", "race.png", "race.svg")) {
      written &= directory.write(file, to -> RaceFiles.write(to, file, race, ranked));
    }
    return written && results.stream().noneMatch(Result::failed) ? 0 : 1;
  }

  private List<Contestant> contestants() {
    Rates rates = new Rates(learningRate);
    Map<String, Contestant> byName = new LinkedHashMap<>();
    for (Optimizer optimizer : chosen()) {
      if (optimizer instanceof GradientOptimizer rule) {
        Contestant contestant = Contestant.of(rates.applied(rule));
        byName.putIfAbsent(contestant.name(), contestant);
      } else if (names != null) {
        throw refused(
            "'%s' evaluates the objective several times per step, but a race provides one gradient; leave it out."
                .formatted(optimizer.description().name()));
      }
    }
    List<Contestant> all = new ArrayList<>(byName.values());
    all.add(Contestant.reference(rates.reference()));
    return all;
  }

  private List<Optimizer> chosen() {
    if (names != null) {
      return names.stream()
          .flatMap(list -> Arrays.stream(list.split(",", -1)))
          .map(name -> named(name.strip()))
          .toList();
    }
    Optimizers.installed().problems().forEach(spec.commandLine().getErr()::println);
    return List.copyOf(Optimizers.installed().all());
  }

  private Optimizer named(String name) {
    if (name.isEmpty()) {
      throw refused(
          "--optimizers must be names separated by commas, but in '%s' one is empty."
              .formatted(String.join(",", names)));
    }
    return Optimizers.named(name);
  }

  private void check(String option, int value, int greatest) {
    if (value < 1 || value > greatest) {
      throw refused("%s must be from 1 to %d, but is %d.".formatted(option, greatest, value));
    }
  }

  private ParameterException refused(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
