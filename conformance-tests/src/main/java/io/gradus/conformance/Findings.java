package io.gradus.conformance;

import io.gradus.api.Plugin;
import java.util.function.Supplier;
import org.assertj.core.api.SoftAssertions;

/** The violations of a rule, collected so that one failure reports every case. Not thread-safe. */
final class Findings {

  /** Only this many are printed; the rest are counted. */
  private static final int MOST = 100;

  private final String rule;
  private final SoftAssertions soft = new SoftAssertions();
  private int found;

  Findings(String rule) {
    this.rule = rule;
  }

  /**
   * Checks that two numbers are close, the same infinity, or both NaN.
   *
   * @param where the problem, the step, the element, the seed; evaluated only when needed
   */
  void close(
      Plugin plugin, Supplier<String> where, double expected, double actual, double tolerance) {
    if (!(Math.abs(expected - actual) <= tolerance) && Double.compare(expected, actual) != 0) {
      differ(plugin, where, expected, actual, "±" + tolerance);
    }
  }

  /** Checks that two numbers have the same bits, with −0 counting as +0 and all NaNs as equal. */
  void same(Plugin plugin, Supplier<String> where, double expected, double actual) {
    if (Double.compare(expected + 0.0, actual + 0.0) != 0) {
      differ(plugin, where, expected, actual, "none");
    }
  }

  /** A condition holds. */
  void that(boolean holds, Plugin plugin, Supplier<String> where, Object expected, Object actual) {
    if (!holds) {
      differ(plugin, where, expected, actual, "none");
    }
  }

  private void differ(
      Plugin plugin, Supplier<String> where, Object expected, Object actual, String tolerance) {
    found++;
    if (found <= MOST) {
      soft.fail(
          "%s, %s: %s: expected %s, but got %s (tolerance %s)"
              .formatted(rule, plugin, where.get(), expected, actual, tolerance));
    }
  }

  /** Fails if nothing was found: what is declared must hold. */
  void assertSome(Plugin plugin, Enum<?> declared) {
    if (found == 0) {
      throw new AssertionError(
          "%s, %s: %s is declared: expected it to be so somewhere, but it is nowhere"
              .formatted(rule, plugin, declared));
    }
  }

  /** Fails with everything that was found. */
  void assertNone() {
    if (found > MOST) {
      soft.fail("%s: and %d more".formatted(rule, found - MOST));
    }
    soft.assertAll();
  }
}
