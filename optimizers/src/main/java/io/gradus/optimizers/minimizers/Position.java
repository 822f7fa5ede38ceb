package io.gradus.optimizers.minimizers;

import io.gradus.api.CountedObjective;
import io.gradus.api.Objective;
import io.gradus.api.Outcome;
import io.gradus.api.StepReport;
import io.gradus.api.Vectors;
import java.util.Arrays;
import java.util.Map;

/**
 * Where a run is, with the value and the gradient there, as long as the objective and the caller's
 * point are the same.
 */
final class Position {

  /** The objective of which value and gradient are known; null if there is none. */
  private Objective known;

  private final double[] x;
  private final double[] gradient;
  private double value = Double.NaN;

  /** The lowest value since point or objective last changed from outside. */
  private double lowest = Double.NaN;

  Position(int size) {
    x = new double[size];
    gradient = new double[size];
  }

  double[] x() {
    return x;
  }

  double[] gradient() {
    return gradient;
  }

  double value() {
    return value;
  }

  double lowest() {
    return lowest;
  }

  /** The highest value that is equal to the lowest but for rounding. */
  double ceiling(Objective f) {
    return lowest + f.rounding(lowest);
  }

  /** Whether value and gradient are those of the objective at the point. */
  boolean is(Objective objective, double[] point) {
    SavedState.checkSize(point, x.length);
    return objective == known && Arrays.equals(point, x);
  }

  /** Evaluates at a point; false if there is no value or gradient. */
  boolean evaluate(Objective objective, CountedObjective f, double[] point) {
    known = null;
    value = Double.NaN;
    System.arraycopy(point, 0, x, 0, x.length);
    if (!Vectors.isFinite(x)) {
      return false;
    }
    f.representable(x);
    value = f.evaluate(x.clone(), gradient);
    if (!(Math.abs(value) <= Double.MAX_VALUE) || !Vectors.isFinite(gradient)) {
      return false;
    }
    lowest = value;
    known = objective;
    return true;
  }

  /** Goes to a point that has been evaluated, and tells the caller. */
  void move(double valueThere, double[] there, double[] gradientThere, double[] caller) {
    value = valueThere;
    lowest = Math.min(lowest, value);
    System.arraycopy(there, 0, x, 0, x.length);
    System.arraycopy(gradientThere, 0, gradient, 0, x.length);
    System.arraycopy(x, 0, caller, 0, x.length);
  }

  StepReport report(
      CountedObjective f, double before, double stepSize, boolean restarted, Outcome outcome) {
    return new StepReport(
        before,
        value,
        known == null ? Double.NaN : Vectors.maxNorm(gradient),
        stepSize,
        f.evaluations(),
        f.values(),
        f.products(),
        restarted,
        outcome);
  }

  /** The report of a step that leaves the point where it is. */
  StepReport stays(CountedObjective f, boolean restarted, Outcome why) {
    return report(f, value, 0, restarted, why);
  }

  void save(Map<String, double[]> state) {
    state.put("point", x.clone());
    state.put("gradient", gradient.clone());
    state.put("value", new double[] {value});
    state.put("lowest", new double[] {lowest});
  }

  /** Reads all; what it returns takes it on. */
  Runnable restore(SavedState state, Objective objective) {
    double[] savedX = state.array("point", x.length);
    double[] savedGradient = state.array("gradient", x.length);
    double savedValue = state.number("value");
    double savedLowest = state.number("lowest");
    return () -> {
      System.arraycopy(savedX, 0, x, 0, x.length);
      System.arraycopy(savedGradient, 0, gradient, 0, x.length);
      value = savedValue;
      lowest = savedLowest;
      known = Double.isNaN(value) ? null : objective;
    };
  }
}
