package io.gradus.optimizers.minimizers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gradus.api.Objective;
import io.gradus.problems.Problems;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What other programs did, from the files of recordings. */
final class Golden {

  private Golden() {}

  /** One run. */
  static final class Trace {

    private final String source;
    private final String problem;
    private final Map<String, String> options;
    private final double[] evaluations;
    private final double[] sensitivity;
    private final double[][] points;
    private final double[] last;

    private Trace(String... cells) {
      source = cells[0];
      problem = cells[1];
      options =
          cells[2].isEmpty()
              ? Map.of()
              : Arrays.stream(cells[2].split(";"))
                  .map(option -> option.split("=", 2))
                  .collect(Collectors.toMap(option -> option[0], option -> option[1]));
      evaluations = cells[3].equals("-") ? null : vector(cells[3]);
      sensitivity = vector(cells[4]);
      points = matrix(cells[5]);
      last = cells[6].equals("-") ? null : vector(cells[6]);
    }

    String problem() {
      return problem;
    }

    String option(String option) {
      return options.get(option);
    }

    /** How often the function was evaluated up to each row; null if not counted. */
    double[] evaluations() {
      return evaluations;
    }

    /** The points, the start first. */
    double[][] points() {
      return points;
    }

    /** Value, evaluations and iterations at the end of the whole run; null if not told. */
    double[] last() {
      return last;
    }

    double number(String option) {
      return Double.parseDouble(options.get(option));
    }

    Objective objective() {
      return problem.equals("logistic") ? Logistic.INSTANCE : Problems.named(problem);
    }

    /** How far a point may be from a row. */
    double tolerance(int row) {
      double norm = Arrays.stream(points[row]).map(Math::abs).max().orElseThrow();
      return Math.max(1e-9, 1000 * sensitivity[row]) * Math.max(1, norm);
    }

    @Override
    public String toString() {
      return source + " on " + problem + " from " + Arrays.toString(points[0]) + " " + options;
    }
  }

  static Stream<Trace> traces(String source) {
    return lines("closure-traces.tsv").filter(cells -> cells[0].equals(source)).map(Trace::new);
  }

  static double[][] matrix(String text) {
    return Arrays.stream(text.split("\\|")).map(Golden::vector).toArray(double[][]::new);
  }

  static double[] vector(String text) {
    return Arrays.stream(text.split(",")).mapToDouble(Double::parseDouble).toArray();
  }

  /** The cells of the lines of a file, without comments. */
  static Stream<String[]> lines(String file) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + file)),
                UTF_8))) {
      List<String[]> lines =
          reader
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split("\t", -1))
              .toList();
      return lines.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
