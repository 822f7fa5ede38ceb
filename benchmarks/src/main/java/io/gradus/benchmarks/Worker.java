package io.gradus.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs JMH with the arguments given, in a JVM that {@link BenchmarkRunner} has started with the
 * flags and the environment to be measured, and prints the medians.
 */
final class Worker {

  private static final String PREFIX = "GRADUS\t";

  private Worker() {}

  /**
   * Runs benchmarks.
   *
   * @param arguments JMH's
   * @throws Exception if JMH cannot run them
   */
  public static void main(String[] arguments) throws Exception {
    Collection<RunResult> results = new Runner(new CommandLineOptions(arguments)).run();
    for (RunResult result : results) {
      Map<String, String> parameters = new TreeMap<>();
      for (String key : result.getParams().getParamsKeys()) {
        parameters.put(key, result.getParams().getParam(key));
      }
      print(
          "result",
          parameters.entrySet().stream()
              .map(entry -> entry.getKey() + "=" + entry.getValue())
              .collect(Collectors.joining(",")),
          result.getPrimaryResult().getStatistics().getPercentile(50),
          bytes(result));
    }
  }

  /** What an operation allocates, as the profiler "gc" says; NaN without it. */
  @SuppressWarnings("rawtypes") // as JMH declares them
  private static double bytes(RunResult result) {
    for (Map.Entry<String, Result> secondary : result.getSecondaryResults().entrySet()) {
      if (secondary.getKey().endsWith("gc.alloc.rate.norm")) {
        return secondary.getValue().getStatistics().getPercentile(50);
      }
    }
    return Double.NaN;
  }

  /** Prints a line for {@link #parse}. */
  static void print(Object... columns) {
    System.out.println(
        PREFIX + Arrays.stream(columns).map(String::valueOf).collect(Collectors.joining("\t")));
  }

  /** The columns of a line; none if it is not one of {@link #print}'s. */
  static String[] parse(String line) {
    return line.startsWith(PREFIX)
        ? line.substring(PREFIX.length()).split("\t", -1)
        : new String[0];
  }
}
