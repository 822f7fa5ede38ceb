package io.gradus.conformance;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import java.util.Set;

/**
 * Momentum as PyTorch has it, with dampening and a coupled decay, or the sign of the gradient, with
 * faults to choose from.
 */
@Algorithm(name = "wrong-momentum", summary = "Momentum with a fault.", citation = "None")
public record WrongMomentum(
    @Hyperparameter(value = "η", range = "[0, inf)") Schedule learningRate,
    @Hyperparameter(value = "μ", range = "[0, 1)") double momentum,
    @Hyperparameter(value = "τ", range = "[0, 1)") double dampening,
    @Hyperparameter(value = "λ", range = "[0, inf)") double decay,
    @Hyperparameter("whether only the sign of the buffer counts") boolean sign,
    @Hyperparameter("what is wrong") Fault fault)
    implements GradientOptimizer {

  /** What can be wrong, and the rules that must find it. */
  public enum Fault {
    NONE(""),
    DAMPENED_AT_STEP_ONE("O-1.1 O-1.3"),
    DECAYED_TWICE("O-1.1 O-1.2 O-1.3"),
    DECAYED_AFTER_THE_STEP("O-1.1 O-1.2 O-1.3"),
    DECAY_LEFT_OUT("O-1.1 O-1.2 O-1.3 O-2.1"),
    RATE_INSIDE_THE_BUFFER("O-1.1 O-1.2 O-1.3"),
    /** NaN is not below 0 either. */
    SIGN_OF_ZERO_IS_ONE("O-1.1 O-1.3 O-2.3 O-2.5");

    private final String rules;

    Fault(String rules) {
      this.rules = rules;
    }

    Set<String> rules() {
      return rules.isEmpty() ? Set.of() : Set.of(rules.split(" "));
    }
  }

  public WrongMomentum {
    Hyperparameters.check(
        WrongMomentum.class, learningRate, momentum, dampening, decay, sign, fault);
  }

  /** The right one. */
  public WrongMomentum() {
    this(Schedule.constant(0.1), 0.9, 0, 0, false, Fault.NONE);
  }

  @Override
  public Expr update(Step step) {
    double rate = learningRate.at(step);
    Expr theta = step.parameter();
    double coupled =
        switch (fault) {
          case DECAYED_AFTER_THE_STEP, DECAY_LEFT_OUT -> 0;
          default -> decay;
        };
    boolean inside = fault == Fault.RATE_INSIDE_THE_BUFFER;
    Expr d = step.gradient().plus(theta.times(coupled)).times(inside ? rate : 1);
    boolean first = step.age() == 1 && fault != Fault.DAMPENED_AT_STEP_ONE;
    Slot buffer = step.slot("b");
    Expr b = buffer.set(buffer.value().times(momentum).plus(d.times(first ? 1 : 1 - dampening)));
    Expr signed =
        fault == Fault.SIGN_OF_ZERO_IS_ONE
            ? Expr.where(b.lessThan(0), step.constant(-1), step.constant(1))
            : b.sign();
    Expr update = (sign ? signed : b).times(inside ? 1 : rate);
    return switch (fault) {
      case DECAYED_TWICE -> update.plus(theta.times(rate * decay));
      case DECAYED_AFTER_THE_STEP -> update.plus(theta.minus(update).times(rate * decay));
      default -> update;
    };
  }
}
