package io.gradus.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rules as loops in C, where the machine has gcc: no JVM can be expected to be faster. */
final class CLoops {

  // Left alone, gcc would fuse multiplications and additions, which rounds once where Gradus rounds
  // twice, and call a function for each root, to set errno.
  private static final List<String> FLAGS =
      List.of("-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno");

  private static final String HEADER = "timing.h";

  private CLoops() {}

  /** The compiler and its flags; null where there is no gcc. */
  static String compiler() throws InterruptedException {
    try {
      Child child = Child.run(1, 30, List.of("gcc", "--version"));
      return child.exit() == 0 && !child.lines().isEmpty()
          ? child.lines().get(0) + ", " + String.join(" ", FLAGS)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Compiles the loop of a rule and runs it. */
  static void measure(Contender contender, Rule rule, List<Integer> lengths, Results results)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("gradus-benchmarks");
    Path header = directory.resolve(HEADER);
    Path source = directory.resolve(rule.name().toLowerCase(Locale.ROOT) + ".c");
    Path program = directory.resolve("program");
    try {
      extract(header);
      extract(source);
      List<String> compile = new ArrayList<>(List.of("gcc"));
      compile.addAll(FLAGS);
      compile.addAll(contender.compilerFlags());
      compile.addAll(List.of("-o", program.toString(), source.toString(), "-lm"));
      Child child = Child.run(1, 60, compile);
      if (child.exit() == 0) {
        List<String> run = new ArrayList<>(List.of(program.toString()));
        lengths.forEach(length -> run.add(length.toString()));
        child = Child.run(1, 600, run);
      }
      if (child.exit() != 0) {
        results.note(
            "%s, %s: left out (%s)".formatted(contender.title(), rule.title(), child.reason()));
        return;
      }
      for (String line : child.lines()) {
        int space = line.indexOf(' ');
        int n = Integer.parseInt(line.substring(0, space));
        double nanos = Double.parseDouble(line.substring(space + 1));
        results.put(new Results.Step(contender, rule, 1, n), nanos, Double.NaN);
      }
    } finally {
      for (Path path : List.of(header, source, program, directory)) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static void extract(Path target) throws IOException {
    try (InputStream source = CLoops.class.getResourceAsStream(target.getFileName().toString())) {
      Files.copy(source, target);
    }
  }
}
