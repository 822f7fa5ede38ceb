package io.gradus.conformance.dl4j;

/**
 * What the check of one rule on one subject found.
 *
 * @param subject what was judged
 * @param rule the rule
 * @param verdict whether it holds
 * @param expected what the rule wants, with the number of the comparison that failed; of the first
 *     comparison where all hold; the reason where the rule does not apply
 * @param actual what was found in its place; empty where the rule does not apply
 */
public record Finding(String subject, Rule rule, Verdict verdict, String expected, String actual) {

  /** Whether a rule holds. */
  public enum Verdict {
    /** It holds. */
    PASS,
    /** It does not. */
    FAIL,
    /** It says nothing of this subject, such as a rule about rates of an updater without one. */
    NOT_APPLICABLE
  }

  /**
   * Whether the rule is broken.
   *
   * @return true if the verdict is {@link Verdict#FAIL}
   */
  public boolean failed() {
    return verdict == Verdict.FAIL;
  }

  @Override
  public String toString() {
    return switch (verdict) {
      case PASS -> "%s: %s holds (%s).".formatted(subject, rule, expected);
      case FAIL -> "%s: %s, but expected %s and got %s.".formatted(subject, rule, expected, actual);
      case NOT_APPLICABLE -> "%s: %s does not apply: %s.".formatted(subject, rule, expected);
    };
  }
}
