package io.gradus.optimizers.minimizers;

import io.gradus.api.ClosureOptimizer;
import io.gradus.api.CountedObjective;
import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.Objective;
import io.gradus.api.Outcome;
import io.gradus.api.Shape;
import io.gradus.api.StepReport;
import io.gradus.api.Vectors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The run of a method that chooses a direction, then a step size along it.
 *
 * <pre>
 * d = direction(x, g);   if not gᵀd &lt; 0: forget, d = −g
 * α = search(φ), φ(α) = f(x + αd);   if none and d ≠ −g: forget, d = −g, search again
 * x ← x + αd
 * </pre>
 */
final class DescentRun implements ClosureOptimizer.Run {

  private final LineSearch lineSearch;
  private final Direction direction;
  private final Line line;

  /** The objective whose value and gradient are known at the point; null if there is none. */
  private Objective known;

  private final double[] point;
  private final double[] gradient;
  private final double[] d;
  private double value = Double.NaN;

  /** The change of the value in the last step, its α, and the number of steps taken. */
  private double lastChange = Double.NaN;

  private double lastStep = Double.NaN;
  private long steps;

  DescentRun(List<Shape> shapes, LineSearch lineSearch, Direction direction) {
    int size = SavedState.size(shapes);
    this.lineSearch = lineSearch;
    this.direction = direction;
    line = new Line(size);
    point = new double[size];
    gradient = new double[size];
    d = new double[size];
  }

  @Override
  public StepReport step(Objective objective, double[] x) {
    SavedState.checkSize(x, point.length);
    CountedObjective f = new CountedObjective(objective);
    if (objective != known || !Arrays.equals(x, point)) {
      if (!evaluate(objective, f, x)) {
        return stays(f, false, Outcome.NOT_FINITE);
      }
    }
    if (Vectors.maxNorm(gradient) == 0) {
      return stays(f, false, Outcome.GRADIENT_SMALL);
    }
    boolean restarted = !leadsDown(f);
    if (restarted) {
      takeGradient();
    }
    LineSearch.Result result = search(f, restarted || direction.isFresh());
    if (result.outcome() != Outcome.MOVED && !restarted && !direction.isFresh()) {
      restarted = true;
      takeGradient();
      result = search(f, true);
    }
    return result.outcome() == Outcome.MOVED
        ? moves(f, restarted, result.step(), x)
        : stays(f, restarted, result.outcome());
  }

  /** Value and gradient at a point that is new to the run. */
  private boolean evaluate(Objective objective, CountedObjective f, double[] x) {
    direction.interrupted();
    known = null;
    value = Double.NaN;
    System.arraycopy(x, 0, point, 0, x.length);
    if (!Vectors.isFinite(point)) {
      return false;
    }
    f.representable(point);
    value = f.evaluate(point.clone(), gradient);
    if (!(Math.abs(value) <= Double.MAX_VALUE) || !Vectors.isFinite(gradient)) {
      return false;
    }
    known = objective;
    return true;
  }

  private boolean leadsDown(CountedObjective f) {
    direction.find(f, point, gradient, d);
    double slope = Vectors.dot(gradient, d);
    return slope < 0 && slope >= -Double.MAX_VALUE && Vectors.isFinite(d);
  }

  private void takeGradient() {
    direction.restart();
    for (int i = 0; i < d.length; i++) {
      d[i] = -gradient[i];
    }
  }

  private LineSearch.Result search(CountedObjective f, boolean alongGradient) {
    Line.Scale scale = alongGradient ? Line.Scale.NONE : direction.scale();
    double slope = Vectors.dot(gradient, d);
    if (slope == 0) {
      return LineSearch.Result.none(Outcome.GRADIENT_SMALL); // its square underflows
    }
    if (!(slope >= -Double.MAX_VALUE)) {
      return LineSearch.Result.none(Outcome.NOT_FINITE); // its square overflows
    }
    line.start(f, point, value, gradient, d, scale, firstStep(scale, slope), lastStep, steps);
    LineSearch.Result result = lineSearch.search(line);
    if (result.outcome() == Outcome.NO_DECREASE
        && -slope * line.firstStep() <= 16 * f.precision() * Math.abs(value)) {
      return LineSearch.Result.none(Outcome.VALUE_STILL);
    }
    return result;
  }

  /**
   * Used where the length of d is meaningless: the minimum of the parabola with this slope that
   * falls as far as the last step did (Nocedal &amp; Wright 2006, equation 3.60); for the first
   * step, a step of length 1.
   */
  private double firstStep(Line.Scale scale, double slope) {
    if (scale == Line.Scale.NATURAL) {
      return 1;
    }
    double step = 2 * lastChange / slope;
    return step > 0 && step <= Double.MAX_VALUE ? step : 1 / Vectors.norm(d);
  }

  private StepReport moves(CountedObjective f, boolean restarted, double step, double[] x) {
    double newValue = line.accept(step);
    direction.moved(point, gradient, line.point(), line.gradient(), d);
    double before = value;
    value = newValue;
    lastChange = value - before;
    lastStep = step;
    steps++;
    System.arraycopy(line.gradient(), 0, gradient, 0, x.length);
    System.arraycopy(line.point(), 0, point, 0, x.length);
    System.arraycopy(point, 0, x, 0, x.length);
    return report(f, before, step, restarted, Outcome.MOVED);
  }

  private StepReport stays(CountedObjective f, boolean restarted, Outcome why) {
    return report(f, value, 0, restarted, why);
  }

  private StepReport report(
      CountedObjective f, double before, double step, boolean restarted, Outcome outcome) {
    return new StepReport(
        before,
        value,
        known == null ? Double.NaN : Vectors.maxNorm(gradient),
        step,
        f.evaluations(),
        f.values(),
        f.products(),
        restarted,
        outcome);
  }

  @Override
  public Map<String, double[]> save() {
    Map<String, double[]> state = new LinkedHashMap<>();
    state.put("point", point.clone());
    state.put("gradient", gradient.clone());
    state.put("direction", d.clone());
    state.put("value", new double[] {value});
    state.put("lastChange", new double[] {lastChange});
    state.put("lastStep", new double[] {lastStep});
    state.put("steps", new double[] {steps});
    direction.save(state);
    return state;
  }

  @Override
  public void restore(Map<String, double[]> state, Objective objective) {
    SavedState saved = new SavedState(state);
    double[] savedPoint = saved.array("point", point.length);
    double[] savedGradient = saved.array("gradient", point.length);
    double[] savedDirection = saved.array("direction", point.length);
    double savedValue = saved.number("value");
    double savedLastChange = saved.number("lastChange");
    double savedLastStep = saved.number("lastStep");
    long savedSteps = (long) saved.number("steps");
    Runnable restored = direction.restore(saved);
    saved.finish();

    restored.run();
    System.arraycopy(savedPoint, 0, point, 0, point.length);
    System.arraycopy(savedGradient, 0, gradient, 0, point.length);
    System.arraycopy(savedDirection, 0, d, 0, point.length);
    value = savedValue;
    lastChange = savedLastChange;
    lastStep = savedLastStep;
    steps = savedSteps;
    known = Double.isNaN(value) ? null : objective;
  }
}
