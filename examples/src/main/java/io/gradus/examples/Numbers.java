package io.gradus.examples;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as people write them: 0.1 where a double holds 0.09999999999999998. */
final class Numbers {

  private static final MathContext DIGITS = new MathContext(8);

  private Numbers() {}

  /** At most eight digits, and an exponent only where it is shorter. */
  static String text(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "∞" : "-∞";
    }
    if (number == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 7) {
      return rounded.toPlainString();
    }
    return rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
  }

  /** A number of things: 1 epoch, 2 epochs, 3 batches. */
  static String count(long number, String thing) {
    String ending =
        number == 1 ? "" : thing.endsWith("batch") || thing.endsWith("search") ? "es" : "s";
    return "%d %s%s".formatted(number, thing, ending);
  }

  /** The same for any hyper-parameter's value. */
  static String text(Object value) {
    return value instanceof Double || value instanceof Float
        ? text(((Number) value).doubleValue())
        : String.valueOf(value);
  }
}
