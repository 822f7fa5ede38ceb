package io.gradus.kernel;

import io.gradus.api.ClosureOptimizer;
import io.gradus.api.CountedObjective;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Objective;
import io.gradus.api.Outcome;
import io.gradus.api.Precision;
import io.gradus.api.Slot;
import io.gradus.api.StepReport;
import io.gradus.api.Vectors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule that takes one gradient, as a run on an objective: x ← x − u. It tests nothing, so that
 * values may rise; only a step to where the objective has no value is not taken.
 */
final class GradientRun implements ClosureOptimizer.Run {

  private final Kernel kernel;
  private final Operands operands;
  private final List<double[]> slots;
  private final double[] x;
  private final double[] gradient;
  private final double[] update;
  private final double[] newX;
  private final double[] newGradient;
  private double value = Double.NaN;
  private Objective known;
  private long age;

  GradientRun(GradientOptimizer optimizer, int size) {
    kernel = new Kernel(optimizer, Precision.DOUBLE);
    x = new double[size];
    gradient = new double[size];
    update = new double[size];
    newX = new double[size];
    newGradient = new double[size];
    slots =
        kernel.slots().stream()
            .map(
                slot -> {
                  double[] array = new double[size];
                  Arrays.fill(array, slot.initial());
                  return array;
                })
            .toList();
    operands =
        new Operands(
            Memory.of(gradient),
            Memory.of(x),
            slots.stream().map(array -> Memory.of(array)).toList(),
            Memory.of(update),
            Tensors.single(size));
  }

  @Override
  public StepReport step(Objective objective, double[] point) {
    if (point.length != x.length) {
      throw new IllegalArgumentException(
          "The point has %d numbers, but this run is for %d.".formatted(point.length, x.length));
    }
    CountedObjective f = new CountedObjective(objective);
    boolean isHere = objective == known && Arrays.equals(point, x);
    if (!isHere && !evaluate(objective, f, point)) {
      return report(f, value, 0, Outcome.NOT_FINITE);
    }
    kernel.step(operands, age + 1, age, 0, Vectors.norm(gradient));
    age++;
    for (int i = 0; i < x.length; i++) {
      newX[i] = x[i] - update[i];
    }
    f.representable(newX);
    double before = value;
    if (Vectors.isFinite(newX)) {
      double newValue = f.evaluate(newX.clone(), newGradient);
      if (Math.abs(newValue) <= Double.MAX_VALUE && Vectors.isFinite(newGradient)) {
        boolean hasMoved = !Arrays.equals(newX, x);
        value = newValue;
        System.arraycopy(newX, 0, x, 0, x.length);
        System.arraycopy(newGradient, 0, gradient, 0, x.length);
        System.arraycopy(x, 0, point, 0, x.length);
        return report(f, before, Vectors.norm(update), hasMoved ? Outcome.MOVED : Outcome.STAYED);
      }
    }
    return report(f, before, 0, Outcome.NOT_FINITE);
  }

  private boolean evaluate(Objective objective, CountedObjective f, double[] point) {
    known = null;
    value = Double.NaN;
    if (!Vectors.isFinite(point)) {
      return false;
    }
    System.arraycopy(point, 0, x, 0, x.length);
    f.representable(x);
    value = f.evaluate(x.clone(), gradient);
    if (!(Math.abs(value) <= Double.MAX_VALUE) || !Vectors.isFinite(gradient)) {
      return false;
    }
    known = objective;
    return true;
  }

  private StepReport report(CountedObjective f, double before, double length, Outcome outcome) {
    return new StepReport(
        before,
        value,
        known == null ? Double.NaN : Vectors.maxNorm(gradient),
        length,
        f.evaluations(),
        f.values(),
        f.products(),
        false,
        outcome);
  }

  @Override
  public Map<String, double[]> save() {
    Map<String, double[]> state = new LinkedHashMap<>();
    state.put("point", x.clone());
    state.put("gradient", gradient.clone());
    state.put("value", new double[] {value});
    state.put("age", new double[] {age});
    List<Slot> names = kernel.slots();
    for (int i = 0; i < names.size(); i++) {
      state.put("slot." + names.get(i).name(), slots.get(i).clone());
    }
    return state;
  }

  @Override
  public void restore(Map<String, double[]> state, Objective objective) {
    Map<String, double[]> mine = save();
    mine.forEach(
        (name, array) -> {
          double[] saved = state.get(name);
          if (saved == null || saved.length != array.length) {
            throw new IllegalArgumentException(
                "The saved state has no '%s' of %d numbers, only %s; was it saved by a run of the same optimizer?"
                    .formatted(name, array.length, state.keySet()));
          }
        });
    if (state.size() != mine.size()) {
      throw new IllegalArgumentException(
          "The saved state has %s, but this run knows only %s."
              .formatted(state.keySet(), mine.keySet()));
    }
    System.arraycopy(state.get("point"), 0, x, 0, x.length);
    System.arraycopy(state.get("gradient"), 0, gradient, 0, x.length);
    value = state.get("value")[0];
    age = (long) state.get("age")[0];
    List<Slot> names = kernel.slots();
    for (int i = 0; i < names.size(); i++) {
      System.arraycopy(state.get("slot." + names.get(i).name()), 0, slots.get(i), 0, x.length);
    }
    known = Double.isNaN(value) ? null : objective;
  }
}
