package io.gradus.conformance;

import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Numbers of variance gain / fan-in, uniform or truncated normal, with faults to choose from. */
@Algorithm(name = "wrong-initializer", summary = "Numbers with a fault.", citation = "None")
public record WrongInitializer(
    @Hyperparameter(value = "gain", range = "(0, inf)") double gain,
    @Hyperparameter("whether the distribution is uniform") boolean uniform,
    @Hyperparameter("what is wrong") Fault fault)
    implements Initializer {

  /** The deviation of the standard normal distribution cut at ±2, from tables. */
  static final double CUT_DEVIATION = 0.879625661034240;

  private static final RandomGenerator OWN = Initializer.random(7);

  /** What can be wrong, and the rules that must find it. */
  public enum Fault {
    NONE(""),
    /** So does the mean of a sample stray, and a single number. */
    VARIANCE_TIMES_3("I-3 I-6 I-7 I-8 I-9 I-11"),
    /** The vector's fans are 30 and 10, so that its variance is times 3. */
    FAN_OUT_FOR_FAN_IN("I-3 I-6 I-7 I-8 I-9"),
    FANS_FROM_THE_DIMENSIONS("I-3"),
    DEVIATION_FOR_VARIANCE("I-3 I-7 I-8 I-9 I-11"),
    MEAN_MOVED("I-6 I-8 I-9"),
    CUT_AT_3("I-8 I-9"),
    CUT_NOT_CORRECTED("I-3 I-7 I-8 I-9"),
    /** Of the same moments. */
    ANOTHER_DISTRIBUTION("I-8 I-9 I-11"),
    /** Of the same moments. */
    TWO_VALUES_ONLY("I-8 I-9"),
    SEED_IGNORED("I-10"),
    OWN_GENERATOR("I-1 I-2"),
    LAST_ELEMENT_NOT_WRITTEN("I-2"),
    ADDED_TO_WHAT_WAS_THERE("I-2"),
    REFUSES_WITHOUT_THE_SHAPE("I-4"),
    FILLS_WHAT_IT_CANNOT("I-4"),
    THROWS_AT_NO_ELEMENTS("I-11"),
    EQUALS_DROPS_THE_GAIN("I-5.5"),
    ACCESSOR_LOSES_THE_GAIN("I-5.1 I-5.5"),
    CONSTRUCTOR_RESETS_THE_GAIN("I-5.5"),
    UNCHECKED("I-5.2");

    private final String rules;

    Fault(String rules) {
      this.rules = rules;
    }

    Set<String> rules() {
      return rules.isEmpty() ? Set.of() : Set.of(rules.split(" "));
    }
  }

  public WrongInitializer {
    if (fault != Fault.UNCHECKED) {
      Hyperparameters.check(WrongInitializer.class, gain, uniform, fault);
    }
    gain = fault == Fault.CONSTRUCTOR_RESETS_THE_GAIN ? 1 : gain;
  }

  /** The right one. */
  public WrongInitializer() {
    this(1, true, Fault.NONE);
  }

  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    boolean vector = shape.dimensions().size() == 1;
    if (fault == Fault.REFUSES_WITHOUT_THE_SHAPE && vector) {
      throw new IllegalArgumentException("No.");
    }
    if (fault == Fault.THROWS_AT_NO_ELEMENTS && tensor.length == 0) {
      throw new IllegalArgumentException("No.");
    }
    RandomGenerator source =
        switch (fault) {
          case SEED_IGNORED -> Initializer.random(7);
          case OWN_GENERATOR -> OWN;
          default -> random;
        };
    int last = tensor.length - (fault == Fault.LAST_ELEMENT_NOT_WRITTEN ? 1 : 0);
    double deviation = deviation(shape);
    for (int i = 0; i < last; i++) {
      double drawn = deviation * standard(source);
      tensor[i] = fault == Fault.ADDED_TO_WHAT_WAS_THERE ? tensor[i] + drawn : drawn;
    }
  }

  private double deviation(Shape shape) {
    double variance = gain / fan(shape);
    return switch (fault) {
      case VARIANCE_TIMES_3 -> Math.sqrt(3 * variance);
      case DEVIATION_FOR_VARIANCE -> variance;
      default -> Math.sqrt(variance);
    };
  }

  private double fan(Shape shape) {
    boolean matrix = shape.dimensions().size() == 2;
    if (fault == Fault.FANS_FROM_THE_DIMENSIONS && shape.dimensions().size() > 1) {
      long first = shape.dimensions().get(0);
      return matrix ? first : (double) shape.size() / first;
    }
    return fault == Fault.FAN_OUT_FOR_FAN_IN ? shape.fanOut() : shape.fanIn();
  }

  /** A number of mean 0 and variance 1. */
  private double standard(RandomGenerator random) {
    if (fault == Fault.TWO_VALUES_ONLY) {
      return random.nextBoolean() ? 1 : -1;
    }
    double moved = fault == Fault.MEAN_MOVED ? 0.1 : 0;
    if (uniform != (fault == Fault.ANOTHER_DISTRIBUTION)) {
      return moved + Math.sqrt(3) * (2 * random.nextDouble() - 1);
    }
    double cut = fault == Fault.CUT_AT_3 ? 3 : 2;
    double z;
    do {
      z = random.nextGaussian();
    } while (Math.abs(z) > cut);
    return moved
        + switch (fault) {
          case CUT_NOT_CORRECTED -> z;
          case CUT_AT_3 -> z / 0.98657843; // its deviation, from tables
          default -> z / CUT_DEVIATION;
        };
  }

  @Override
  public double gain() {
    return fault == Fault.ACCESSOR_LOSES_THE_GAIN ? 1 : gain;
  }

  /** The gain, whatever the accessor says. */
  double trueGain() {
    return gain;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WrongInitializer that
        && (gain == that.gain || fault == Fault.EQUALS_DROPS_THE_GAIN)
        && uniform == that.uniform
        && fault == that.fault;
  }

  @Override
  public int hashCode() {
    return Objects.hash(uniform, fault);
  }
}
