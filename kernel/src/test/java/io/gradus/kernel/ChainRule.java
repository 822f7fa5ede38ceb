package io.gradus.kernel;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Schedule;
import io.gradus.api.Step;

/**
 * A rule of very many operations, each upon the one before: longer than a stack is deep.
 *
 * @param kind what it repeats
 * @param operations how many
 */
@Algorithm(name = "chain", summary = "A chain of operations.", citation = "This test")
public record ChainRule(
    @Hyperparameter("what it repeats") Kind kind,
    @Hyperparameter("how many operations") int operations)
    implements GradientOptimizer {

  /** What is repeated. */
  public enum Kind {
    /** One number for all, and another at every operation. */
    NUMBERS,
    /** Operations upon tensors alone. */
    TENSORS,
    /** What has a vector form and what has none, in turn. */
    IN_TURN,
    /** Conditions. */
    CONDITIONS,
    /** Sums over the tensor, each of which ends a pass. */
    SUMS,
    /** Operations upon one number. */
    UNIFORM
  }

  /** The least. */
  public ChainRule() {
    this(Kind.NUMBERS, 1);
  }

  @Override
  public Schedule learningRate() {
    return Schedule.constant(1);
  }

  @Override
  public Expr update(Step step) {
    Expr g = step.gradient();
    Expr x = kind == Kind.UNIFORM ? g.sum() : g;
    for (int i = 0; i < operations; i++) {
      x =
          switch (kind) {
            case NUMBERS, UNIFORM -> i % 2 == 0 ? x.times(1 + 1.0 / (i + 2)) : x.minus(1e-3 / i);
            case TENSORS -> i % 2 == 0 ? x.plus(g) : x.max(g).negate();
            case IN_TURN -> i % 2 == 0 ? x.minus(g) : x.exp();
            case CONDITIONS -> Expr.where(x.lessThan(i % 7), x.negate(), g);
            case SUMS -> x.div(x.norm().plus(1));
          };
    }
    return x;
  }
}
