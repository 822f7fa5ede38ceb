package io.gradus.conformance.dl4j;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.schedule.CycleSchedule;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.RampSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.SigmoidSchedule;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * DL4J's schedules compared with their publications. Exponential, step, polynomial, inverse and
 * sigmoid are the learning rate policies of Caffe (Jia et al., 2014).
 */
final class BuiltInSchedules {

  private static final ScheduleType STEPS = ScheduleType.ITERATION;
  private static final ScheduleType EPOCHS = ScheduleType.EPOCH;

  private BuiltInSchedules() {}

  static List<ScheduleSubject<?>> all() {
    return List.of(
        fixed(),
        exponential(),
        step(),
        polynomial(),
        inverse(),
        sigmoid(),
        map(),
        cycle(),
        ramp(),
        rampOfEpochs());
  }

  private static ScheduleSubject<FixedSchedule> fixed() {
    return ScheduleSubject.of("FixedSchedule", () -> List.of(new FixedSchedule(0.1)))
        .withClosedForm((schedule, iteration, epoch) -> 0.1);
  }

  private static ScheduleSubject<ExponentialSchedule> exponential() {
    return ScheduleSubject.of(
            "ExponentialSchedule",
            () ->
                List.of(
                    new ExponentialSchedule(STEPS, 0.1, 0.99),
                    new ExponentialSchedule(EPOCHS, 0.1, 0.9)))
        .withClock(ExponentialSchedule::getScheduleType)
        .falling()
        .withClosedForm(
            (schedule, iteration, epoch) ->
                0.1
                    * Math.pow(
                        schedule.getGamma(), clock(schedule.getScheduleType(), iteration, epoch)));
  }

  private static ScheduleSubject<StepSchedule> step() {
    return ScheduleSubject.of(
            "StepSchedule",
            () ->
                List.of(
                    new StepSchedule(STEPS, 0.1, 0.5, 30), new StepSchedule(EPOCHS, 0.1, 0.5, 7)))
        .withClock(StepSchedule::getScheduleType)
        .falling()
        .withClosedForm(
            (schedule, iteration, epoch) -> {
              int now = clock(schedule.getScheduleType(), iteration, epoch);
              return Math.scalb(0.1, -(now / (int) schedule.getStep()));
            });
  }

  /** Falls to 0 as (1 − i / N)ᵖ and stays there. */
  private static ScheduleSubject<PolySchedule> polynomial() {
    return ScheduleSubject.of(
            "PolySchedule",
            () ->
                List.of(new PolySchedule(STEPS, 0.1, 2, 100), new PolySchedule(EPOCHS, 0.1, 1, 20)))
        .withClock(PolySchedule::getScheduleType)
        .falling()
        .withClosedForm(
            (schedule, iteration, epoch) -> {
              double now = clock(schedule.getScheduleType(), iteration, epoch);
              double left = Math.max(0, 1 - now / schedule.getMaxIter());
              return 0.1 * Math.pow(left, schedule.getPower());
            });
  }

  private static ScheduleSubject<InverseSchedule> inverse() {
    return ScheduleSubject.of(
            "InverseSchedule",
            () ->
                List.of(
                    new InverseSchedule(STEPS, 0.1, 0.01, 0.75),
                    new InverseSchedule(EPOCHS, 0.1, 0.5, 1)))
        .withClock(InverseSchedule::getScheduleType)
        .falling()
        .withClosedForm(
            (schedule, iteration, epoch) -> {
              int now = clock(schedule.getScheduleType(), iteration, epoch);
              return 0.1 * Math.pow(1 + schedule.getGamma() * now, -schedule.getPower());
            });
  }

  private static ScheduleSubject<SigmoidSchedule> sigmoid() {
    return ScheduleSubject.of(
            "SigmoidSchedule",
            () ->
                List.of(
                    new SigmoidSchedule(STEPS, 0.1, 0.05, 100),
                    new SigmoidSchedule(EPOCHS, 0.1, -0.5, 10)))
        .withClock(SigmoidSchedule::getScheduleType)
        .withClosedForm(
            (schedule, iteration, epoch) -> {
              int now = clock(schedule.getScheduleType(), iteration, epoch);
              return 0.1 / (1 + Math.exp(-schedule.getGamma() * (now - schedule.getStepSize())));
            });
  }

  /** Each value from its key on. */
  private static ScheduleSubject<MapSchedule> map() {
    return ScheduleSubject.of(
            "MapSchedule",
            () ->
                List.of(
                    new MapSchedule(STEPS, new TreeMap<>(Map.of(0, 0.1, 25, 0.05, 100, 0.2))),
                    new MapSchedule(EPOCHS, new TreeMap<>(Map.of(0, 0.1, 25, 0.05, 100, 0.2)))))
        .withClock(MapSchedule::getScheduleType)
        .withClosedForm(
            (schedule, iteration, epoch) -> {
              int now = clock(schedule.getScheduleType(), iteration, epoch);
              return now < 25 ? 0.1 : now < 100 ? 0.05 : 0.2;
            });
  }

  /**
   * Smith (2018), section 5: up and down in a straight line, then further down. The line peaks in
   * the middle of the part that is not annealing, possibly at half an iteration.
   */
  private static ScheduleSubject<CycleSchedule> cycle() {
    return ScheduleSubject.of(
            "CycleSchedule",
            () ->
                List.of(
                    new CycleSchedule(STEPS, 0.01, 0.1, 22, 2, 0.1),
                    new CycleSchedule(STEPS, 0.1, 10),
                    new CycleSchedule(EPOCHS, 0.1, 20)))
        .withClock(CycleSchedule::getScheduleType)
        .withClosedForm(
            (schedule, iteration, epoch) -> {
              int now =
                  clock(schedule.getScheduleType(), iteration, epoch) % schedule.getCycleLength();
              double half = (schedule.getCycleLength() - schedule.getAnnealingLength()) / 2.0;
              double low = schedule.getInitialLearningRate();
              double high = schedule.getMaxLearningRate();
              if (now < 2 * half) {
                return low + (high - low) * (1 - Math.abs(now - half) / half);
              }
              return low * Math.pow(schedule.getAnnealingDecay(), now - 2 * half);
            });
  }

  /** From 1/N of the inner schedule to all of it in N iterations. */
  private static ScheduleSubject<RampSchedule> ramp() {
    return ScheduleSubject.of(
            "RampSchedule",
            () -> List.of(new RampSchedule(new ExponentialSchedule(STEPS, 0.1, 0.99), 5)))
        .withClock(schedule -> STEPS)
        .withClosedForm(
            (schedule, iteration, epoch) ->
                0.1 * Math.pow(0.99, iteration) * Math.min(1, (iteration + 1) / 5.0));
  }

  /** The same around a schedule that follows the epochs. */
  private static ScheduleSubject<RampSchedule> rampOfEpochs() {
    return ScheduleSubject.of(
            "RampSchedule of epochs",
            () -> List.of(new RampSchedule(new ExponentialSchedule(EPOCHS, 0.1, 0.9), 5)))
        .withClock(schedule -> EPOCHS);
  }

  private static int clock(ScheduleType type, int iteration, int epoch) {
    return type == EPOCHS ? epoch : iteration;
  }
}
