package io.gradus.examples;

import io.gradus.api.Schedule;
import io.gradus.api.Schedule.Unit;
import io.gradus.dl4j.Dl4j;
import io.gradus.schedules.Annealing;
import io.gradus.schedules.Cosine;
import io.gradus.schedules.CosineRestarts;
import io.gradus.schedules.Cyclic;
import io.gradus.schedules.Exponential;
import io.gradus.schedules.Floor;
import io.gradus.schedules.InverseTime;
import io.gradus.schedules.Linear;
import io.gradus.schedules.MapSchedule;
import io.gradus.schedules.MultiStep;
import io.gradus.schedules.Noam;
import io.gradus.schedules.OneCycle;
import io.gradus.schedules.OneCycleMomentum;
import io.gradus.schedules.Piecewise;
import io.gradus.schedules.Polynomial;
import io.gradus.schedules.Power;
import io.gradus.schedules.Product;
import io.gradus.schedules.Scaled;
import io.gradus.schedules.Sequential;
import io.gradus.schedules.Sigmoid;
import io.gradus.schedules.StepDecay;
import io.gradus.schedules.Warmup;
import io.gradus.schedules.WarmupStableDecay;
import java.util.List;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Schedules with arguments that show their shape within a short run. */
final class ScheduleSamples {

  private static final Unit STEPS = Unit.STEPS;

  private ScheduleSamples() {}

  /** The same law over n steps, with a rate of at most 0.1; one that is not of Gradus as it is. */
  static Schedule of(Schedule installed, int n) {
    return switch (installed.description().name()) {
      case "constant" -> Schedule.constant(0.1);
      case "cosine" -> new Cosine(0.1, 0, share(n, 0.8), STEPS);
      case "cosine-restarts" -> new CosineRestarts(0.1, 0, share(n, 0.15), 2, STEPS);
      case "cyclic" ->
          new Cyclic(0.01, 0.1, share(n, 0.15), share(n, 0.15), Cyclic.Mode.TRIANGULAR2, 1, STEPS);
      case "dl4j" ->
          Dl4j.schedule(new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, share(n, 0.25)));
      case "exponential" -> new Exponential(0.1, rounded(Math.pow(0.05, 1.0 / n)), STEPS);
      case "floor" -> new Floor(new Linear(0.1, 0, share(n, 0.8), STEPS), 0.02);
      case "noam" -> new Noam(0.1, share(n, 0.2), STEPS);
      case "inverse-time" -> new InverseTime(0.1, rounded(10.0 / n), 1, STEPS);
      case "linear" -> new Linear(0.1, 0, share(n, 0.8), STEPS);
      case "map-schedule" ->
          new MapSchedule(times(0, n, 0.3, 0.6), List.of(0.1, 0.03, 0.06), STEPS);
      case "multi-step" -> new MultiStep(0.1, times(n, 0.5, 0.8), 0.3, STEPS);
      case "one-cycle" -> new OneCycle(0.004, 0.1, 0, n, 0.3, Annealing.COSINE, false, STEPS);
      case "one-cycle-momentum" ->
          new OneCycleMomentum(0.95, 0.85, n, 0.3, Annealing.COSINE, false, STEPS);
      case "piecewise" -> new Piecewise(times(n, 0.2, 0.6), List.of(0.04, 0.1, 0.02), STEPS);
      case "polynomial" -> new Polynomial(0.1, 0, share(n, 0.8), 2, STEPS);
      case "power" -> new Power(0.1, -0.5, STEPS);
      case "product" ->
          new Product(
              List.of(
                  new Linear(0, 0.1, share(n, 0.2), STEPS),
                  new Exponential(1, rounded(Math.pow(0.1, 1.0 / n)), STEPS)));
      case "scaled" -> new Scaled(new Linear(0.1, 0, share(n, 0.8), STEPS), 0.5);
      case "sequential" ->
          new Sequential(
              List.of(
                  new Linear(0, 0.1, share(n, 0.2), STEPS),
                  new StepDecay(0.1, 0.5, share(n, 0.2), STEPS)),
              times(n, 0.2),
              STEPS);
      case "sigmoid" -> new Sigmoid(0.1, rounded(-12.0 / n), share(n, 0.5), STEPS);
      case "step-decay" -> new StepDecay(0.1, 0.5, share(n, 0.25), STEPS);
      case "warmup" ->
          new Warmup(new Cosine(0.1, 0, share(n, 0.8), STEPS), 0, share(n, 0.2), STEPS);
      case "warmup-stable-decay" ->
          new WarmupStableDecay(
              0, 0.1, 0, share(n, 0.1), share(n, 0.6), share(n, 0.2), Annealing.LINEAR, STEPS);
      default -> installed;
    };
  }

  private static long share(int n, double share) {
    return Math.max(1, Math.round(n * share));
  }

  private static List<Long> times(int n, double... shares) {
    return java.util.Arrays.stream(shares).mapToObj(share -> share(n, share)).toList();
  }

  private static List<Long> times(long first, int n, double second, double third) {
    return List.of(first, share(n, second), share(n, third));
  }

  /** To three digits, so that it can be read. */
  private static double rounded(double value) {
    return new java.math.BigDecimal(value).round(new java.math.MathContext(3)).doubleValue();
  }
}
