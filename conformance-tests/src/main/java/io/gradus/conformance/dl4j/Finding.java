package io.gradus.conformance.dl4j;

/**
 * What the check of one rule on one subject found.
 *
 * @param subject the subject of the check
 * @param rule the rule
 * @param verdict whether it holds
 * @param expected what the rule requires, with the numbers of the comparison that failed, or of the
 *     first one if all hold; the reason if the rule does not apply
 * @param actual what was found instead; empty if the rule does not apply
 */
public record Finding(String subject, Rule rule, Verdict verdict, String expected, String actual) {

  /** Whether a rule holds. */
  public enum Verdict {
    /** It holds. */
    PASS,
    /** It does not. */
    FAIL,
    /** It does not apply to this subject, such as a rule about rates to an updater without one. */
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
