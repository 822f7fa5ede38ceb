package io.gradus.benchmarks;

import io.gradus.benchmarks.TrainingBenchmark.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What was measured. Numbers that were not are NaN. */
final class Results {

  static final String COLD_PLAIN = "Gradus, plain";
  static final String COLD_PLAIN_NEWER = "Gradus, plain, on the JVM of the vector path";
  static final String COLD_VECTOR = "Gradus, changing over to vectors later, on the same";

  /** What a step was measured of. */
  record Step(Contender contender, Rule rule, int threads, int n) {}

  private record Figures(double nanos, double bytes) {}

  private record Training(Network network, Subject subject) {}

  private final Map<Step, Figures> steps = new HashMap<>();
  private final Map<String, Double> coldStarts = new LinkedHashMap<>();
  private final Map<Training, Double> trainings = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** Notes what a step takes; of several measurements the fastest. */
  void put(Step step, double nanos, double bytes) {
    steps.merge(
        step,
        new Figures(nanos, bytes),
        (one, other) -> one.nanos() <= other.nanos() ? one : other);
  }

  /** Notes what ten steps take in a new JVM; of several measurements the least. */
  void putColdStart(String title, double nanos) {
    coldStarts.merge(title, nanos, Math::min);
  }

  /** Notes what an iteration takes; of several measurements the least. */
  void putTraining(Network network, Subject subject, double nanos) {
    trainings.merge(new Training(network, subject), nanos, Math::min);
  }

  void note(String note) {
    notes.add(note);
  }

  List<String> notes() {
    return notes;
  }

  /** The nanoseconds a step. */
  double nanos(Contender contender, Rule rule, int threads, int n) {
    Figures figures = steps.get(new Step(contender, rule, threads, n));
    return figures == null ? Double.NaN : figures.nanos();
  }

  /** The bytes that a step allocates. */
  double bytes(Contender contender, Rule rule, int threads, int n) {
    Figures figures = steps.get(new Step(contender, rule, threads, n));
    return figures == null ? Double.NaN : figures.bytes();
  }

  /** How many times as long one contender takes as another. */
  double ratio(Contender slow, Contender fast, Rule rule, int threads, int n) {
    return nanos(slow, rule, threads, n) / nanos(fast, rule, threads, n);
  }

  /** The same against the faster of DL4J's AVX natives. */
  double ratioToAvx(Contender fast, Rule rule, int threads, int n) {
    double avx =
        Stream.of(Contender.DL4J_AVX2, Contender.DL4J_AVX512)
            .mapToDouble(slow -> nanos(slow, rule, threads, n))
            .filter(nanos -> !Double.isNaN(nanos))
            .min()
            .orElse(Double.NaN);
    return avx / nanos(fast, rule, threads, n);
  }

  /** The nanoseconds of the first ten steps in a new JVM, by title. */
  Map<String, Double> coldStarts() {
    return coldStarts;
  }

  /** The nanoseconds a step of the slowest of several. */
  double slowest(Rule rule, int n, Contender... contenders) {
    return Stream.of(contenders)
        .mapToDouble(each -> nanos(each, rule, 1, n))
        .reduce(Math::max) // NaN if one is
        .orElse(Double.NaN);
  }

  /** The nanoseconds of a training iteration. */
  double training(Network network, Subject subject) {
    return trainings.getOrDefault(new Training(network, subject), Double.NaN);
  }

  /** The lengths that were measured of a rule, ascending. */
  List<Integer> lengths(Rule rule, int threads) {
    Map<Integer, Boolean> lengths = new TreeMap<>();
    for (Step step : steps.keySet()) {
      if (step.rule() == rule && step.threads() == threads) {
        lengths.put(step.n(), true);
      }
    }
    return List.copyOf(lengths.keySet());
  }

  /** The contenders that were measured at a rule, in their order. */
  List<Contender> contenders(Rule rule, int threads) {
    return Stream.of(Contender.values())
        .filter(
            contender ->
                steps.keySet().stream()
                    .anyMatch(
                        step ->
                            step.contender() == contender
                                && step.rule() == rule
                                && step.threads() == threads))
        .toList();
  }
}
