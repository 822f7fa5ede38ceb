package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hyper-parameters, ranges and descriptions: what is allowed, and what is said where it is not. */
class DescriptionTest {

  @Test
  @DisplayName("Every violation is reported, in the order of the components")
  void everyViolation() {
    assertThatThrownBy(
            () ->
                new Samples.Moments(Schedule.constant(-1), 1, Double.NaN, Double.POSITIVE_INFINITY))
        .isInstanceOfSatisfying(
            InvalidHyperparametersException.class,
            refused ->
                assertThat(refused.violations())
                    .containsExactly(
                        "learningRate must be in [0, ∞), but is -1.0",
                        "beta1 must be in [0, 1), but is 1.0",
                        "beta2 must be in [0, 1), but is NaN",
                        "epsilon must be in [0, ∞), but is Infinity"))
        .hasMessage(
            "Moments cannot have these hyper-parameters: learningRate must be in [0, ∞), but is"
                + " -1.0; beta1 must be in [0, 1), but is 1.0; beta2 must be in [0, 1), but is NaN;"
                + " epsilon must be in [0, ∞), but is Infinity.");
  }

  @Test
  @DisplayName("Nulls are violations by name")
  void nulls() {
    assertThatThrownBy(() -> new Samples.Moments(null, -1, 0, 0))
        .isInstanceOf(InvalidHyperparametersException.class)
        .hasMessage(
            "Moments cannot have these hyper-parameters: learningRate is missing (null); beta1 must"
                + " be in [0, 1), but is -1.0.");
  }

  @Test
  @DisplayName("A range bounds the constant of a schedule and each element of a list")
  void schedulesAndLists() {
    Hyperparameters.check(Bounded.class, new Samples.Ramp(5), List.of(0.0, 1.0));
    violates(
        () -> Hyperparameters.check(Bounded.class, Schedule.constant(2), List.of(0.5, 3.0, -1.0)),
        "rate must be in [0, 1], but is 2.0",
        "parts[1] must be in [0, 1], but is 3.0",
        "parts[2] must be in [0, 1], but is -1.0");
    violates(
        () -> Hyperparameters.check(Bounded.class, null, Arrays.asList(null, 2)),
        "rate is missing (null)",
        "parts[0] is missing (null)",
        "parts[1] must be in [0, 1], but is 2");
  }

  @Test
  @DisplayName("A condition between hyper-parameters is reported with the rest")
  void condition() {
    Object[] fine = {Schedule.constant(0), List.of()};
    Hyperparameters.checkThat(Bounded.class, true, "never said", fine);
    violates(
        () ->
            Hyperparameters.checkThat(
                Bounded.class, false, "parts must add up to 1", Schedule.constant(2), List.of()),
        "rate must be in [0, 1], but is 2.0",
        "parts must add up to 1");
  }

  @Test
  @DisplayName("To check fewer values than there are components is a mistake of the record")
  void countOfValues() {
    assertThatThrownBy(() -> Hyperparameters.check(Bounded.class, Schedule.constant(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s must be a record, and each of its components must be checked: the number of"
                + " its components is 2, that of the values given is 1.",
            Bounded.class.getName());
    assertThatThrownBy(() -> Hyperparameters.check(NoRecord.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a record");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[0, 1); 0; true",
        "[0, 1); 1; false",
        "[0, 1); 0.9999999999999999; true",
        "[0, 1); -4.9e-324; false",
        "[0, 1); -0.0; true",
        "(0, inf); 0; false",
        "(0, inf); 4.9e-324; true",
        "(0, inf); Infinity; false",
        "(0, inf]; Infinity; true",
        "[-inf, +inf]; -Infinity; true",
        "(-inf, inf); -Infinity; false",
        "[-inf, inf]; NaN; false",
        "[3, 3]; 3; true",
        "(3, 3); 3; false",
        "  ( -1e-3 ,1e3 ] ; -0.001; false",
        "(-1e-3,1e3]; 1000; true"
      })
  void contains(String range, double number, boolean contained) {
    assertThat(Range.parse(range).contains(number)).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0, 1", "[0 1]", "{0, 1}", "[0, 1", "[0, 1, 2]", "[0, 1] or 2"})
  void noInterval(String text) {
    assertThatThrownBy(() -> Range.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A range is written like [0, 1) or (0, inf), but this one is '" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[zero, 1]", "[-zero, 1]"})
  void endsThatAreNoNumbers(String text) {
    assertThatThrownBy(() -> Range.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "An end of a range is a number, inf or -inf, but this one is '%s'",
            text.substring(1, text.indexOf(',')));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "NaN, 0", "0, NaN"})
  void endsOutOfOrder(String low, String high) {
    assertThatThrownBy(() -> Range.parse("[" + low + ", " + high + "]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("A range runs from its lower end to its upper end, but ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[0, 1); [0, 1)",
        "(-inf,inf); (-∞, ∞)",
        "[1e-3, 2.5]; [0.001, 2.5]",
        "[0, 1e300]; [0, 1.0E300]"
      })
  void text(String range, String shown) {
    assertThat(Range.parse(range)).hasToString(shown);
  }

  @Property
  void aRangeContainsWhatLiesBetweenItsEnds(@ForAll double a, @ForAll double b, @ForAll double x) {
    double low = Math.min(a, b);
    double high = Math.max(a, b);
    assertThat(new Range(low, true, high, true).contains(x)).isEqualTo(low <= x && x <= high);
    assertThat(new Range(low, false, high, false).contains(x)).isEqualTo(low < x && x < high);
    assertThat(new Range(low, true, high, false).contains(x)).isEqualTo(low <= x && x < high);
  }

  @Test
  @DisplayName("A description has what the record and its annotations say")
  void describes() {
    Description description = new Samples.Moments().description();
    assertThat(description.name()).isEqualTo("sample-adam");
    assertThat(description.aliases()).isEmpty();
    assertThat(description.citation()).isEqualTo("Kingma & Ba (2015), algorithm 1");
    assertThat(description.type()).isEqualTo(Samples.Moments.class);
    assertThat(description.names()).containsExactly("learningRate", "beta1", "beta2", "epsilon");
    assertThat(description.hyperparameter("beta2"))
        .isEqualTo(
            new HyperparameterDescription(
                "beta2",
                double.class,
                0.999,
                new Range(0, true, 1, false),
                "",
                "decay rate β₂",
                "",
                null));
    assertThat(new Samples.Moments(Schedule.constant(1), 0, 0, 0).description())
        .as("the same for every instance: defaults are those of the constructor without arguments")
        .isSameAs(description);
    assertThatThrownBy(() -> description.hyperparameter("betta2"))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage(
            "'sample-adam' has no hyper-parameter 'betta2'; it has [learningRate, beta1, beta2,"
                + " epsilon]. Did you mean 'beta2'?");
  }

  @Test
  @DisplayName("A record without annotations is told which are missing")
  void withoutAnnotations() {
    refused(Bare.class, "%s cannot be configured so: it must carry @Algorithm.");
    refused(
        Untold.class,
        "%s cannot be configured so: its component 'a' must carry @Hyperparameter; its component"
            + " 'c' must carry @Hyperparameter.");
  }

  @Test
  @DisplayName("Every fault of a type is told together")
  void everyFaultOfAType() {
    refused(
        Hidden.class,
        "%s cannot be configured so: it must be a public record; its name must be lower-case words"
            + " joined by hyphens, but is 'Hidden_'.");
    refused(
        NoRecord.class,
        "%s cannot be configured so: it must be a public record; it must carry @Algorithm.");
  }

  @Test
  @DisplayName("A record without a default constructor, or whose defaults fail, is told so")
  void withoutDefaults() {
    refused(
        NoDefaults.class, "%s must have a public no-argument constructor that gives the defaults.");
    refused(
        BadDefaults.class,
        "The defaults of %s do not pass its own checks: BadDefaults cannot have these"
            + " hyper-parameters: a must be in [0, 1], but is 2.0.");
  }

  @Test
  @DisplayName("A range that cannot be read, and a component called 'name', are told with the rest")
  void badComponents() {
    refused(
        BadComponents.class,
        "%s cannot be configured so: its component 'name' must be called otherwise, as that is the"
            + " algorithm's; the range of its component 'a' cannot be read (A range is written like"
            + " [0, 1) or (0, inf), but this one is 'any').");
  }

  @Test
  @DisplayName("A private record is refused in a sentence, wherever it is read")
  void privateRecord() {
    refused(Secret.class, "%s cannot be configured so: it must be a public record.");
    assertThatThrownBy(() -> Configuration.toMap(new Secret(1)))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("it must be a public record");
    assertThatThrownBy(() -> new Secret(1).with("a", 2))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("it must be a public record");
  }

  @Test
  @DisplayName("A schedule that gives no finite number is refused within a rule")
  void schedulesWithinRules() {
    GradientOptimizer descent = new Samples.Descent(new Samples.Ramp(Double.MAX_VALUE));
    ReferenceExecutor run = new ReferenceExecutor(descent, Precision.DOUBLE, 1);
    assertThat(run.step(new double[] {1}, null)).containsExactly(Double.MAX_VALUE);
    assertThatThrownBy(() -> run.step(new double[] {1}, null))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("gave Infinity at step 1 of epoch 0");
  }

  @Test
  @DisplayName("A schedule that leaves the range of its hyper-parameter is refused within a rule")
  void schedulesWithinTheirRange() {
    record Falling() implements Schedule {
      @Override
      public double at(long step, long epoch) {
        return -0.25;
      }

      @Override
      public Unit unit() {
        return Unit.STEPS;
      }
    }

    GradientOptimizer descent = new Samples.Descent(new Falling());
    assertThatThrownBy(
            () -> new ReferenceExecutor(descent, Precision.DOUBLE, 1).step(new double[] {1}, null))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "learningRate must be in [0, ∞), but the schedule Falling[] of Descent gave -0.25 at step 0 of epoch 0.");
  }

  private static void violates(ThrowingCallable call, String... violations) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InvalidHyperparametersException.class,
            refused -> assertThat(refused.violations()).containsExactly(violations));
  }

  private static void refused(Class<? extends Plugin> type, String message) {
    for (int i = 0; i < 2; i++) { // the second time as the first
      assertThatThrownBy(() -> Description.of(type))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessage(message.formatted(type.getName()));
    }
  }

  /** What the types below have in common. */
  private interface Constant extends Schedule {
    @Override
    default double at(long step, long epoch) {
      return 1;
    }

    @Override
    default Unit unit() {
      return Unit.STEPS;
    }
  }

  /** With a range on a schedule and on a list. */
  @Algorithm(name = "bounded", summary = "-", citation = "-")
  public record Bounded(
      @Hyperparameter(value = "rate", range = "[0, 1]") Schedule rate,
      @Hyperparameter(value = "parts", range = "[0, 1]") List<Double> parts)
      implements Constant {}

  /** Without annotations. */
  public record Bare() implements Constant {}

  /** With one of three components annotated. */
  @Algorithm(name = "untold", summary = "-", citation = "-")
  public record Untold(double a, @Hyperparameter("b") double b, double c) implements Constant {
    public Untold() {
      this(0, 0, 0);
    }
  }

  /** Not public, and with a bad name. */
  @Algorithm(name = "Hidden_", summary = "-", citation = "-")
  record Hidden() implements Constant {}

  /** Private. */
  @Algorithm(name = "secret", summary = "-", citation = "-")
  private record Secret(@Hyperparameter("a") double a) implements Constant {}

  /** Not a record. */
  public static final class NoRecord implements Constant {}

  /** Without a constructor that gives defaults. */
  @Algorithm(name = "no-defaults", summary = "-", citation = "-")
  public record NoDefaults(@Hyperparameter("a") double a) implements Constant {}

  /** With defaults that it refuses itself. */
  @Algorithm(name = "bad-defaults", summary = "-", citation = "-")
  public record BadDefaults(@Hyperparameter(value = "a", range = "[0, 1]") double a)
      implements Constant {
    public BadDefaults {
      Hyperparameters.check(BadDefaults.class, a);
    }

    public BadDefaults() {
      this(2);
    }
  }

  /** With a component that takes the algorithm's key, and an unreadable range. */
  @Algorithm(name = "bad-components", summary = "-", citation = "-")
  public record BadComponents(
      @Hyperparameter("n") String name, @Hyperparameter(value = "a", range = "any") double a)
      implements Constant {
    public BadComponents() {
      this("", 0);
    }
  }
}
