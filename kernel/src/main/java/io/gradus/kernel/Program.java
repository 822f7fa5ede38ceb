package io.gradus.kernel;

/** A plan made ready to run on memory of one precision. Not thread-safe. */
interface Program {

  /**
   * Runs one step on one parameter tensor, or on many at once where nothing is reduced.
   *
   * @param operands the arrays
   * @param from the first element
   * @param to the element after the last
   */
  void run(Operands operands, long from, long to);
}
