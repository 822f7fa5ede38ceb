package io.gradus.schedules;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;
import java.util.List;

/**
 * Piecewise constant: one value between consecutive boundaries.
 *
 * <pre>
 * η(t) = values[n],   n = the number of boundaries ≤ t
 * </pre>
 *
 * <p>TensorFlow (2019), {@code PiecewiseConstantDecay}. The first value holds until the first
 * boundary; each of the others from its boundary on, the last one forever. The values need not
 * fall.
 *
 * <p>In Keras the old value still holds <i>at</i> the boundary, so a boundary there is smaller by
 * 1. PyTorch's {@code ConstantLR(factor, N)} is one boundary N. {@link MapSchedule} expresses the
 * same with one time for every value.
 *
 * <pre>{@code
 * new Piecewise(List.of(1000L, 2000L), List.of(0.1, 0.05, 0.01), Schedule.Unit.STEPS)
 * }</pre>
 *
 * @param boundaries when the value changes: at least one time, each at least 1, ascending
 * @param values one more than there are boundaries, each at least 0
 * @param unit the clock that t and the boundaries are in
 */
@AutoService(Schedule.class)
@Algorithm(
    name = "piecewise",
    aliases = "piecewise-constant",
    summary = "One value between consecutive boundaries.",
    citation = "TensorFlow (2019), tf.keras.optimizers.schedules.PiecewiseConstantDecay",
    link =
        "https://www.tensorflow.org/api_docs/python/tf/keras/optimizers/schedules/PiecewiseConstantDecay")
public record Piecewise(
    @Hyperparameter(value = "times of the changes", range = "[1, inf)", unit = "steps or epochs")
        List<Long> boundaries,
    @Hyperparameter(value = "the value before each boundary and past the last", range = "[0, inf)")
        List<Double> values,
    @Hyperparameter("the clock that t and the boundaries are in") Unit unit)
    implements Schedule, PiecewiseWithers {

  public Piecewise {
    Hyperparameters.checkThat(
        Piecewise.class,
        Times.match(boundaries, values, 1),
        "boundaries must be at least one and ascend, and values be one more, but are %s and %s"
            .formatted(boundaries, values),
        boundaries,
        values,
        unit);
    boundaries = List.copyOf(boundaries);
    values = List.copyOf(values);
  }

  /**
   * A schedule that counts steps.
   *
   * @param boundaries when the value changes: at least one time, each at least 1, ascending
   * @param values one more than there are boundaries, each at least 0
   */
  public Piecewise(List<Long> boundaries, List<Double> values) {
    this(boundaries, values, Unit.STEPS);
  }

  /** 0.01, and 0.001 from step 1000. */
  public Piecewise() {
    this(List.of(1_000L), List.of(0.01, 0.001), Unit.STEPS);
  }

  @Override
  public double at(long step, long epoch) {
    return values.get(Times.passed(boundaries, unit.count(step, epoch)));
  }
}
