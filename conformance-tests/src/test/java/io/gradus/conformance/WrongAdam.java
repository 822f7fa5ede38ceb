package io.gradus.conformance;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Algorithm 1 of Kingma and Ba, with faults to choose from. */
@Algorithm(name = "wrong-adam", summary = "Adam with a fault.", citation = "None")
public record WrongAdam(
    @Hyperparameter(value = "η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "β₁", range = "[0, 1)") double beta1,
    @Hyperparameter(value = "β₂", range = "[0, 1)") double beta2,
    @Hyperparameter(value = "ε", range = "[0, inf)") double epsilon,
    @Hyperparameter("what is wrong") Fault fault)
    implements GradientOptimizer {

  private static final AtomicLong CALLS = new AtomicLong();

  /** What can be wrong, and the rules that must find it. */
  public enum Fault {
    NONE(""),
    EPSILON_INSIDE_THE_ROOT("O-1.1 O-1.2 O-1.3"),
    EPSILON_BEFORE_THE_CORRECTION("O-1.1 O-1.2 O-1.3"),
    CORRECTION_OFF_BY_ONE("O-1.1 O-1.2 O-1.3"),
    NO_CORRECTION("O-1.1 O-1.2 O-1.3"),
    AGE_FROM_THE_ITERATION("O-1.4"),
    ROOT_FORGOTTEN("O-1.1 O-1.2 O-1.3"),
    MULTIPLIED_FOR_DIVIDED("O-1.1 O-1.2 O-1.3 O-7.1"),
    BETAS_SWAPPED("O-1.1 O-1.2 O-1.3"),
    MOMENTUM_OF_WRONG_SIGN("O-1.1 O-1.2 O-1.3 O-7.1"),
    /** The first step divides by ε. */
    SECOND_MOMENT_OF_BEFORE("O-1.1 O-1.2 O-1.3 O-7.1"),
    MEAN_NOT_DECAYED("O-1.2 O-1.3"),
    MAXIMUM_IN_PLACE_OF_THE_MEAN("O-1.1 O-1.2 O-1.3"),
    SLOT_BEGINS_ELSEWHERE("O-1.1 O-1.3"),
    SLOT_OF_ANOTHER_NAME("O-1.1 O-1.2 O-1.3"),
    RATE_OF_THE_NEXT_STEP("O-1.3"),
    RATE_OF_THE_FIRST_STEP("O-1.3"),
    DECAYS_UNDECLARED("O-1.1 O-1.2 O-1.3 O-2.1"),
    MOVES_AT_RATE_ZERO("O-1.1 O-1.2 O-1.3 O-2.1 O-2.2 O-2.3"),
    ROUNDS_UP("O-1.1 O-1.2 O-1.3 O-2.1 O-2.3"),
    COUPLES_UNDECLARED("O-1.1 O-1.2 O-1.3 O-2.4 O-2.6 O-3.6"),
    NAN_SWALLOWED("O-2.5"),
    NEGATIVE_UNDER_THE_ROOT("O-1.1 O-1.2 O-1.3 O-2.1 O-2.2 O-2.7 O-7.1"),
    NOISE_UNDECLARED("O-1.1 O-1.2 O-1.3 O-2.1 O-2.3 O-2.8 O-3.6"),
    ODDNESS_DECLARED_IN_VAIN("O-2.3"),
    SCALE_INVARIANCE_DECLARED_IN_VAIN("O-2.9"),
    SCALE_EQUIVARIANCE_DECLARED_IN_VAIN("O-2.9"),
    ROTATION_DECLARED_IN_VAIN("O-2.9"),
    BOUND_DECLARED_IN_VAIN("O-2.10"),
    CLIMBS_AS_ITS_CLOSED_FORM("O-7.1"),
    PRESET_IS_NOT_THE_FRAMEWORKS("O-1.5"),
    PRESETS_DO_NOT_DIFFER("O-1.5"),
    EQUALS_DROPS_EPSILON("O-5.5"),
    ACCESSOR_LOSES_EPSILON("O-5.1 O-5.5"),
    CONSTRUCTOR_RESETS_EPSILON("O-5.5"),
    UNCHECKED("O-5.2"),
    STATE_SHARED_BETWEEN_INSTANCES(
        "O-1.1 O-1.2 O-1.3 O-1.4 O-2.3 O-2.4 O-2.6 O-2.8 "
            + "O-3.1 O-3.2 O-3.3 O-3.4 O-3.5 O-3.6 O-4.1 O-6.1 O-6.2");

    private final String rules;

    Fault(String rules) {
      this.rules = rules;
    }

    Set<String> rules() {
      return rules.isEmpty() ? Set.of() : Set.of(rules.split(" "));
    }
  }

  public WrongAdam {
    if (fault != Fault.UNCHECKED) {
      Hyperparameters.check(WrongAdam.class, learningRate, beta1, beta2, epsilon, fault);
    }
    epsilon = fault == Fault.CONSTRUCTOR_RESETS_EPSILON ? 1e-8 : epsilon;
  }

  /** The right one. */
  public WrongAdam() {
    this(Schedule.constant(0.001), 0.9, 0.999, 1e-8, Fault.NONE);
  }

  private boolean is(Fault one) {
    return fault == one;
  }

  @Override
  public Expr update(Step step) {
    double t = age(step);
    double b1 = is(Fault.BETAS_SWAPPED) ? beta2 : beta1;
    double b2 = is(Fault.BETAS_SWAPPED) ? beta1 : beta2;
    boolean corrected = !is(Fault.NO_CORRECTION);
    double c1 = corrected ? 1 - Math.pow(b1, t) : 1;
    double c2 = corrected ? 1 - Math.pow(b2, t) : 1;
    Expr g = gradient(step);
    Expr m = firstMoment(step.slot(is(Fault.SLOT_OF_ANOTHER_NAME) ? "mean" : "m"), b1, g);
    Expr v = secondMoment(step.slot("v", is(Fault.SLOT_BEGINS_ELSEWHERE) ? 1e-3 : 0), b2, g);
    Expr divisor =
        switch (fault) {
          case EPSILON_INSIDE_THE_ROOT -> v.div(c2).plus(epsilon).sqrt();
          case EPSILON_BEFORE_THE_CORRECTION -> v.sqrt().plus(epsilon).div(Math.sqrt(c2));
          case ROOT_FORGOTTEN -> v.div(c2).plus(epsilon);
          case COUPLES_UNDECLARED -> v.mean().div(c2).sqrt().plus(epsilon);
          case NEGATIVE_UNDER_THE_ROOT -> v.div(c2).minus(1e-6).sqrt().plus(epsilon);
          case PRESETS_DO_NOT_DIFFER -> v.div(c2).sqrt().plus(1e-8);
          default -> v.div(c2).sqrt().plus(epsilon);
        };
    Expr corrective = m.div(c1);
    Expr direction =
        is(Fault.MULTIPLIED_FOR_DIVIDED) ? corrective.times(divisor) : corrective.div(divisor);
    Expr update = direction.times(rate(step));
    return switch (fault) {
      case DECAYS_UNDECLARED -> update.plus(step.parameter().times(0.01 * rate(step)));
      case MOVES_AT_RATE_ZERO -> update.plus(1e-3);
      case ROUNDS_UP -> update.plus(1e-3 * rate(step));
      case NOISE_UNDECLARED -> update.plus(step.noise(1).times(rate(step)));
      case CLIMBS_AS_ITS_CLOSED_FORM -> update.negate();
      case STATE_SHARED_BETWEEN_INSTANCES -> update.times(1 + 1e-3 * (CALLS.incrementAndGet() % 5));
      default -> update;
    };
  }

  private double age(Step step) {
    return switch (fault) {
      case CORRECTION_OFF_BY_ONE -> step.age() + 1.0;
      case AGE_FROM_THE_ITERATION -> step.iteration() + 1.0;
      default -> step.age();
    };
  }

  private double rate(Step step) {
    return switch (fault) {
      case RATE_OF_THE_NEXT_STEP -> learningRate.at(step.iteration() + 1, step.epoch());
      case RATE_OF_THE_FIRST_STEP -> learningRate.at(0, 0);
      default -> learningRate.at(step);
    };
  }

  private Expr gradient(Step step) {
    Expr g = step.gradient();
    return is(Fault.NAN_SWALLOWED) ? Expr.where(g.equalTo(g), g, step.constant(0)) : g;
  }

  private Expr firstMoment(Slot m, double decay, Expr g) {
    return switch (fault) {
      case MOMENTUM_OF_WRONG_SIGN -> m.ema(decay, g.negate());
      case MEAN_NOT_DECAYED -> m.add(g.times(1 - decay));
      default -> m.ema(decay, g);
    };
  }

  private Expr secondMoment(Slot v, double decay, Expr g) {
    Expr before = v.value();
    if (is(Fault.MAXIMUM_IN_PLACE_OF_THE_MEAN)) {
      return v.set(before.times(decay).max(g.square()));
    }
    Expr after = v.ema(decay, g.square());
    return is(Fault.SECOND_MOMENT_OF_BEFORE) ? before : after;
  }

  @Override
  public Map<Preset, WrongAdam> presets() {
    boolean wrong = is(Fault.PRESET_IS_NOT_THE_FRAMEWORKS);
    if (!wrong && !is(Fault.PRESETS_DO_NOT_DIFFER)) {
      return Map.of();
    }
    return Map.of(
        Preset.PYTORCH,
        new WrongAdam(learningRate, 0.9, 0.999, 1e-8, wrong ? Fault.NO_CORRECTION : fault),
        Preset.KERAS,
        new WrongAdam(learningRate, 0.9, 0.999, 1e-7, wrong ? Fault.NONE : fault));
  }

  @Override
  public double epsilon() {
    return is(Fault.ACCESSOR_LOSES_EPSILON) ? 1e-8 : epsilon;
  }

  /** ε, whatever the accessor says. */
  double trueEpsilon() {
    return epsilon;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WrongAdam that
        && learningRate.equals(that.learningRate)
        && beta1 == that.beta1
        && beta2 == that.beta2
        && (epsilon == that.epsilon || is(Fault.EQUALS_DROPS_EPSILON))
        && fault == that.fault;
  }

  @Override
  public int hashCode() {
    return Objects.hash(learningRate, beta1, beta2, fault);
  }
}
