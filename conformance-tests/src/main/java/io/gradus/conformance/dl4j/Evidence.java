package io.gradus.conformance.dl4j;

import java.util.Locale;

/**
 * What one check observes. The first comparison that fails ends the check; if all hold, the first
 * one represents them.
 */
final class Evidence {

  private static final int LONGEST_MESSAGE = 90;
  private static final int DIGITS = 4;
  private static final int MOST_DIGITS = 12;

  private String expected = "";
  private String actual = "";

  /** The check of one rule. */
  interface Check {
    void run(Evidence evidence) throws Exception;
  }

  /** Runs a check; whatever it throws becomes a finding. */
  static Finding of(String subject, Rule rule, Check check) {
    Evidence evidence = new Evidence();
    try {
      check.run(evidence);
      return new Finding(subject, rule, Finding.Verdict.PASS, evidence.expected, evidence.actual);
    } catch (Violation violation) {
      return new Finding(subject, rule, Finding.Verdict.FAIL, violation.expected, violation.actual);
    } catch (NotApplicable reason) {
      return new Finding(subject, rule, Finding.Verdict.NOT_APPLICABLE, reason.getMessage(), "");
    } catch (Exception | LinkageError | AssertionError thrown) {
      return new Finding(
          subject, rule, Finding.Verdict.FAIL, "no exception", "threw " + text(thrown));
    }
  }

  /**
   * Two numbers within a relative tolerance, plus 10⁻⁹ of it absolutely; NaN is close only to NaN.
   */
  void near(String what, double wanted, double got, double relative) {
    boolean near =
        Math.abs(wanted - got) <= relative * (Math.abs(wanted) + 1e-9)
            || Double.compare(wanted + 0.0, got + 0.0) == 0;
    if (near && !expected.isEmpty()) {
      return;
    }
    String[] pair = pair(wanted, got);
    that(near, what + " " + pair[0], pair[1]);
  }

  /** The same bits, except that −0 equals +0. */
  void same(String what, double[] wanted, double[] got) {
    require(
        wanted.length == got.length,
        what + " of " + wanted.length + " numbers",
        got.length + " numbers");
    for (int i = 0; i < wanted.length; i++) {
      if (Double.compare(wanted[i] + 0.0, got[i] + 0.0) != 0) {
        String[] pair = pair(wanted[i], got[i]);
        throw new Violation(what + ", element " + i + ": " + pair[0], pair[1]);
      }
    }
    if (wanted.length > 0) {
      saw(what + ": " + text(wanted[0]), text(got[0]));
    }
  }

  /** Equal both ways, with the same hash code. */
  void equal(String what, Object one, Object other) {
    holds(one.equals(other) && other.equals(one), what, "not equal");
    holds(one.hashCode() == other.hashCode(), what + ", of the same hash", "another hash");
  }

  /** Any condition. */
  void holds(boolean holds, String wanted, String otherwise) {
    that(holds, wanted, holds ? "as expected" : otherwise);
  }

  /** A condition that is reported only if it fails. */
  static void require(boolean holds, String wanted, String otherwise) {
    if (!holds) {
      throw new Violation(wanted, otherwise);
    }
  }

  /** Any condition, with what was found. */
  void that(boolean holds, String wanted, String got) {
    require(holds, wanted, got);
    saw(wanted, got);
  }

  /** Records the text for the report if everything holds and nothing was recorded before. */
  void saw(String wanted, String got) {
    if (expected.isEmpty()) {
      expected = wanted;
      actual = got;
    }
  }

  /** Adopts what another has observed. */
  void take(Evidence other, String remark) {
    saw(other.expected, other.actual + remark);
  }

  /** Four digits, so that a page of them is the same on every machine. */
  static String text(double number) {
    return text(number, DIGITS);
  }

  /** With the given number of digits, or as an integer. */
  static String text(double number, int digits) {
    double plain = number + 0.0; // no −0
    if (plain == Math.rint(plain) && Math.abs(plain) < 1e7) {
      return String.valueOf((long) plain);
    }
    return Double.isFinite(plain)
        ? String.format(Locale.ROOT, "%." + digits + "g", plain)
        : String.valueOf(plain);
  }

  /** Both with as many digits as distinguish them, at most twelve. */
  private static String[] pair(double wanted, double got) {
    int digits = DIGITS;
    while (digits < MOST_DIGITS && text(wanted, digits).equals(text(got, digits))) {
      digits++;
    }
    boolean apart = !text(wanted, digits).equals(text(got, digits));
    return apart
        ? new String[] {text(wanted, digits), text(got, digits)}
        : new String[] {text(wanted), text(got)};
  }

  /**
   * The type of an exception and the first line of its message, unless that is too long. Exceptions
   * thrown by the JVM itself are shown without a message, because it omits the message once its
   * code is hot.
   */
  static String text(Throwable thrown) {
    String kind = thrown.getClass().getSimpleName();
    boolean ofTheJvm =
        thrown instanceof NullPointerException
            || thrown instanceof IndexOutOfBoundsException
            || thrown instanceof ClassCastException
            || thrown instanceof ArithmeticException;
    if (ofTheJvm || thrown.getMessage() == null) {
      return kind;
    }
    String message = thrown.getMessage().lines().findFirst().orElse("");
    return message.length() <= LONGEST_MESSAGE
        ? kind + ": " + message
        : kind + ": " + message.substring(0, LONGEST_MESSAGE) + "…";
  }

  /** Thrown when a comparison does not hold. */
  static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String expected;
    private final String actual;

    Violation(String expected, String actual) {
      super("Expected " + expected + " and got " + actual + ".");
      this.expected = expected;
      this.actual = actual;
    }

    String expected() {
      return expected;
    }

    String actual() {
      return actual;
    }
  }

  /** Thrown when the rule does not apply to this subject. */
  static final class NotApplicable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotApplicable(String reason) {
      super(reason);
    }
  }
}
