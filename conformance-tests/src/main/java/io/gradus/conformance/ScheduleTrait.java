package io.gradus.conformance;

/**
 * How a schedule differs from most. A declared trait is asserted: at least one of the
 * configurations must show it. Nothing is skipped or loosened by a trait.
 */
public enum ScheduleTrait {
  /** It reads both clocks, whichever its unit names: schedules composed of others. */
  FOLLOWS_BOTH_CLOCKS,
  /** It gives values below 0. */
  GIVES_NEGATIVE,
  /** It grows until a double cannot hold it. */
  OVERFLOWS
}
