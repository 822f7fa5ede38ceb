package io.gradus.schedules;

import static io.gradus.api.Schedule.constant;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.Schedule;
import io.gradus.api.Schedule.Unit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded rate of PyTorch, to a relative 1e-12; the file says where they come from. */
class PyTorchTracesTest {

  private static final String SEQUENCE =
      "SequentialLR(LinearLR(0.1,1.0,10),CosineAnnealingLR(50,0.0),milestone 10)";

  @ParameterizedTest
  @MethodSource("statelessTraces")
  void ratesAreThoseOfPyTorch(Trace trace) {
    assertFollows(trace, trace.schedule(Unit.STEPS));
  }

  @Test
  void aWarmupBeforeACosineIsPyTorchsSequence() {
    Trace trace = traces().filter(each -> each.name().equals(SEQUENCE)).findAny().orElseThrow();

    assertFollows(trace, new Warmup(new Cosine(0.1, 0, 50, Unit.STEPS), 0.01, 10, Unit.STEPS));
  }

  @ParameterizedTest
  @MethodSource("statelessTraces")
  void ratesInEpochsAreThoseInSteps(Trace trace) {
    Schedule inEpochs = trace.schedule(Unit.EPOCHS);
    for (int t = 0; t < trace.rates().size(); t++) {
      assertThat(inEpochs.at(1000 + t, t)).isEqualTo(trace.schedule(Unit.STEPS).at(t, 0));
    }
  }

  @Test
  void everySchedulerOfTheRecordingIsCovered() {
    assertThat(traces().map(Trace::name).distinct()).hasSize(13);
    assertThat(statelessTraces()).hasSize(14).allSatisfy(each -> each.schedule(Unit.STEPS));
  }

  /** Each line: steps, share that goes up, shape, whether three phases, rates, momenta. */
  @ParameterizedTest
  @MethodSource("oneCycles")
  void oneCyclesAreThoseOfPyTorch(String line) {
    String[] columns = line.split("\t", -1);
    long length = Long.parseLong(columns[0]);
    double share = Double.parseDouble(columns[1]);
    Annealing shape = columns[2].equals("cos") ? Annealing.COSINE : Annealing.LINEAR;
    boolean three = columns[3].equals("true");
    double[][] recorded = {numbers(columns[4]), numbers(columns[5])};
    Schedule[] schedules = {
      new OneCycle(0.8 / 25, 0.8, 0.8 / 25 / 1e4, length, share, shape, three, Unit.STEPS),
      new OneCycleMomentum(0.95, 0.85, length, share, shape, three, Unit.STEPS)
    };
    for (int which = 0; which < schedules.length; which++) {
      assertThat(recorded[which]).hasSize((int) length);
      for (int t = 0; t < length; t++) {
        assertThat(schedules[which].at(t, 0))
            .as("%s at step %d", schedules[which], t)
            .isCloseTo(recorded[which][t], within(1e-16 + 1e-12 * recorded[which][t]));
      }
    }
  }

  static Stream<String> oneCycles() {
    return lines("/golden/torch-one-cycles.tsv");
  }

  private static double[] numbers(String column) {
    return Arrays.stream(column.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private static void assertFollows(Trace trace, Schedule schedule) {
    assertThat(trace.rates()).hasSize(60);
    for (int t = 0; t < trace.rates().size(); t++) {
      double rate = trace.rates().get(t);
      assertThat(schedule.at(t, 0)).as("step %d", t).isCloseTo(rate, within(1e-12 * rate));
    }
  }

  /** All but ReduceLROnPlateau, which has a state and so is no {@link Schedule}. */
  static Stream<Trace> statelessTraces() {
    return traces().filter(trace -> !trace.name().equals("ReduceLROnPlateau"));
  }

  private static Stream<Trace> traces() {
    return lines("/golden/torch-schedules.tsv").map(Trace::parse);
  }

  private static Stream<String> lines(String name) {
    InputStream file = Objects.requireNonNull(PyTorchTracesTest.class.getResourceAsStream(name));
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(file, UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toList())
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One line of the recording. */
  record Trace(String name, Map<String, String> arguments, double base, List<Double> rates) {

    static Trace parse(String line) {
      String[] columns = line.split("\t", -1);
      Map<String, String> arguments =
          Arrays.stream(columns[1].split(" ", -1))
              .filter(argument -> !argument.isEmpty())
              .map(argument -> argument.split("=", 2))
              .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
      List<Double> rates = Arrays.stream(columns[3].split(" ", -1)).map(Double::valueOf).toList();
      return new Trace(columns[0], arguments, Double.parseDouble(columns[2]), rates);
    }

    /** PyTorch's law with its arguments and defaults, in the terms of Gradus. */
    Schedule schedule(Unit unit) {
      return switch (name) {
        case "StepLR" -> new StepDecay(base, number("gamma"), whole("step_size"), unit);
        case "MultiStepLR" -> new MultiStep(base, milestones(), number("gamma"), unit);
        case "ExponentialLR" -> new Exponential(base, number("gamma"), unit);
        case "PolynomialLR" -> new Polynomial(base, 0, whole("total_iters"), number("power"), unit);
        case "ConstantLR" ->
            new Piecewise(
                List.of(whole("total_iters")), List.of(base * number("factor"), base), unit);
        case "LinearLR" ->
            new Linear(
                base * number("start_factor"),
                base * number("end_factor"),
                whole("total_iters"),
                unit);
        case "CosineAnnealingLR" -> {
          double low = number("eta_min");
          long half = whole("T_max");
          yield new Sequential(
              List.of(new Cosine(base, low, half, unit), new Cosine(low, base, half, unit)),
              List.of(half),
              unit);
        }
        case "CosineAnnealingWarmRestarts" ->
            new CosineRestarts(base, number("eta_min"), whole("T_0"), (int) whole("T_mult"), unit);
        case "OneCycleLR" -> {
          double peak = number("max_lr");
          boolean linear = arguments.getOrDefault("anneal_strategy", "cos").equals("linear");
          yield new OneCycle(
              peak / 25,
              peak,
              peak / 25 / 1e4,
              whole("total_steps"),
              Double.parseDouble(arguments.getOrDefault("pct_start", "0.3")),
              linear ? Annealing.LINEAR : Annealing.COSINE,
              arguments.getOrDefault("three_phase", "false").equals("true"),
              unit);
        }
        case "CyclicLR" ->
            new Cyclic(
                number("base_lr"),
                number("max_lr"),
                whole("step_size_up"),
                whole("step_size_up"),
                arguments.getOrDefault("mode", "triangular").equals("triangular2")
                    ? Cyclic.Mode.TRIANGULAR2
                    : Cyclic.Mode.TRIANGULAR,
                1,
                unit);
        case SEQUENCE ->
            new Sequential(
                List.of(new Linear(0.1 * base, base, 10, unit), new Cosine(base, 0, 50, unit)),
                List.of(10L),
                unit);
        case "ChainedScheduler(ConstantLR(0.5,5),ExponentialLR(0.9))" ->
            new Product(
                List.of(
                    constant(base),
                    new Piecewise(List.of(5L), List.of(0.5, 1.0), unit),
                    new Exponential(1, 0.9, unit)));
        default -> throw new IllegalArgumentException("No law is known for " + name);
      };
    }

    private double number(String argument) {
      return Double.parseDouble(arguments.get(argument));
    }

    private long whole(String argument) {
      return Long.parseLong(arguments.get(argument));
    }

    private List<Long> milestones() {
      return Arrays.stream(arguments.get("milestones").split(",", -1)).map(Long::valueOf).toList();
    }

    @Override
    public String toString() {
      return name + arguments;
    }
  }
}
