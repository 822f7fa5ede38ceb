package io.gradus.examples;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gradus lr-find}. */
@Command(
    name = "lr-find",
    description =
        "Finds a learning rate: trains on handwritten digits while the rate grows exponentially.")
final class LrFindCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adam",
      description = "Name or alias of the optimizer. Default: ${DEFAULT-VALUE}.")
  private String optimizer;

  @Option(
      names = "--from",
      paramLabel = "RATE",
      defaultValue = "1e-6",
      description = "The first rate. Default: ${DEFAULT-VALUE}.")
  private double from;

  @Option(
      names = "--to",
      paramLabel = "RATE",
      defaultValue = "10",
      description =
          "The last rate; the sweep stops earlier if the loss diverges. Default: ${DEFAULT-VALUE}.")
  private double to;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Images per mini-batch. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Passes over the training images. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed for the split, the weights and the shuffling. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out/lr-find",
      description = "Directory for lr-find.png and lr-find.csv. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Override
  public Integer call() {
    check("--epochs", epochs, 10_000);
    check("--batch", batch, 1_797);
    check("--from", from);
    check("--to", to);
    if (!(from < to)) {
      throw refused("--from must be less than --to, but they are %s and %s.".formatted(from, to));
    }
    if (Double.isInfinite(to / from)) {
      throw refused("--from and --to are too far apart: %s and %s.".formatted(from, to));
    }
    GradientOptimizer rule = rule();
    String name = rule.description().name();
    rule.withLearningRate(rule.learningRate()); // refuses what has no rate to be found
    OutputDirectory directory = OutputDirectory.make(spec, out);

    LrFind finder = new LrFind(new LrFind.Settings(rule, from, to, batch, epochs, seed));
    Progress progress = Progress.of(spec.commandLine().getErr(), 1, name.length());
    progress.start(name, finder.steps());
    List<LrFind.Point> points = finder.run(progress);
    progress.finish("%d of %s".formatted(points.size(), Numbers.count(finder.steps(), "step")));
    OptionalInt steepest = LrFind.steepest(points);

    PrintWriter text = spec.commandLine().getOut();
    boolean written = directory.write("lr-find.csv", file -> csv(points, file));
    if (!points.isEmpty()) {
      text.printf(
          "%s: %s from rate %s to %s, %s%n",
          name,
          Numbers.count(points.size(), "step"),
          Numbers.text(points.get(0).rate()),
          Numbers.text(rounded(points.get(points.size() - 1))),
          points.size() < finder.steps()
              ? "stopped because the loss exceeded %.0f times the best".formatted(LrFind.STOP)
              : "to the end");
      written &=
          directory.write("lr-find.png", file -> LrFindChart.write(name, points, steepest, file));
    }
    if (steepest.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "The smoothed loss never fell between these rates; try a smaller --from, a larger --to or more --epochs.");
      spec.commandLine().getErr().flush();
      return 1;
    }
    text.printf(
        "Suggested rate: %s, where the smoothed loss falls fastest (Smith 2017).%n",
        Numbers.text(rounded(points.get(steepest.getAsInt()))));
    text.flush();
    return written ? 0 : 1;
  }

  /** Two digits are more than a sweep can tell. */
  static double rounded(LrFind.Point point) {
    return Double.parseDouble("%.1e".formatted(point.rate()));
  }

  private GradientOptimizer rule() {
    if (Optimizers.named(optimizer.strip()) instanceof GradientOptimizer rule) {
      return rule;
    }
    throw refused(
        "'%s' evaluates the objective several times per step, but the sweep provides one gradient; choose another."
            .formatted(optimizer));
  }

  private static void csv(List<LrFind.Point> points, OutputStream file) throws IOException {
    StringBuilder text = new StringBuilder("step,learning_rate,loss,smoothed_loss\r\n");
    for (int step = 0; step < points.size(); step++) {
      LrFind.Point point = points.get(step);
      text.append(step).append(',').append(point.rate()).append(',').append(point.loss());
      text.append(',').append(point.smoothed()).append("\r\n"); // RFC 4180
    }
    file.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void check(String option, int value, int greatest) {
    if (value < 1 || value > greatest) {
      throw refused("%s must be from 1 to %d, but is %d.".formatted(option, greatest, value));
    }
  }

  private void check(String option, double rate) {
    if (!(rate > 0 && rate <= Double.MAX_VALUE)) {
      throw refused("%s must be a finite number above 0, but is %s.".formatted(option, rate));
    }
  }

  private ParameterException refused(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
