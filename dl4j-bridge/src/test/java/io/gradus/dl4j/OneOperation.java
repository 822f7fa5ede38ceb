package io.gradus.dl4j;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Op;
import io.gradus.api.Schedule;
import io.gradus.api.Step;

/**
 * A rule of one operation, of the gradient, the parameter and a slot: to set an executor against
 * the reference, operation by operation.
 */
@Algorithm(name = "one-operation", summary = "One operation.", citation = "This test")
public record OneOperation(@Hyperparameter("which") Op op) implements GradientOptimizer {

  /** A sum. */
  public OneOperation() {
    this(Op.ADD);
  }

  @Override
  public Schedule learningRate() {
    return Schedule.constant(1);
  }

  @Override
  public Expr update(Step step) {
    Expr a = step.gradient();
    Expr b = step.parameter();
    Expr c = step.slot("c").value();
    return switch (op) {
      case GRADIENT -> a;
      case PARAMETER -> b;
      case SLOT -> c;
      case SCALAR -> a.plus(step.constant(0.1));
      case SIZE -> a.mean();
      case IS_WEIGHT -> a.times(step.isWeight());
      case GLOBAL_NORM -> a.times(step.globalNorm());
      case NOISE -> step.noise(7);
      case ADD -> a.plus(b);
      case SUBTRACT -> a.minus(b);
      case MULTIPLY -> a.times(b);
      case DIVIDE -> a.div(b);
      case MIN -> a.min(b);
      case MAX -> a.max(b);
      case POW -> // the language raises to numbers only, one after the other here
          powers(a, step);
      case NEGATE -> a.negate();
      case ABS -> a.abs();
      case SQRT -> a.sqrt();
      case SIGN -> a.sign();
      case EXP -> a.exp();
      case LOG -> a.log();
      case LESS -> a.lessThan(b);
      case LESS_OR_EQUAL -> a.atMost(b);
      case EQUAL -> a.equalTo(b);
      case SELECT -> Expr.where(a, b, c);
      case SUM -> a.sum();
      case REDUCE_MAX -> a.max();
      case NORM -> a.norm();
      case ROW_SUM -> a.rowSum();
      case ROW_MEAN -> a.rowMean();
      case ROW_NORM -> a.rowNorm();
      case STORE -> step.slot("d").set(b);
      case UPDATE -> c;
    };
  }

  /** The exponents that a test steps through. */
  static final double[] EXPONENTS = {
    2, 0.5, -1, 1.0 / 3, 0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 3
  };

  private static Expr powers(Expr a, Step step) {
    return a.pow(EXPONENTS[(int) (step.age() - 1) % EXPONENTS.length]);
  }
}
