package io.gradus.benchmarks;

import io.gradus.benchmarks.TrainingBenchmark.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.IntToDoubleFunction;

/** The results as Markdown. */
final class Report {

  private static final List<Contender> OURS =
      List.of(Contender.GRADUS_PLAIN, Contender.GRADUS_VECTOR);

  private final Results results;
  private final StringBuilder text = new StringBuilder();

  private Report(Results results) {
    this.results = results;
  }

  /**
   * The whole report.
   *
   * @param results what was measured
   * @param environment the machine and the software, by name
   * @param howMeasured how the short or the full form measures
   */
  static String of(Results results, Map<String, String> environment, String howMeasured) {
    return new Report(results).write(environment, howMeasured);
  }

  private String write(Map<String, String> environment, String howMeasured) {
    heading("# Benchmarks");
    paragraph(
        "Written by the `benchmarks` module; do not edit. To measure again, on a machine that does"
            + " nothing else:");
    paragraph(
        """
        ```
        ./mvnw -q -pl benchmarks -am -DskipTests package
        java -jar benchmarks/target/benchmarks.jar
        ```""");
    paragraph(
        "With `--java PATH`, the path of a second, newer JDK, Gradus's vector path is measured on"
            + " that JDK; `--full` measures everything, and takes hours.");
    paragraph(howMeasured);
    heading("## Machine");
    List<List<String>> machine = new ArrayList<>();
    environment.forEach((name, value) -> machine.add(List.of(name, value)));
    table(List.of("", ""), machine);
    targets();
    limits();
    ratios();
    paragraph(
        "Medians of float32 steps. Every step has a new gradient, set outside the measured time;"
            + " reading the clock, some 25 ns per step, is included.");
    paragraph("With two threads, Gradus splits steps of 2²⁰ or more elements between them.");
    for (int threads : List.of(1, 2)) {
      for (Rule rule : Rule.values()) {
        steps(rule, threads);
      }
    }
    coldStart();
    training();
    allocation();
    if (!results.notes().isEmpty()) {
      heading("## Left out");
      results.notes().forEach(note -> text.append("- ").append(note).append('\n'));
    }
    return text.toString().stripTrailing() + "\n";
  }

  private void targets() {
    heading("## Targets");
    List<List<String>> rows = new ArrayList<>();
    for (Target target : Target.all(results)) {
      rows.add(
          List.of(
              target.what(),
              "%s %s %s"
                  .formatted(
                      target.isLeast() ? "at least" : "at most",
                      plain(target.bound()),
                      target.unit()),
              figure(target.measured()),
              !target.isMeasured()
                  ? "not measured"
                  : target.isReached() ? "reached" : "**missed**"));
    }
    table(List.of("", "wanted", "measured", ""), rows);
  }

  /** What the machine and the JVM allow, whatever the loop is. */
  private void limits() {
    List<Integer> lengths = results.lengths(Rule.ADAM, 1);
    List<List<String>> rows = new ArrayList<>();
    for (Contender dl4j : List.of(Contender.DL4J, Contender.DL4J_AVX2)) {
      addRow(
          rows,
          dl4j.title() + " / the processor's limit",
          lengths,
          n -> results.nanos(dl4j, Rule.ADAM, 1, n) / processorLimit(n),
          Report::figure);
      addRow(
          rows,
          dl4j.title() + " / the plain path's limit",
          lengths,
          n -> results.nanos(dl4j, Rule.ADAM, 1, n) / plainLimit(n),
          Report::figure);
    }
    if (rows.isEmpty()) {
      return;
    }
    heading("## Limits");
    paragraph(
        "Adam needs a root and a quotient for every element, and reads and writes three numbers."
            + " The processor's limit is the slower of the two, each measured alone in C. C2 does"
            + " not vectorise loops that store off-heap, so the plain path alternates between"
            + " storing to heap arrays and copying these: its limit is the time of the root and"
            + " quotient alone plus half of the copies in both directions. The table shows how"
            + " many times as fast as DL4J a step could be at most:");
    lengthTable(null, lengths, rows);
    paragraph(
        "A step of Gradus also calls the rule, through DL4J's interface. This takes some hundreds"
            + " of nanoseconds, which the hand-written loops and those in C do not need, and"
            + " shows at N = 1e3.");
  }

  private double processorLimit(int n) {
    return results.slowest(Rule.ADAM, n, Contender.C_DIVIDER, Contender.C_STREAM);
  }

  private double plainLimit(int n) {
    return results.nanos(Contender.COPY, Rule.ADAM, 1, n) / 2
        + results.nanos(Contender.C_DIVIDER, Rule.ADAM, 1, n);
  }

  /** How many times as long the others take. */
  private void ratios() {
    heading("## Ratios");
    paragraph("How many times as long as Gradus the others take, on one thread.");
    for (Rule rule : Rule.values()) {
      List<Integer> lengths = results.lengths(rule, 1);
      List<List<String>> rows = new ArrayList<>();
      for (Contender ours : OURS) {
        for (Contender other : results.contenders(rule, 1)) {
          if (other != ours && !other.isLimit() && results.contenders(rule, 1).contains(ours)) {
            addRow(
                rows,
                "%s / %s".formatted(other.title(), ours.title()),
                lengths,
                n -> results.ratio(other, ours, rule, 1, n),
                Report::figure);
          }
        }
      }
      lengthTable(rule.title(), lengths, rows);
    }
    heading("## Steps");
  }

  private void steps(Rule rule, int threads) {
    List<Integer> lengths = results.lengths(rule, threads);
    List<List<String>> rows = new ArrayList<>();
    for (Contender contender : results.contenders(rule, threads)) {
      addRow(
          rows,
          contender.title(),
          lengths,
          n -> results.nanos(contender, rule, threads, n) / n,
          Report::figure);
    }
    lengthTable(
        "%s, %s, ns an element"
            .formatted(rule.title(), threads == 1 ? "one thread" : threads + " threads"),
        lengths,
        rows);
  }

  private void coldStart() {
    List<List<String>> rows = new ArrayList<>();
    results.coldStarts().forEach((title, nanos) -> rows.add(List.of(title, figure(nanos / 1e6))));
    if (!rows.isEmpty()) {
      heading("## Cold start");
      paragraph(
          "The first ten steps of Adam in a new JVM at N = 1e6, including the creation of the"
              + " updater, in ms: the mean of several JVMs. The two on the newer JVM are"
              + " compared; each is measured twice, and the smaller value counts.");
      table(List.of("", "ms"), rows);
    }
  }

  private void training() {
    List<List<String>> rows = new ArrayList<>();
    for (Network network : Network.values()) {
      double dl4j = results.training(network, Subject.DL4J);
      double gradus = results.training(network, Subject.GRADUS);
      if (!Double.isNaN(dl4j) || !Double.isNaN(gradus)) {
        rows.add(
            List.of(
                network.title(), figure(dl4j / 1e3), figure(gradus / 1e3), figure(dl4j / gradus)));
      }
    }
    if (!rows.isEmpty()) {
      heading("## Training");
      paragraph(
          "A whole iteration with a batch of 32 in µs, on one thread, with the default natives: the median iteration, and the smaller of two values.");
      table(List.of("network", "DL4J's Adam", "Gradus's Adam, plain", "ratio"), rows);
    }
  }

  private void allocation() {
    heading("## Allocation");
    paragraph(
        "Bytes per step, on one thread. Long steps are so few that JMH's own allocations show.");
    List<List<String>> rows = new ArrayList<>();
    List<Integer> lengths = results.lengths(Rule.ADAM, 1);
    for (Rule rule : Rule.values()) {
      for (Contender contender : results.contenders(rule, 1)) {
        if (contender.isGradus() || contender == Contender.DL4J) {
          addRow(
              rows,
              rule.title() + ", " + contender.title(),
              lengths,
              n -> results.bytes(contender, rule, 1, n),
              bytes -> Double.isNaN(bytes) ? "" : String.valueOf(Math.round(bytes)));
        }
      }
    }
    lengthTable(null, lengths, rows);
  }

  private static void addRow(
      List<List<String>> rows,
      String title,
      List<Integer> lengths,
      IntToDoubleFunction figures,
      DoubleFunction<String> format) {
    if (lengths.stream().allMatch(n -> Double.isNaN(figures.applyAsDouble(n)))) {
      return;
    }
    List<String> row = new ArrayList<>(List.of(title));
    lengths.forEach(n -> row.add(format.apply(figures.applyAsDouble(n))));
    rows.add(row);
  }

  private void lengthTable(String title, List<Integer> lengths, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    if (title != null) {
      heading("### " + title);
    }
    List<String> header = new ArrayList<>(List.of(""));
    lengths.forEach(n -> header.add(Target.length(n)));
    table(header, rows);
  }

  private void heading(String heading) {
    text.append(heading).append("\n\n");
  }

  private void paragraph(String paragraph) {
    text.append(paragraph).append("\n\n");
  }

  private void table(List<String> header, List<List<String>> rows) {
    row(header);
    List<String> rule = new ArrayList<>(Collections.nCopies(header.size(), "--:"));
    rule.set(0, "---");
    row(rule);
    rows.forEach(this::row);
    text.append('\n');
  }

  private void row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** A number with about three digits. */
  private static String figure(double figure) {
    if (Double.isNaN(figure)) {
      return "";
    }
    double size = Math.abs(figure);
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, figure);
  }

  /** A bound, with no more digits than it has. */
  private static String plain(double bound) {
    return bound == Math.rint(bound) ? String.valueOf(Math.round(bound)) : String.valueOf(bound);
  }
}
