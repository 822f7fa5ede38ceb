package io.gradus.kernel;

/** Computes one pass of a plan on one chunk of heap arrays. */
interface ChunkLoop {

  /**
   * Computes every result from the inputs.
   *
   * @param inputs one array for each of {@link Plan.Pass#inputs}
   * @param outputs one array for each of {@link Plan.Pass#outputs}; may be an input's
   * @param scalars one number for each of {@link Plan.Pass#scalars}
   * @param index the first element's place in its tensor
   * @param count elements to compute
   */
  void run(Object[] inputs, Object[] outputs, double[] scalars, long index, int count);
}
