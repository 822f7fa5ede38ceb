package io.gradus.dl4j;

import io.gradus.api.Op;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.impl.controlflow.Select;
import org.nd4j.linalg.api.ops.impl.scalar.comparison.ScalarNotEquals;
import org.nd4j.linalg.api.ops.impl.transforms.custom.EqualTo;
import org.nd4j.linalg.api.ops.impl.transforms.custom.GreaterThan;
import org.nd4j.linalg.api.ops.impl.transforms.custom.LessThan;
import org.nd4j.linalg.api.ops.impl.transforms.custom.LessThanOrEqual;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.same.Negative;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The operations of the language on flat arrays of ND4J, with the meaning of {@link Op#apply}.
 *
 * <p>ND4J's minimum and maximum know no NaN and no order of zeros, its sign loses both, and its
 * power follows C; those are composed here of operations that IEEE 754 defines. Temporary arrays
 * are allocated in the workspace that is open.
 */
final class ArrayOperations {

  private ArrayOperations() {}

  /** Applies an element-wise operation; the result is none of the operands. */
  static void apply(Op op, INDArray result, INDArray a, INDArray b, INDArray c) {
    switch (op) {
      case ADD -> a.addi(b, result);
      case SUBTRACT -> a.subi(b, result);
      case MULTIPLY -> a.muli(b, result);
      case DIVIDE -> a.divi(b, result);
      case NEGATE -> Nd4j.exec(new Negative(a, result));
      case ABS -> Nd4j.exec(new Abs(a, result));
      case SQRT -> Nd4j.exec(new Sqrt(a, result));
      case MIN -> min(a, b, result);
      case MAX -> max(a, b, result);
      case SIGN -> sign(a, result);
      case EXP -> result.assign(Transforms.exp(copyInDouble(a), false));
      case LOG -> result.assign(Transforms.log(copyInDouble(a), false));
      case POW -> result.assign(pow(a.castTo(DataType.DOUBLE), b.castTo(DataType.DOUBLE)));
      case LESS -> result.assign(less(a, b));
      case LESS_OR_EQUAL -> result.assign(test(new LessThanOrEqual(a, b, mask(a))));
      case EQUAL -> result.assign(test(new EqualTo(a, b, mask(a))));
      case SELECT -> select(notZero(a), b, c, result);
      default -> throw new IllegalStateException(op + " is not an element-wise operation.");
    }
  }

  /** Takes b where the condition holds, else c. The result may be b or c. */
  static void select(INDArray condition, INDArray b, INDArray c, INDArray result) {
    Nd4j.exec(new Select(new INDArray[] {condition, b, c}, new INDArray[] {result}));
  }

  /** The greatest element, NaN if any is, −∞ if there is none, and −0 only where no zero is +0. */
  static double greatest(INDArray a) {
    if (a.isNaN().any()) {
      return Double.NaN;
    }
    double greatest = a.maxNumber().doubleValue();
    if (greatest != 0) {
      return greatest;
    }
    return a.rdiv(1).maxNumber().doubleValue() > 0 ? 0.0 : -0.0;
  }

  /** The sum, in double, in the backend's order. */
  static double sum(INDArray a) {
    return a.castTo(DataType.DOUBLE).sumNumber().doubleValue();
  }

  /** The Euclidean norm, in double, in the backend's order. */
  static double norm(INDArray a) {
    return norms(a.castTo(DataType.DOUBLE).reshape('c', 1, a.length())).getDouble(0);
  }

  /** Makes one number of each row, in double, in the backend's order; spreads it over its row. */
  static void overRows(Op op, INDArray a, long rowLength, INDArray result) {
    long rows = a.length() / rowLength;
    INDArray wide = a.castTo(DataType.DOUBLE).reshape('c', rows, rowLength);
    INDArray numbers =
        switch (op) {
          case ROW_NORM -> norms(wide);
          case ROW_MEAN -> wide.sum(true, 1).div(rowLength);
          default -> wide.sum(true, 1);
        };
    result
        .reshape('c', rows, rowLength)
        .assign(numbers.castTo(a.dataType()).broadcast(rows, rowLength));
  }

  /**
   * The norm of each row. Where squares may have become 0 or infinite, the row's greatest element
   * is taken out first.
   */
  private static INDArray norms(INDArray rows) {
    INDArray squares = rows.mul(rows).sum(true, 1);
    INDArray norms = Transforms.sqrt(squares, true);
    INDArray certain = squares.mul(squares.gt(0x1p-900).castTo(DataType.DOUBLE));
    INDArray isOrdinary = certain.div(certain).eq(1); // not 0, infinite or NaN
    if (isOrdinary.all()) {
      return norms;
    }
    INDArray greatest = Transforms.abs(rows, true).max(true, 1);
    INDArray unit = Nd4j.onesLike(greatest);
    select(greatest.div(greatest).eq(1), greatest, unit, unit); // as above
    INDArray scaled = rows.div(unit.broadcast(rows.shape()));
    INDArray others = Transforms.sqrt(scaled.mul(scaled).sum(true, 1), false).muli(unit);
    select(isOrdinary, norms, others, others);
    return others;
  }

  private static void max(INDArray a, INDArray b, INDArray result) {
    INDArray sum = a.add(b); // NaN where either is; of two zeros −0 only where both are
    choose(sum, a, b, test(new GreaterThan(a, b, mask(a))), less(a, b), result);
  }

  private static void min(INDArray a, INDArray b, INDArray result) {
    INDArray sum = a.neg().subi(b).negi(); // the same, but −0 where either is
    choose(sum, a, b, less(a, b), test(new GreaterThan(a, b, mask(a))), result);
  }

  /** Takes a or b where one of them is wanted, either where they are equal, else their sum. */
  private static void choose(
      INDArray sum, INDArray a, INDArray b, INDArray wantsA, INDArray wantsB, INDArray result) {
    select(test(new EqualTo(a, b, mask(a))), a, sum, result);
    select(notZero(sum), result, sum, result);
    select(wantsA, a, result, result);
    select(wantsB, b, result, result);
  }

  private static void sign(INDArray a, INDArray result) {
    INDArray sign = Transforms.sign(a, true); // 0 for NaN and for either zero
    select(notZero(sign), sign, a, result);
  }

  private static INDArray pow(INDArray a, INDArray b) {
    INDArray result = Transforms.pow(a, b, true);
    // ±1 to the power of NaN or of an infinity is NaN in Java and 1 in C
    INDArray corrected = b.mul(0).addi(result);
    INDArray isOne = Transforms.abs(a, true).eq(1);
    select(isOne, corrected, result, result);
    return result;
  }

  private static INDArray copyInDouble(INDArray a) {
    return a.dataType() == DataType.DOUBLE ? a.dup() : a.castTo(DataType.DOUBLE);
  }

  private static INDArray less(INDArray a, INDArray b) {
    return test(new LessThan(a, b, mask(a)));
  }

  private static INDArray notZero(INDArray a) {
    return Nd4j.exec(new ScalarNotEquals(a, mask(a), 0));
  }

  private static INDArray mask(INDArray a) {
    return Nd4j.createUninitialized(DataType.BOOL, a.length());
  }

  private static INDArray test(CustomOp comparison) {
    return Nd4j.exec(comparison)[0];
  }
}
