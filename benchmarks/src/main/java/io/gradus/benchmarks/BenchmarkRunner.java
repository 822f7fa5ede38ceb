package io.gradus.benchmarks;

import io.gradus.benchmarks.TrainingBenchmark.Network;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the benchmarks, each subject in JVMs of its own, and writes the tables. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description = "Compares Gradus with DL4J, hand-written loops, and loops in C.")
public final class BenchmarkRunner implements Callable<Integer> {

  private static final int VECTOR_SINCE = 22;
  // The longest first: when the short ones come, all that they show is compiled.
  private static final List<Integer> LENGTHS =
      List.of(10_000_000, 1_000_000, 100_000, 10_000, 1_000);
  private static final List<Integer> TWO_LENGTHS = List.of(1_000_000, 100_000);
  private static final List<Integer> SHARED = List.of(10_000_000);

  /** A JVM that can be started. */
  private record Jvm(Path java, int feature, String description) {
    /** Newer JVMs warn of native code, which ND4J loads, unless it is allowed. */
    List<String> arguments() {
      return feature < VECTOR_SINCE ? List.of() : List.of("--enable-native-access=ALL-UNNAMED");
    }
  }

  @Option(names = "--full", description = "Measures everything, in many JVMs; takes hours.")
  private boolean isFull;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "docs/benchmarks.md",
      description = "File for the tables (${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--java",
      paramLabel = "PATH",
      description = "A JDK of version 22 or later, or its java, for the vector path.")
  private Path java;

  private final Results results = new Results();
  private final Pace pace = new Pace();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Set<Contender> present = EnumSet.allOf(Contender.class);
  private Jvm jvm;
  private Jvm vectorJvm;

  private BenchmarkRunner() {}

  @Option(
      names = "--short",
      description = "Measures a part, with few repetitions, in less than 5 minutes. The default.")
  void setShort(boolean isShort) {
    isFull = !isShort;
  }

  /**
   * Runs the benchmarks.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BenchmarkRunner()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long start = System.nanoTime();
    look();
    steps();
    coldStarts();
    trainings();
    pace.take();
    environment.put(
        "Pace of the processor between the measurements",
        String.format(
            Locale.ROOT, "the slowest took %.2f times as long as the fastest", pace.spread()));
    Duration duration = Duration.ofNanos(System.nanoTime() - start);
    environment.put(
        "Measured",
        "%s, %s form, %d min %d s"
            .formatted(
                LocalDate.now(ZoneId.systemDefault()),
                isFull ? "full" : "short",
                duration.toMinutes(),
                duration.toSecondsPart()));
    String report = Report.of(results, environment, howMeasured());
    if (out.toAbsolutePath().getParent() != null) {
      Files.createDirectories(out.toAbsolutePath().getParent());
    }
    Files.writeString(out, report);
    System.out.println(report);
    System.out.println("Written to " + out + ".");
    return 0;
  }

  private String howMeasured() {
    return isFull
        ? "The full form: JMH with 3 forks, 5 × 500 ms warm-up and 10 × 500 ms measurement."
        : "The short form: JMH with one JVM for each subject and rule, which measures all lengths"
            + " in sequence; 3 × 200 ms warm-up and 5 × 150 ms measurement each. Adam is measured"
            + " twice, in one order and in the other, and the smaller of the two medians counts.";
  }

  /** Finds out what there is to measure, and on what. */
  private void look() throws IOException, InterruptedException {
    environment.putAll(Machine.describe());
    Path own = Path.of(System.getProperty("java.home"), "bin", "java");
    jvm = probe(own);
    environment.put("JVM", jvm.description());
    vectorJvm =
        java == null ? jvm : probe(Files.isDirectory(java) ? java.resolve("bin/java") : java);
    if (vectorJvm.feature() < VECTOR_SINCE) {
      present.remove(Contender.GRADUS_VECTOR);
      results.note(
          "%s: it needs JDK %d or later; name one with --java"
              .formatted(Contender.GRADUS_VECTOR.title(), VECTOR_SINCE));
    } else {
      Child child = probe(vectorJvm, Contender.GRADUS_VECTOR);
      if (child.exit() == 0) {
        environment.put("JVM of the vector path", vectorJvm.description());
      } else {
        present.remove(Contender.GRADUS_VECTOR);
        results.note(
            "%s: it does not run (%s)".formatted(Contender.GRADUS_VECTOR.title(), child.reason()));
      }
    }
    List<String> natives = new ArrayList<>();
    for (Contender contender :
        List.of(Contender.DL4J, Contender.DL4J_AVX2, Contender.DL4J_AVX512)) {
      Child child = probe(jvm, contender);
      String[] columns = child.columns("natives");
      if (child.exit() != 0 || columns.length < 2) {
        present.remove(contender);
        results.note("%s: they do not run here (%s)".formatted(contender.title(), child.reason()));
      } else if (!columns[1].endsWith(contender.nativesExtension())
          || columns[1].contains("-avx") != !contender.nativesExtension().isEmpty()) {
        present.remove(contender);
        results.note("%s: %s was loaded instead".formatted(contender.title(), columns[1]));
      } else {
        natives.add(columns[1]);
      }
    }
    environment.put("ND4J natives, as loaded", String.join(", ", natives));
    String compiler = CLoops.compiler();
    if (compiler == null) {
      present.remove(Contender.C);
      present.remove(Contender.C_FOLDED);
      present.remove(Contender.C_DIVIDER);
      present.remove(Contender.C_STREAM);
      results.note("C: there is no gcc");
    } else {
      environment.put("C compiler", compiler);
    }
  }

  private static Jvm probe(Path java) throws IOException, InterruptedException {
    Child child = probe(new Jvm(java, 0, ""), Contender.DL4J);
    String[] columns = child.columns("jvm");
    if (columns.length < 3) {
      throw new IOException("%s does not run: %s".formatted(java, child.reason()));
    }
    return new Jvm(java, Integer.parseInt(columns[1]), columns[2]);
  }

  private static Child probe(Jvm jvm, Contender contender)
      throws IOException, InterruptedException {
    // Natives that the processor cannot run end the JVM, which need not write a file about it.
    return start(
        jvm, contender, 1, List.of("-XX:+SuppressFatalErrorMessage"), Probe.class, List.of());
  }

  private void steps() throws IOException, InterruptedException {
    List<Contender> back =
        new ArrayList<>(EnumSet.complementOf(EnumSet.of(Contender.ND4J, Contender.C_FOLDED)));
    Collections.reverse(back);
    for (Rule rule : Rule.values()) {
      for (Contender contender : Contender.values()) {
        steps(contender, rule, 1, isFull ? LENGTHS : shortLengths(contender, rule));
      }
      if (!isFull && rule == Rule.ADAM) { // what most targets are about
        for (Contender contender : back) {
          steps(contender, rule, 1, shortLengths(contender, rule));
        }
      }
    }
    for (Rule rule : isFull ? Rule.values() : new Rule[] {Rule.ADAM}) {
      for (Contender contender : Contender.values()) {
        if (isFull ? contender.isParallel() : contender.isGradus() || contender == Contender.DL4J) {
          steps(contender, rule, 2, isFull ? LENGTHS : SHARED);
        }
      }
    }
  }

  private static List<Integer> shortLengths(Contender contender, Rule rule) {
    return switch (rule) {
      case ADAM -> contender == Contender.ND4J ? TWO_LENGTHS : LENGTHS;
      case MOMENTUM ->
          switch (contender) {
            case GRADUS_PLAIN, GRADUS_VECTOR, HAND_WRITTEN, DL4J, C -> LENGTHS;
            default -> List.of();
          };
      default ->
          switch (contender) {
            case GRADUS_PLAIN, GRADUS_VECTOR, DL4J -> TWO_LENGTHS;
            case HAND_WRITTEN -> rule == Rule.LION ? List.of() : TWO_LENGTHS;
            default -> List.of();
          };
    };
  }

  private void steps(Contender contender, Rule rule, int threads, List<Integer> lengths)
      throws IOException, InterruptedException {
    if (!present.contains(contender) || !contender.supports(rule) || lengths.isEmpty()) {
      return;
    }
    String title =
        "%s, %s%s".formatted(contender.title(), rule.title(), threads == 1 ? "" : ", 2 threads");
    announce(title);
    if (contender.subject() == null) {
      CLoops.measure(contender, rule, lengths, results);
      return;
    }
    List<String> arguments = new ArrayList<>(jmh(StepBenchmark.class, isFull ? 3 : 0));
    arguments.addAll(
        isFull
            ? List.of("-wi", "5", "-w", "500ms", "-i", "10", "-r", "500ms")
            : List.of("-wi", "3", "-w", "200ms", "-i", "5", "-r", "150ms"));
    arguments.addAll(
        List.of(
            "-prof",
            "gc",
            "-p",
            "rule=" + rule,
            "-p",
            "subject=" + contender.subject(),
            "-p",
            "n=" + lengths.stream().map(String::valueOf).collect(Collectors.joining(","))));
    Child child = work(contender, threads, arguments);
    List<String[]> lines = child.all("result");
    for (String[] columns : lines) {
      int n = Integer.parseInt(parameter(columns[1], "n"));
      results.put(
          new Results.Step(contender, rule, threads, n),
          Double.parseDouble(columns[2]),
          Double.parseDouble(columns[3]));
    }
    if (lines.size() < lengths.size()) {
      results.note("%s: left out (%s)".formatted(title, child.reason()));
    }
  }

  /** Says what is measured next, and how fast the processor is before it. */
  private void announce(String title) {
    System.out.println(title);
    pace.take();
  }

  private void coldStarts() throws IOException, InterruptedException {
    coldStart(Results.COLD_PLAIN, Contender.GRADUS_PLAIN, jvm, List.of());
    if (present.contains(Contender.GRADUS_VECTOR)) {
      // There and back, as these two are compared.
      for (boolean vectors : new boolean[] {false, true, true, false}) {
        coldStart(
            vectors ? Results.COLD_VECTOR : Results.COLD_PLAIN_NEWER,
            vectors ? Contender.GRADUS_VECTOR : Contender.GRADUS_PLAIN,
            vectorJvm,
            // As users start it: the plain loop until the rule is in use.
            vectors ? List.of("-Dgradus.executor=auto") : List.of());
      }
    }
    coldStart(Contender.DL4J.title(), Contender.DL4J, jvm, List.of());
  }

  private void coldStart(String title, Contender contender, Jvm on, List<String> jvmArguments)
      throws IOException, InterruptedException {
    if (!present.contains(contender)) {
      return;
    }
    announce(title + ", cold start");
    List<String> arguments = new ArrayList<>(jmh(ColdStart.class, isFull ? 20 : 2));
    arguments.addAll(List.of("-p", "subject=" + contender.subject()));
    Child child = start(on, contender, 1, jvmArguments, Worker.class, arguments);
    String[] columns = child.columns("result");
    if (columns.length > 0) {
      results.putColdStart(title, Double.parseDouble(columns[2]));
    } else {
      results.note("%s, cold start: left out (%s)".formatted(title, child.reason()));
    }
  }

  private void trainings() throws IOException, InterruptedException {
    // There and back, so that a change of the processor's pace meets both.
    for (Contender contender :
        List.of(Contender.GRADUS_PLAIN, Contender.DL4J, Contender.DL4J, Contender.GRADUS_PLAIN)) {
      String title = contender.title() + ", training";
      announce(title);
      List<String> arguments = new ArrayList<>(jmh(TrainingBenchmark.class, isFull ? 5 : 0));
      arguments.addAll(
          isFull
              ? List.of("-wi", "5", "-w", "2s", "-i", "10", "-r", "2s")
              : List.of("-wi", "2", "-w", "400ms", "-i", "5", "-r", "300ms"));
      arguments.addAll(List.of("-p", "subject=" + contender.subject()));
      Child child = work(contender, 1, arguments);
      List<String[]> lines = child.all("result");
      for (String[] columns : lines) {
        results.putTraining(
            Network.valueOf(parameter(columns[1], "network")),
            contender.subject(),
            Double.parseDouble(columns[2]));
      }
      if (lines.size() < Network.values().length) {
        results.note("%s: left out (%s)".formatted(title, child.reason()));
      }
    }
  }

  /**
   * With no forks JMH runs in the JVM that was started for it; its forks inherit that one's flags.
   */
  private static List<String> jmh(Class<?> benchmark, int forks) {
    return List.of(benchmark.getName(), "-f", String.valueOf(forks));
  }

  private Child work(Contender contender, int threads, List<String> arguments)
      throws IOException, InterruptedException {
    return start(
        contender == Contender.GRADUS_VECTOR ? vectorJvm : jvm,
        contender,
        threads,
        contender.isGradus() ? List.of("-Dgradus.threads=" + threads) : List.of(),
        Worker.class,
        arguments);
  }

  private static Child start(
      Jvm jvm,
      Contender contender,
      int threads,
      List<String> jvmArguments,
      Class<?> main,
      List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jvm.java().toString()));
    command.addAll(jvm.arguments());
    command.addAll(contender.jvmArguments());
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", classPath(contender), main.getName()));
    command.addAll(arguments);
    return Child.run(threads, 3600, command);
  }

  /** The natives that Maven has put beside this program, where the contender wants others. */
  private static String classPath(Contender contender) {
    String classPath = System.getProperty("java.class.path");
    String extension = contender.nativesExtension();
    File natives = new File(new File(classPath).getAbsoluteFile().getParentFile(), "natives");
    File[] jars = natives.listFiles((directory, name) -> name.endsWith(extension + ".jar"));
    return extension.isEmpty() || jars == null
        ? classPath
        : Stream.concat(Stream.of(classPath), Stream.of(jars).map(File::getPath))
            .collect(Collectors.joining(File.pathSeparator));
  }

  private static String parameter(String all, String name) {
    return Stream.of(all.split(","))
        .filter(one -> one.startsWith(name + "="))
        .map(one -> one.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }
}
