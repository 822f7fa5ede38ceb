package io.gradus.api;

/** The type of a tensor's elements, in which a rule's element-wise operations are rounded. */
public enum Precision {
  /** 32-bit IEEE 754. */
  FLOAT,
  /** 64-bit IEEE 754. */
  DOUBLE;

  /**
   * Rounds to this type.
   *
   * @param value a number
   * @return the nearest number of this type
   */
  public double round(double value) {
    return this == FLOAT ? (float) value : value;
  }
}
