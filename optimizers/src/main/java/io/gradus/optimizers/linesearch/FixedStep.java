package io.gradus.optimizers.linesearch;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.Outcome;
import io.gradus.api.Schedule;

/**
 * A step size that is given, constant or falling by a schedule of steps; nothing is tested.
 *
 * <pre>
 * α = η(k), at the k-th step of a run, from 0
 * </pre>
 *
 * <p>Along a direction that has a length of its own, η = 1 is the whole of it. The value may rise;
 * only a step to where the objective has no value is refused.
 *
 * <p>Robbins &amp; Monro (1951), <i>A Stochastic Approximation Method</i>, give the conditions for
 * falling ones: Σ η = ∞, Σ η² &lt; ∞.
 *
 * <p>A search costs one gradient, that at the new point.
 *
 * <pre>{@code
 * new SteepestDescent(new FixedStep(0.1))
 * }</pre>
 *
 * @param stepSize η
 */
@AutoService(LineSearch.class)
@Algorithm(
    name = "fixed-step",
    aliases = {"constant-step", "scheduled-step"},
    summary = "Takes the step size that a schedule gives, and tests nothing.",
    citation = "Robbins & Monro (1951), A Stochastic Approximation Method",
    link = "https://doi.org/10.1214/aoms/1177729586")
public record FixedStep(
    @Hyperparameter(value = "step size η", range = "(0, inf)") Schedule stepSize)
    implements LineSearch, FixedStepWithers {

  public FixedStep {
    Hyperparameters.checkThat(
        FixedStep.class,
        stepSize == null || stepSize.unit() == Schedule.Unit.STEPS,
        "stepSize must count steps, as a line search knows no epochs, but is " + stepSize,
        stepSize);
  }

  /**
   * A constant step size.
   *
   * @param stepSize η
   */
  public FixedStep(double stepSize) {
    this(Schedule.constant(stepSize));
  }

  /** The whole step, η = 1. */
  public FixedStep() {
    this(1);
  }

  /** Nothing is tested, so that Newton's method goes to saddles and maxima with it. */
  @Override
  public boolean needsDescent() {
    return false;
  }

  @Override
  public Result search(Line line) {
    double step = stepSize.at(line.step(), 0);
    if (line.scale() == Line.Scale.NATURAL) {
      step *= line.firstStep();
    }
    if (!(step > 0)) {
      return Result.none(Outcome.POINT_STILL);
    }
    return line.trial(step).isFinite() ? Result.at(step) : Result.none(Outcome.NOT_FINITE);
  }
}
