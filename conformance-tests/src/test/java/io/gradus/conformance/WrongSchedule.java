package io.gradus.conformance;

import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A warm-up in a line and a cosine down to an end, with faults to choose from. */
@Algorithm(name = "wrong-schedule", summary = "A schedule with a fault.", citation = "None")
public record WrongSchedule(
    @Hyperparameter(value = "peak", range = "[0, inf)") double peak,
    @Hyperparameter(value = "end", range = "[0, inf)") double end,
    @Hyperparameter(value = "warm-up", range = "[1, inf)") long warmup,
    @Hyperparameter(value = "decay", range = "[1, inf)") long length,
    @Hyperparameter("clock") Unit clock,
    @Hyperparameter("what is wrong") Fault fault)
    implements Schedule {

  private static final AtomicLong CALLS = new AtomicLong();

  /** What can be wrong, and the rules that must find it. */
  public enum Fault {
    NONE(""),
    COUNTED_FROM_ONE("S-6 S-7"),
    EPOCH_FOR_STEP("S-3 S-6 S-7"),
    MULTIPLIED_FOR_DIVIDED("S-6 S-7"),
    WHOLE_NUMBERS_DIVIDED("S-6 S-7"),
    SECOND_PHASE_COUNTS_ON("S-7"),
    RISES_AGAIN_PAST_THE_END("S-7"),
    STRICT_COMPARISON_AT_THE_END("S-7"),
    FALLS_BELOW_ZERO("S-7 S-8"),
    OVERFLOWS_PAST_THE_END("S-4 S-7"),
    NAN_AT_TIME_ZERO("S-4 S-6"),
    INDEX_PAST_THE_END("S-2 S-4 S-7 S-8"),
    UNIT_LIES("S-3"),
    BOTH_CLOCKS_DECLARED_IN_VAIN("S-3"),
    NEGATIVES_DECLARED_IN_VAIN("S-8"),
    REMEMBERS_CALLS("S-1 S-3 S-6 S-7"),
    EQUALS_DROPS_THE_END("S-5.5"),
    ACCESSOR_LOSES_THE_END("S-5.1 S-5.5"),
    CONSTRUCTOR_RESETS_THE_END("S-5.5"),
    UNCHECKED("S-5.2");

    private final String rules;

    Fault(String rules) {
      this.rules = rules;
    }

    Set<String> rules() {
      return rules.isEmpty() ? Set.of() : Set.of(rules.split(" "));
    }
  }

  public WrongSchedule {
    if (fault != Fault.UNCHECKED) {
      Hyperparameters.check(WrongSchedule.class, peak, end, warmup, length, clock, fault);
    }
    end = fault == Fault.CONSTRUCTOR_RESETS_THE_END ? 0.01 : end;
  }

  /** The right one. */
  public WrongSchedule() {
    this(1, 0.01, 100, 1000, Unit.STEPS, Fault.NONE);
  }

  @Override
  public double at(long step, long epoch) {
    long t = clock.count(step, epoch);
    return switch (fault) {
      case COUNTED_FROM_ONE -> value(t + 1.0);
      case EPOCH_FOR_STEP -> value(clock.count(epoch, step));
      case MULTIPLIED_FOR_DIVIDED -> t < warmup ? peak * t * warmup : value(t);
      case WHOLE_NUMBERS_DIVIDED -> t < warmup ? peak * Math.floorDiv(t, warmup) : value(t);
      case SECOND_PHASE_COUNTS_ON ->
          t < warmup ? value(t) : cosine(Math.min(1, (double) t / length));
      case RISES_AGAIN_PAST_THE_END ->
          t < warmup ? value(t) : cosine((double) (t - warmup) / length);
      case STRICT_COMPARISON_AT_THE_END -> t == warmup + length ? peak : value(t);
      case FALLS_BELOW_ZERO -> t > warmup + length ? end - 1e-3 * (t - warmup - length) : value(t);
      case OVERFLOWS_PAST_THE_END ->
          t > warmup + length ? end * Math.pow(1.1, t - warmup - length) : value(t);
      case NAN_AT_TIME_ZERO -> value(t) * t / t;
      case INDEX_PAST_THE_END -> new double[] {value(t)}[t > 2 * (warmup + length) ? 1 : 0];
      case REMEMBERS_CALLS -> value(t) * (1 + 1e-3 * (CALLS.incrementAndGet() % 2));
      default -> value(t);
    };
  }

  private double value(double t) {
    return t < warmup ? peak * t / warmup : cosine(Math.min(1, (t - warmup) / length));
  }

  private double cosine(double passed) {
    return end + (peak - end) * (1 + Math.cos(Math.PI * passed)) / 2;
  }

  @Override
  public Unit unit() {
    boolean steps = (clock == Unit.STEPS) != (fault == Fault.UNIT_LIES);
    return steps ? Unit.STEPS : Unit.EPOCHS;
  }

  @Override
  public double end() {
    return fault == Fault.ACCESSOR_LOSES_THE_END ? 0.01 : end;
  }

  /** The end, whatever the accessor says. */
  double trueEnd() {
    return end;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WrongSchedule that
        && peak == that.peak
        && (end == that.end || fault == Fault.EQUALS_DROPS_THE_END)
        && warmup == that.warmup
        && length == that.length
        && clock == that.clock
        && fault == that.fault;
  }

  @Override
  public int hashCode() {
    return Objects.hash(peak, warmup, length, clock, fault);
  }
}
