package io.gradus.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An interval of real numbers. NaN lies in no range; an infinity lies only in a range that is
 * closed there, such as {@code [0, inf]}.
 *
 * @param low the lower end
 * @param lowIncluded whether the lower end itself is in the range
 * @param high the upper end
 * @param highIncluded whether the upper end itself is in the range
 */
public record Range(double low, boolean lowIncluded, double high, boolean highIncluded) {

  private static final Pattern INTERVAL =
      Pattern.compile("\\s*([\\[(])\\s*([^,\\s]+)\\s*,\\s*([^,\\s]+)\\s*([])])\\s*");

  /**
   * Checks that the ends are numbers in order.
   *
   * @throws IllegalArgumentException if an end is NaN or the lower end is above the upper
   */
  public Range {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "A range runs from its lower end to its upper end, but " + low + " is not ≤ " + high);
    }
  }

  /**
   * Reads an interval in the usual notation.
   *
   * @param text such as {@code "[0, 1)"} or {@code "(-inf, inf)"}
   * @return the range
   * @throws IllegalArgumentException if the text is not an interval
   */
  public static Range parse(String text) {
    Matcher interval = INTERVAL.matcher(Arguments.given(text, "text"));
    if (!interval.matches()) {
      throw new IllegalArgumentException(
          "A range is written like [0, 1) or (0, inf), but this one is '" + text + "'");
    }
    return new Range(
        end(interval.group(2)),
        interval.group(1).equals("["),
        end(interval.group(3)),
        interval.group(4).equals("]"));
  }

  /**
   * Whether a number lies in this range.
   *
   * @param number any double, NaN included
   * @return true if it does
   */
  public boolean contains(double number) {
    return (number > low || (lowIncluded && number == low))
        && (number < high || (highIncluded && number == high));
  }

  @Override
  public String toString() {
    return (lowIncluded ? "[" : "(") + text(low) + ", " + text(high) + (highIncluded ? "]" : ")");
  }

  private static double end(String text) {
    return switch (text) {
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> number(text);
    };
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "An end of a range is a number, inf or -inf, but this one is '" + text + "'", e);
    }
  }

  private static String text(double end) {
    if (Double.isInfinite(end)) {
      return end > 0 ? "∞" : "-∞";
    }
    return end == Math.rint(end) && Math.abs(end) < 1e15
        ? Long.toString((long) end)
        : Double.toString(end);
  }
}
