package io.gradus.benchmarks;

import io.gradus.benchmarks.TrainingBenchmark.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/**
 * A number that Gradus must reach.
 *
 * @param what what is compared
 * @param isLeast whether the bound is the least that is wanted, or the most
 * @param bound what is wanted
 * @param measured what was measured; NaN if nothing was
 * @param unit what it is counted in
 */
record Target(String what, boolean isLeast, double bound, double measured, String unit) {

  private static final List<Integer> LENGTHS =
      List.of(1_000, 10_000, 100_000, 1_000_000, 10_000_000);

  boolean isMeasured() {
    return !Double.isNaN(measured);
  }

  boolean isReached() {
    return isLeast ? measured >= bound : measured <= bound;
  }

  static List<Target> all(Results results) {
    List<Target> targets = new ArrayList<>();
    Contender plain = Contender.GRADUS_PLAIN;
    Contender vector = Contender.GRADUS_VECTOR;

    Map<Integer, Integer> wanted =
        new TreeMap<>(Map.of(1_000, 8, 10_000, 10, 100_000, 10, 1_000_000, 8, 10_000_000, 5));
    wanted.forEach(
        (n, times) ->
            targets.add(
                atLeast(
                    "Adam, plain, against DL4J with its default natives, " + length(n),
                    times,
                    results.ratio(Contender.DL4J, plain, Rule.ADAM, 1, n))));
    targets.add(
        atLeast(
            "Adam, plain, against DL4J with AVX natives, " + length(10_000),
            10,
            results.ratioToAvx(plain, Rule.ADAM, 1, 10_000)));
    targets.add(
        atLeast(
            "Adam, plain, against DL4J with AVX natives, " + length(1_000_000),
            2,
            results.ratioToAvx(plain, Rule.ADAM, 1, 1_000_000)));
    targets.add(
        new Target(
            "Adam, plain: its time against that of the chunk loop by hand, at the worst length",
            false,
            1.05,
            worst(n -> results.ratio(plain, Contender.HAND_WRITTEN, Rule.ADAM, 1, n)),
            "times"));
    targets.add(
        new Target(
            "Adam, plain: what a call takes beyond the chunk loop by hand, " + length(1_000),
            false,
            2,
            (results.nanos(plain, Rule.ADAM, 1, 1_000)
                    - results.nanos(Contender.HAND_WRITTEN, Rule.ADAM, 1, 1_000))
                / 1_000,
            "µs"));

    wanted = new TreeMap<>(Map.of(10_000, 25, 100_000, 25, 1_000_000, 25, 10_000_000, 10));
    wanted.forEach(
        (n, times) ->
            targets.add(
                atLeast(
                    "Adam, vector, against DL4J with its default natives, " + length(n),
                    times,
                    results.ratio(Contender.DL4J, vector, Rule.ADAM, 1, n))));
    targets.add(
        atLeast(
            "Adam, vector, against DL4J with AVX natives, " + length(1_000_000),
            8,
            results.ratioToAvx(vector, Rule.ADAM, 1, 1_000_000)));
    targets.add(
        new Target(
            "Adam, vector: its time against that of the same operations in C, at the worst length",
            false,
            1.3,
            worst(n -> results.ratio(vector, Contender.C, Rule.ADAM, 1, n)),
            "times"));

    for (int n : List.of(10_000, 100_000, 1_000_000)) {
      targets.add(
          atLeast(
              "SGD-momentum, plain, against DL4J's Nesterovs with its default natives, "
                  + length(n),
              2,
              results.ratio(Contender.DL4J, plain, Rule.MOMENTUM, 1, n)));
    }
    targets.add(
        new Target(
            "The first ten steps of Adam where vectors follow, against plain ones on the same JVM",
            false,
            1.05,
            results.coldStarts().getOrDefault(Results.COLD_VECTOR, Double.NaN)
                / results.coldStarts().getOrDefault(Results.COLD_PLAIN_NEWER, Double.NaN),
            "times"));
    for (Network network : Network.values()) {
      targets.add(
          atLeast(
              "A training iteration of the %s network, DL4J's Adam against Gradus's"
                  .formatted(network.title()),
              1,
              results.training(network, Subject.DL4J) / results.training(network, Subject.GRADUS)));
    }
    // Of longer steps there are too few for what JMH itself allocates to vanish among them.
    targets.add(
        new Target(
            "What a step of any rule allocates, plain, up to " + length(100_000),
            false,
            100,
            Stream.of(Rule.values())
                .mapToDouble(
                    rule -> worst(n -> n > 100_000 ? Double.NaN : results.bytes(plain, rule, 1, n)))
                .filter(bytes -> !Double.isNaN(bytes))
                .max()
                .orElse(Double.NaN),
            "bytes"));
    return targets;
  }

  /** A length as the tables print it. */
  static String length(int n) {
    return "N = 1e" + Math.round(Math.log10(n));
  }

  private static Target atLeast(String what, double bound, double measured) {
    return new Target(what, true, bound, measured, "times");
  }

  private static double worst(IntToDoubleFunction figures) {
    return LENGTHS.stream()
        .mapToDouble(figures::applyAsDouble)
        .filter(figure -> !Double.isNaN(figure))
        .max()
        .orElse(Double.NaN);
  }
}
