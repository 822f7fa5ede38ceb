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
 * d = direction(x, g);   if not gᵀd &lt; 0, and the search needs it: forget, d = −g
 * α = search(φ), φ(α) = f(x + αd);   if none and d ≠ −g: forget, d = −g, search again
 * x ← x + αd
 * </pre>
 */
final class DescentRun implements ClosureOptimizer.Run {

  private final LineSearch lineSearch;
  private final Direction direction;
  private final Line line;
  private final Position here;
  private final double[] d;
  private Line.Scale scale;

  /** By how much the value changed in the last step, its slope and α, and how many were taken. */
  private double lastChange = Double.NaN;

  private double lastSlope = Double.NaN;

  private double lastStep = Double.NaN;
  private long steps;

  DescentRun(List<Shape> shapes, LineSearch lineSearch, Direction direction) {
    int size = SavedState.size(shapes);
    this.lineSearch = lineSearch;
    this.direction = direction;
    line = new Line(size);
    here = new Position(size);
    d = new double[size];
  }

  @Override
  public StepReport step(Objective objective, double[] x) {
    CountedObjective f = new CountedObjective(objective);
    if (!here.is(objective, x)) {
      direction.interrupted();
      if (!here.evaluate(objective, f, x)) {
        return here.stays(f, false, Outcome.NOT_FINITE);
      }
    }
    if (Vectors.maxNorm(here.gradient()) == 0) {
      return here.stays(f, false, Outcome.GRADIENT_SMALL);
    }
    boolean restarted = !leadsDown(f);
    if (restarted) {
      restart(f);
    }
    LineSearch.Result result = search(f);
    if (!restarted && failed(result) && !direction.isFresh()) {
      restarted = true;
      restart(f);
      result = search(f);
    }
    return result.outcome() == Outcome.MOVED
        ? moves(f, restarted, result.step(), x)
        : here.stays(f, restarted, result.outcome());
  }

  private boolean leadsDown(CountedObjective f) {
    scale = direction.scale();
    direction.find(f, here.x(), here.gradient(), d);
    double slope = Vectors.dot(here.gradient(), d);
    return (slope < 0 || !lineSearch.needsDescent())
        && Math.abs(slope) <= Double.MAX_VALUE
        && Vectors.isFinite(d);
  }

  private void restart(CountedObjective f) {
    if (!direction.restart() || !leadsDown(f)) {
      scale = Line.Scale.NONE;
      for (int i = 0; i < d.length; i++) {
        d[i] = -here.gradient()[i];
      }
    }
  }

  /** Whether another direction may do better. */
  private static boolean failed(LineSearch.Result result) {
    return result.outcome() != Outcome.MOVED && result.outcome() != Outcome.VALUE_STILL;
  }

  private LineSearch.Result search(CountedObjective f) {
    double slope = Vectors.dot(here.gradient(), d);
    if (slope == 0 && lineSearch.needsDescent()) {
      return LineSearch.Result.none(Outcome.GRADIENT_SMALL); // its square is below all numbers
    }
    if (!(Math.abs(slope) <= Double.MAX_VALUE)) {
      return LineSearch.Result.none(Outcome.NOT_FINITE); // its square is above all numbers
    }
    if (slope > 0 && lineSearch.needsDescent()) {
      return LineSearch.Result.none(Outcome.NOT_DESCENT);
    }
    line.start(
        f,
        here.x(),
        here.value(),
        here.gradient(),
        here.lowest(),
        d,
        scale,
        firstStep(f, slope),
        lastStep,
        steps);
    LineSearch.Result result = lineSearch.search(line);
    boolean promisesNothing = -slope * line.firstStep() <= line.rounding();
    return result.outcome() == Outcome.NO_DECREASE && promisesNothing
        ? LineSearch.Result.none(Outcome.VALUE_STILL)
        : result;
  }

  /**
   * Where the length of d says nothing: the minimum of the parabola with this slope that falls as
   * far as the last step did (Nocedal &amp; Wright 2006, equation 3.60); where that was rounding,
   * the step that promises what the last one promised; at first a step of length 1.
   */
  private double firstStep(CountedObjective f, double slope) {
    if (scale == Line.Scale.NATURAL) {
      return 1;
    }
    boolean hasFallen = lastChange < -f.rounding(here.value());
    double step = (hasFallen ? 2 * lastChange : lastStep * lastSlope) / slope;
    return step > 0 && step <= Double.MAX_VALUE ? step : 1 / Vectors.norm(d);
  }

  private StepReport moves(CountedObjective f, boolean restarted, double step, double[] x) {
    double before = here.value();
    double slope = line.slope();
    double value = line.accept(step);
    if (Arrays.equals(line.point(), here.x())) {
      return here.stays(f, restarted, Outcome.POINT_STILL);
    }
    direction.moved(f, here.x(), here.gradient(), line.point(), line.gradient(), d);
    here.move(value, line.point(), line.gradient(), x);
    lastChange = value - before;
    lastSlope = slope;
    lastStep = step;
    steps++;
    return here.report(f, before, step, restarted, Outcome.MOVED);
  }

  @Override
  public Map<String, double[]> save() {
    Map<String, double[]> state = new LinkedHashMap<>();
    here.save(state);
    state.put("lastChange", new double[] {lastChange});
    state.put("lastSlope", new double[] {lastSlope});
    state.put("lastStep", new double[] {lastStep});
    state.put("steps", new double[] {steps});
    direction.save(state);
    return state;
  }

  @Override
  public void restore(Map<String, double[]> state, Objective objective) {
    SavedState saved = new SavedState(state);
    Runnable position = here.restore(saved, objective);
    double savedLastChange = saved.number("lastChange");
    double savedLastSlope = saved.number("lastSlope");
    double savedLastStep = saved.number("lastStep");
    long savedSteps = (long) saved.number("steps");
    Runnable memory = direction.restore(saved);
    saved.finish();

    position.run();
    memory.run();
    lastChange = savedLastChange;
    lastSlope = savedLastSlope;
    lastStep = savedLastStep;
    steps = savedSteps;
  }
}
