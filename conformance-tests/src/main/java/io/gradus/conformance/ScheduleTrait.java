package io.gradus.conformance;

/**
 * What a schedule does otherwise than most. A trait that is declared is asserted: at least one of
 * the configurations must be so. Nothing is skipped or loosened by a trait.
 */
public enum ScheduleTrait {
  /** It reads both clocks, whichever of them its unit names: schedules made of others. */
  FOLLOWS_BOTH_CLOCKS,
  /** It gives values below 0. */
  GIVES_NEGATIVE,
  /** It grows until a double cannot hold it. */
  OVERFLOWS
}
