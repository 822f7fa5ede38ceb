package io.gradus.examples;

import io.gradus.examples.InitialWeights.Function;
import io.gradus.examples.InitialWeights.Signal;
import io.gradus.examples.InitialWeights.Start;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradus initializers}. */
@Command(
    name = "initializers",
    description =
        "Shows the effects of initial weights on a deep network: symmetry, vanishing, exploding.")
final class InitializersCommand implements Callable<Integer> {

  /** Factors of 1/√n: the products vanish, nearly stay, and explode. */
  private static final List<Double> FACTORS = List.of(0.5, 1.0, 2.0);

  @Spec private CommandSpec spec;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Random seed. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/initializers",
      description = "Directory for initializers.png. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Override
  public Integer call() {
    OutputDirectory directory = OutputDirectory.make(spec, out);
    InitialWeights weights = new InitialWeights(seed);
    Map<Double, List<Double>> products = new LinkedHashMap<>();
    FACTORS.forEach(factor -> products.put(factor, weights.products(factor)));
    Map<Function, Map<Start, Signal>> signals = new LinkedHashMap<>();
    for (Function function : Function.values()) {
      Map<Start, Signal> each = new LinkedHashMap<>();
      InitialWeights.starts().forEach(start -> each.put(start, weights.through(start, function)));
      signals.put(function, each);
    }
    print(products, signals);
    return directory.write(
            "initializers.png", file -> InitializerChart.write(products, signals, file))
        ? 0
        : 1;
  }

  private void print(
      Map<Double, List<Double>> products, Map<Function, Map<Start, Signal>> signals) {
    PrintWriter text = spec.commandLine().getOut();
    text.printf(
        "Frobenius norm of a product of k random %1$d × %1$d matrices%n", InitialWeights.ORDER);
    Table norms = new Table(2, 12, 12, 12, 12);
    norms.add("σ", "k = 1", "k = 10", "k = 50", "k = 100");
    products.forEach(
        (factor, logarithms) ->
            norms.add(
                Numbers.text(factor) + "/√n",
                power(logarithms.get(0)),
                power(logarithms.get(9)),
                power(logarithms.get(49)),
                power(logarithms.get(99))));
    text.println(norms);
    text.printf(
        "Standard deviation of the activations of a perceptron, %d layers of %d units%n",
        InitialWeights.LAYERS, InitialWeights.WIDTH);
    Table table = new Table(2, 6, 22, 10, 10, 10, 10);
    table.add("", "weights", "layer 1", "layer 5", "layer 10", "layer 20", "distinct units");
    signals.forEach(
        (function, each) ->
            each.forEach(
                (start, signal) -> {
                  List<String> row = new ArrayList<>(List.of(function.title(), start.name()));
                  for (int layer : new int[] {1, 5, 10, 20}) {
                    row.add(scientific(signal.deviations().get(layer - 1)));
                  }
                  row.add(String.valueOf(signal.distinctUnits()));
                  table.add(row.toArray(String[]::new));
                }));
    text.println(table);
    text.flush();
  }

  private static String power(double logarithm) {
    return scientific(Math.pow(10, logarithm));
  }

  private static String scientific(double value) {
    return String.format(Locale.ROOT, "%.2e", value);
  }
}
