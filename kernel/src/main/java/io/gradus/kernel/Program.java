package io.gradus.kernel;

/** A plan made ready to run on memory of one precision. Not thread-safe. */
interface Program {

  /**
   * Runs one step on one parameter tensor, or on many at once if the plan needs none of them as a
   * whole.
   *
   * @param operands the arrays
   * @param from the first element
   * @param tensor where it ends, and what it is
   * @param globalNorm the norm of the whole network's gradient
   */
  void run(Operands operands, long from, Tensors.Tensor tensor, double globalNorm);
}
