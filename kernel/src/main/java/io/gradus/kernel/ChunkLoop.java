package io.gradus.kernel;

/** Computes one pass of a plan on one chunk of heap arrays. */
interface ChunkLoop {

  /**
   * Computes every result from the inputs.
   *
   * @param inputs one array for each of {@link Plan.Pass#inputs}
   * @param outputs one array for each of {@link Plan.Pass#outputs}; where {@link Plan.Pass#inputOf}
   *     names an input, the loop may leave the result in that input's array instead, if {@link
   *     #sharesArrays} says so
   * @param scalars one number for each of {@link Plan.Pass#scalars}
   * @param index the first element's place in its tensor
   * @param count elements to compute
   */
  void run(Object[] inputs, Object[] outputs, double[] scalars, long index, int count);

  /** Whether results are left in the inputs' arrays. */
  default boolean sharesArrays() {
    return true;
  }
}
