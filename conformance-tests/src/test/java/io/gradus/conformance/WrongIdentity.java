package io.gradus.conformance;

import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.Arrays;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The identity matrix, with faults to choose from. */
@Algorithm(name = "wrong-identity", summary = "An identity with a fault.", citation = "None")
public record WrongIdentity(@Hyperparameter("what is wrong") Fault fault) implements Initializer {

  /** What can be wrong, and the rules that must find it. */
  public enum Fault {
    NONE(""),
    COLUMN_MAJOR("I-6"),
    ZEROS_NOT_WRITTEN("I-2"),
    DRAWS("I-6 I-10 I-11");

    private final String rules;

    Fault(String rules) {
      this.rules = rules;
    }

    Set<String> rules() {
      return rules.isEmpty() ? Set.of() : Set.of(rules.split(" "));
    }
  }

  public WrongIdentity {
    Hyperparameters.check(WrongIdentity.class, fault);
  }

  /** The right one. */
  public WrongIdentity() {
    this(Fault.NONE);
  }

  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    if (shape.dimensions().size() != 2) {
      throw new IllegalArgumentException(
          "An identity is a matrix, but the shape is " + shape.dimensions() + ".");
    }
    if (fault != Fault.ZEROS_NOT_WRITTEN) {
      Arrays.fill(tensor, 0);
    }
    int rows = shape.dimensions().get(0).intValue();
    int columns = shape.dimensions().get(1).intValue();
    for (int i = 0; i < Math.min(rows, columns); i++) {
      tensor[i * (fault == Fault.COLUMN_MAJOR ? rows : columns) % tensor.length + i] =
          fault == Fault.DRAWS ? random.nextDouble() : 1;
    }
  }
}
